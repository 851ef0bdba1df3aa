/**
 * Is the rule that wakes a bot made anew as it was, at the second that was asked for, and never lost on the way?
 */
import { existsSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { remakeRule } from '../../infra/remote/remake-rule.ts';
import { parseJson } from '../../lambda/adapters/parse-json.ts';
import { SECOND_MS } from '../../lambda/core/units.ts';
import { FakeAws } from '../harness/aws/fake-aws.ts';
import { failed, type JsonAnswer } from '../harness/aws/protocols.ts';
import { NOON } from '../harness/builders.ts';
import { openForTest } from '../harness/loopback-server.ts';

const RULE = 'Kallisti-Trader-paperscheduleRule';
const TARGETS = [
  {
    Id: 'Target0',
    Arn: 'arn:aws:lambda:ap-northeast-1:123456789012:function:paper',
    DeadLetterConfig: { Arn: 'arn:aws:sqs:ap-northeast-1:123456789012:letters' },
    RetryPolicy: { MaximumEventAgeInSeconds: 60, MaximumRetryAttempts: 2 },
  },
];
const DESCRIBED = {
  Name: RULE,
  Arn: `arn:aws:events:ap-northeast-1:123456789012:rule/${RULE}`,
  ScheduleExpression: 'rate(1 minute)',
  State: 'ENABLED',
  Description: 'Wakes the bot every minute',
};
const TAGS = [
  { Key: 'aws:cloudformation:stack-name', Value: 'Kallisti-Trader' },
  { Key: 'bot', Value: 'paper' },
];

/** A rule in AWS, in a time that the test lets pass. */
async function ruleInAws(described: object = DESCRIBED) {
  const aws = await openForTest(new FakeAws());
  let nowMs = NOON + 20_300;
  let isThere = true;
  const made: { readonly at: number; readonly body: unknown }[] = [];
  const answer = (operation: string, of: (body: string) => JsonAnswer) =>
    aws.answers.set(`AWSEvents.${operation}`, of);
  answer('DescribeRule', () =>
    isThere ? [200, described] : failed('ResourceNotFoundException', 'no such rule'),
  );
  answer('ListTargetsByRule', () => [200, { Targets: TARGETS }]);
  answer('ListTagsForResource', () => [200, { Tags: TAGS }]);
  answer('RemoveTargets', () => [200, { FailedEntryCount: 0, FailedEntries: [] }]);
  answer('DeleteRule', () => {
    isThere = false;
    return [200, {}];
  });
  answer('PutRule', (body) => {
    isThere = true;
    made.push({ at: (nowMs - NOON) / SECOND_MS, body: parseJson(body) });
    return [200, { RuleArn: DESCRIBED.Arn }];
  });
  answer('PutTargets', (body) => {
    made.push({ at: (nowMs - NOON) / SECOND_MS, body: parseJson(body) });
    return [200, { FailedEntryCount: 0, FailedEntries: [] }];
  });
  vi.stubEnv('AWS_ENDPOINT_URL', aws.baseUrl);
  const folder = mkdtempSync(join(tmpdir(), 'rule-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const copyPath = join(folder, 'copy.json');
  const remake = (second: number) =>
    remakeRule({
      rule: RULE,
      region: 'ap-northeast-1',
      second,
      copyPath,
      nowMs: () => nowMs,
      sleep: (durationMs) => {
        nowMs += Math.max(0, durationMs);
        return Promise.resolve();
      },
    });
  const asked = () => aws.requests.map((request) => request.replace('AWSEvents.', ''));
  return { aws, answer, remake, made, asked, copyPath, lose: () => (isThere = false) };
}

beforeEach(() => {
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'AKIDEXAMPLE');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'example');
  return () => vi.unstubAllEnvs();
});

describe('a rule', () => {
  it('a rule is deleted and made again with all that it had, at the second that was asked for', async () => {
    const { remake, made, asked, copyPath } = await ruleInAws();
    expect(await remake(57)).toBe(NOON + 57 * SECOND_MS);
    const { Arn: _, ...rule } = DESCRIBED;
    expect(made).toEqual([
      { at: 57, body: { ...rule, Tags: [{ Key: 'bot', Value: 'paper' }] } },
      { at: 57, body: { Rule: RULE, Targets: TARGETS } },
    ]);
    expect(asked()).toEqual([
      'DescribeRule',
      'ListTargetsByRule',
      'ListTagsForResource',
      'RemoveTargets',
      'DeleteRule',
      'PutRule',
      'PutTargets',
    ]);
    expect(existsSync(copyPath)).toBe(false);
  });

  it('a rule is kept in a file of its own meanwhile, and never written through a link', async () => {
    const { remake, copyPath } = await ruleInAws();
    const target = `${copyPath}.of-another`;
    symlinkSync(target, copyPath);
    await remake(57);
    expect(existsSync(target)).toBe(false);
  });

  it('a rule is made in the next minute where the second is past, or too near', async () => {
    for (const second of [20, 21, 22]) {
      const { remake } = await ruleInAws();
      expect(await remake(second)).toBe(NOON + (60 + second) * SECOND_MS);
    }
    expect(await (await ruleInAws()).remake(23)).toBe(NOON + 23 * SECOND_MS);
  });

  it('a rule that is switched off stays so', async () => {
    const { remake, made } = await ruleInAws({ ...DESCRIBED, State: 'DISABLED' });
    await remake(57);
    expect(made[0]?.body).toMatchObject({ State: 'DISABLED' });
  });

  it.each([
    ['another rate', { ScheduleExpression: 'rate(5 minutes)' }, /is left as it is/],
    ['a pattern', { ScheduleExpression: undefined, EventPattern: '{}' }, /is left as it is/],
    ['a manager of its own', { ManagedBy: 'scheduler.amazonaws.com' }, /belongs to scheduler/],
  ])('a rule with %s is not touched', async (_, change, words) => {
    const { remake, asked } = await ruleInAws({ ...DESCRIBED, ...change });
    await expect(remake(57)).rejects.toThrow(words);
    expect(asked()).not.toContain('DeleteRule');
    expect(asked()).not.toContain('RemoveTargets');
  });

  it('a rule that cannot be made again is told with its copy, and made from it by another try', async () => {
    const { aws, answer, remake, made, copyPath } = await ruleInAws();
    const [putRule, putTargets] = ['PutRule', 'PutTargets'].map((name) =>
      aws.answers.get(`AWSEvents.${name}`)!,
    );
    answer('PutTargets', () => [200, { FailedEntryCount: 1, FailedEntries: [{ ErrorMessage: 'not now' }] }]);
    await expect(remake(57)).rejects.toThrow(
      /was deleted and could not be made again \(not now\): nothing wakes the bot. Run the same command again/,
    );
    expect(existsSync(copyPath)).toBe(true);
    answer('PutRule', putRule!);
    answer('PutTargets', putTargets!);
    answer('ListTargetsByRule', () => [200, { Targets: [] }]);
    made.length = 0;
    await remake(57);
    expect(made.map(({ body }) => body)).toEqual([
      expect.objectContaining({ Name: RULE, Description: DESCRIBED.Description }),
      { Rule: RULE, Targets: TARGETS },
    ]);
    expect(existsSync(copyPath)).toBe(false);
  });

  it('a rule that is gone without a copy is told, and a copy of another rule is not used', async () => {
    const gone = await ruleInAws();
    gone.lose();
    await expect(gone.remake(57)).rejects.toThrow(
      /is not there, and there is no copy of it: npx cdk destroy/,
    );
    const other = await ruleInAws();
    other.lose();
    const rule = { Name: 'another', ScheduleExpression: 'rate(1 minute)', State: 'ENABLED' };
    writeFileSync(other.copyPath, JSON.stringify({ rule, targets: TARGETS }));
    await expect(other.remake(57)).rejects.toThrow(/is no copy of the rule/);
    expect(other.asked()).toEqual(['DescribeRule']);
  });

  it('a rule that is there is made anew as it is, whatever copy an earlier try has left', async () => {
    let described: object = DESCRIBED;
    const { answer, remake, made, copyPath } = await ruleInAws();
    answer('DescribeRule', () => [200, described]);
    answer('RemoveTargets', () => failed('AccessDeniedException', 'not allowed'));
    await expect(remake(57)).rejects.toThrow(/credentials may not/);
    expect(existsSync(copyPath)).toBe(true);
    described = { ...DESCRIBED, State: 'DISABLED' };
    answer('RemoveTargets', () => [200, { FailedEntryCount: 0, FailedEntries: [] }]);
    await remake(57);
    expect(made[0]?.body).toMatchObject({ State: 'DISABLED' });
    expect(existsSync(copyPath)).toBe(false);
  });

  it('a rule that another process has deleted meanwhile is made again all the same', async () => {
    const { answer, remake, made } = await ruleInAws();
    answer('RemoveTargets', () => failed('ResourceNotFoundException', 'no such rule'));
    await remake(57);
    expect(made).toHaveLength(2);
  });

  it('a rule that is made again at the second try is not told as lost', async () => {
    const { aws, answer, remake, made, copyPath } = await ruleInAws();
    const putRule = aws.answers.get('AWSEvents.PutRule')!;
    let refusals = 3;
    answer('PutRule', (body) => {
      refusals -= 1;
      return refusals >= 0 ? failed('ConcurrentModificationException', 'being deleted') : putRule(body);
    });
    expect(await remake(57)).toBe(NOON + 58.5 * SECOND_MS);
    expect(made).toHaveLength(2);
    expect(existsSync(copyPath)).toBe(false);
  });
});
