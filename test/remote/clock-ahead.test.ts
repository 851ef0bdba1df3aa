/**
 * Is a command for a bot in AWS dated by the clock of AWS where that of this machine is wrong?
 */
import { describe, expect, it } from 'vitest';
import { clockAheadMs } from '../../infra/remote/clock-ahead.ts';
import { MINUTE_MS } from '../../lambda/core/units.ts';
import { failed, found } from '../harness/aws/protocols.ts';
import { FakeAws } from '../harness/aws/fake-aws.ts';
import { openForTest } from '../harness/loopback-server.ts';

const QUERY = 'DynamoDB_20120810.Query';

async function ahead(offMs: number, answers: 'well' | 'refuses' | 'silent' = 'well'): Promise<number> {
  const aws = await openForTest(new FakeAws());
  aws.now = () => Date.now() + offMs;
  if (answers === 'well') aws.answers.set(QUERY, () => found({ Count: 0, ScannedCount: 0 }));
  if (answers === 'refuses')
    aws.answers.set(QUERY, () => failed('com.amazon.coral.service#AccessDeniedException', 'no'));
  const endpoint = answers === 'silent' ? 'http://127.0.0.1:1' : aws.baseUrl;
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  return clockAheadMs({ endpoint, region: 'local', credentials, table: 'table', botId: 'paper' });
}

describe('the clock of AWS', () => {
  it.each([-600, -60, 60, 600])(
    'the clock of AWS is ahead by as much as its answers say: %d minutes',
    async (minutes) => {
      const aheadMs = await ahead(minutes * MINUTE_MS);
      expect(Math.abs(aheadMs - minutes * MINUTE_MS)).toBeLessThan(MINUTE_MS);
    },
  );

  it('the clock of AWS is known from an answer that refuses, too', async () => {
    expect(Math.abs((await ahead(60 * MINUTE_MS, 'refuses')) - 60 * MINUTE_MS)).toBeLessThan(MINUTE_MS);
  });

  it('the clock of AWS counts as this one where both agree, and where nobody answers', async () => {
    expect(await ahead(0)).toBe(0);
    expect(await ahead(60 * MINUTE_MS, 'silent')).toBe(0);
  });
});
