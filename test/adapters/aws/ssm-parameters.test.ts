/**
 * Is every answer of Parameter Store, and every failure, returned in time and never thrown?
 */
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { SsmParameters } from '../../../lambda/adapters/aws/ssm-parameters.ts';
import { FakeAws } from '../../harness/aws/fake-aws.ts';
import type { ParameterAnswer } from '../../harness/aws/fake-parameter-store.ts';
import { openForTest } from '../../harness/loopback-server.ts';

const NAME = '/kallisti/paper/params';

let aws: FakeAws;
beforeEach(async () => {
  aws = await openForTest(new FakeAws());
  vi.stubEnv('AWS_REGION', 'ap-northeast-1');
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'test');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'test');
  vi.stubEnv('AWS_ENDPOINT_URL_SSM', aws.baseUrl);
});

async function readingOf(answer: ParameterAnswer) {
  aws.parameters.answer = answer;
  return new SsmParameters(NAME).load();
}

describe('the parameters in Parameter Store', () => {
  it('the parameters in Parameter Store are read under their name', async () => {
    const reading = await readingOf({ kind: 'value', value: '{ "targetPct": 0.2 }' });
    expect(reading).toMatchObject({ status: 'valid', parameters: { targetPct: 0.2 } });
    expect(aws.parameters.asked).toEqual([NAME]);
  });

  it('parameters in Parameter Store that do not exist are missing, which is neither invalid nor unavailable', async () => {
    const reading = await readingOf({ kind: 'error', name: 'ParameterNotFound', message: 'none' });
    expect(reading).toEqual({ status: 'missing', name: NAME });
  });

  it('parameters in Parameter Store that are encrypted are refused, because they are read without a key', async () => {
    aws.parameters.put(NAME, 'AQICAHh…', 'SecureString');
    expect(await new SsmParameters(NAME).load()).toEqual({
      status: 'refused',
      violations: [{ key: NAME, value: 'SecureString', bound: 'must be of the type String' }],
    });
  });

  it('the parameters in Parameter Store that may not be read are unavailable, and say so', async () => {
    const message = 'not authorized to perform: ssm:GetParameter';
    expect(await readingOf({ kind: 'error', name: 'AccessDeniedException', message })).toEqual({
      status: 'unavailable',
      cause: `AccessDeniedException: ${message}`,
    });
  });

  it('the parameters in Parameter Store of a service that does not answer are unavailable', async () => {
    expect(await readingOf({ kind: 'silence' })).toMatchObject({ status: 'unavailable' });
    // It was asked twice, and then given up.
    expect(aws.parameters.asked).toHaveLength(2);
  });
});
