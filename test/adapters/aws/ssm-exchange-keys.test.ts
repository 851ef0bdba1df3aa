/**
 * Are the exchange's keys used only as a pair, asked for once, and never in an error?
 */
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { secretNames } from '../../../lambda/adapters/aws/secret-names.ts';
import { SsmKeys } from '../../../lambda/adapters/aws/ssm-exchange-keys.ts';
import { FakeAws } from '../../harness/aws/fake-aws.ts';
import { openForTest } from '../../harness/loopback-server.ts';

const [API_KEY, SECRET] = secretNames('live', false);
const CANARIES = { [API_KEY]: 'CANARYKEY0123456789', [SECRET]: 'CANARYSECRET9876543210' };

let aws: FakeAws;
beforeEach(async () => {
  aws = await openForTest(new FakeAws());
  vi.stubEnv('AWS_REGION', 'ap-northeast-1');
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'test');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'test');
  vi.stubEnv('AWS_ENDPOINT_URL_SSM', aws.baseUrl);
});

const store = (...names: readonly string[]) => {
  for (const name of names) aws.parameters.put(name, ` ${CANARIES[name]}\n`, 'SecureString');
};

/** Everything that an error says, to whoever prints it. */
const wordsOf = (error: unknown) =>
  error instanceof Error ? `${String(error)} ${error.stack} ${JSON.stringify(error)}` : String(error);

const failureOf = (keys: SsmKeys) =>
  keys.read().then(
    () => 'read',
    (error: unknown) => wordsOf(error),
  );

describe("the exchange's keys in Parameter Store", () => {
  it("the exchange's keys in Parameter Store are read once as a pair, and again after they were rejected", async () => {
    store(API_KEY, SECRET);
    const keys = new SsmKeys('live', false);
    const pair = { apiKey: CANARIES[API_KEY], secret: CANARIES[SECRET] };
    expect([await keys.read(), await keys.read()]).toEqual([pair, pair]);
    expect(aws.parameters.asked).toEqual([API_KEY, SECRET]);
    keys.forget();
    expect(await keys.read()).toEqual(pair);
    expect(aws.parameters.asked).toHaveLength(4);
  });

  it.each([
    [SECRET, API_KEY],
    [API_KEY, SECRET],
  ])(
    "the exchange's keys in Parameter Store without %s are not used, and the other half is not said",
    async (missing, there) => {
      store(there);
      const keys = new SsmKeys('live', false);
      const failure = await failureOf(keys);
      expect(failure).toContain(`${missing} does not exist, or is empty`);
      for (const canary of Object.values(CANARIES)) expect(failure).not.toContain(canary);
      // As soon as both are there they are used.
      store(missing);
      expect(await keys.read()).toMatchObject({ apiKey: CANARIES[API_KEY] });
    },
  );

  it("the exchange's keys in Parameter Store that may not be read are said without AWS's own words, which may hold one", async () => {
    const message = `no access to ${CANARIES[SECRET]}`;
    aws.parameters.answer = { kind: 'error', name: 'AccessDeniedException', message };
    const failure = await failureOf(new SsmKeys('live', false));
    expect(failure).toContain('the keys of the exchange cannot be read: AccessDeniedException');
    expect(failure).not.toContain(CANARIES[SECRET]);
  });
});
