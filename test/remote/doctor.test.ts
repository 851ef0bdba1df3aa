/**
 * Does the doctor find what is wrong with a bot in AWS, or here, and say what to do?
 *
 * The command line as a process of its own, with the unmodified clients of AWS, against fakes on loopback and the
 * embedded DynamoDB.
 */
import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { newPaperBot } from '../../lambda/core/bot-state.ts';
import { usd } from '../../lambda/core/units.ts';
import { folderOf, scalper } from '../harness/scalper-process.ts';
import { ACCOUNT_SETTINGS } from '../harness/aws/fake-aws.ts';
import {
  DESCRIBE_ALARMS,
  DESCRIBE_RULE,
  DESCRIBE_TABLE,
  FILTER_LOG,
  GET_CONCURRENCY,
  OLD_RELEASE,
  PARAMS,
  QUEUE_ATTRIBUTES,
  RECEIVE_MESSAGE,
  TOPIC,
  alarm,
  describeTable,
  ledger,
} from './deployed-aws.ts';
import { deployed as deployedWith, ownRelease } from './deployed-bot.ts';
import { NOON } from '../harness/builders.ts';

const reportSchema = z.object({
  lines: z.array(
    z.object({ check: z.string(), status: z.string(), found: z.string(), todo: z.string().optional() }),
  ),
});

/** A bot that was deployed from this clone, has just ticked, and is well. */
async function deployed(differs: Parameters<typeof deployedWith>[0] = {}) {
  return deployedWith(differs, await ownRelease());
}

async function examined(args: readonly string[], env: NodeJS.ProcessEnv) {
  const { code, stdout, stderr } = await scalper(['doctor', '--json', ...args], { env });
  expect(stderr).toBe('');
  const { lines } = reportSchema.parse(JSON.parse(stdout));
  return { code, lines, bad: lines.filter(({ status }) => status !== 'passed') };
}

describe('the doctor of a bot in AWS', () => {
  it('the doctor of a bot in AWS finds all well: what it keeps, and all that is deployed for it', async () => {
    const { env } = await deployed();
    const { code, stdout, stderr } = await scalper(['doctor', '--bot', 'paper'], { env });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const checks = stdout.split('\n').flatMap((line) => /^([a-z ]+?) +passed /.exec(line)?.[1] ?? []);
    const all = [
      'stack',
      'release',
      'guard',
      'table',
      'clock',
      'item',
      'rows',
      'last tick',
      'times',
      'entries',
      'attention',
      'parameters',
      'rule',
      'function',
      'schedule',
      'second',
      'concurrency',
      'failures',
      'dead letters',
      'alarms',
      'mail',
    ];
    expect(checks).toEqual(all);
    expect(stdout).toContain('Every check passed.');
  });

  it('the doctor of a bot in AWS says everything that is wrong at once, each with what to do', async () => {
    const halted = { sinceMs: 0, cause: 'the account differs' };
    const bot = newPaperBot('paper', 1, usd(2000), 0);
    const { aws, env } = await deployed({
      ledger: { ...bot.ledger, halted },
      tickMs: NOON,
    });
    aws.parameters.put(PARAMS, '{"targetPct": 20}');
    describeTable(aws, false);
    aws.now = () => Date.now() - 60_000;
    const MetricAlarms = [
      alarm('MissedTicks', 'ALARM'),
      alarm('Errors', 'OK'),
      alarm('Other', 'ALARM', 'other'),
    ];
    aws.answers.set(DESCRIBE_ALARMS, () => [200, { MetricAlarms }]);
    ledger(aws).terminationProtection = false;
    aws.answers.set(DESCRIBE_RULE, () => [200, { State: 'DISABLED' }]);
    aws.answers.set(QUEUE_ATTRIBUTES, () => [200, { Attributes: { ApproximateNumberOfMessages: '2' } }]);
    const letter = (minutes: number, said: Readonly<Record<string, string>>) => {
      const MessageAttributes = Object.fromEntries(
        Object.entries(said).map(([name, StringValue]) => [name, { DataType: 'String', StringValue }]),
      );
      const MD5OfBody = createHash('md5').update('{}').digest('hex');
      const Attributes = { SentTimestamp: String(NOON + minutes * 60_000) };
      return { Body: '{}', MD5OfBody, Attributes, MessageAttributes };
    };
    const Messages = [
      letter(5, { ERROR_MESSAGE: 'Rate exceeded' }),
      letter(1, { ErrorMessage: 'Task timed out after 55.00 seconds' }),
    ];
    aws.answers.set(RECEIVE_MESSAGE, () => [200, { Messages }]);
    const AccountLimit = { ConcurrentExecutions: 10, UnreservedConcurrentExecutions: 0 };
    aws.answers.set(ACCOUNT_SETTINGS, () => [200, { AccountLimit }]);
    aws.answers.set(GET_CONCURRENCY, () => [200, { ReservedConcurrentExecutions: 0 }]);
    aws.topic.subscriptions = aws.topic.subscriptions.map((one) => ({ ...one, arn: 'PendingConfirmation' }));
    const events = [
      { eventId: '1', timestamp: NOON, message: JSON.stringify({ message: 'tick', release: OLD_RELEASE }) },
      {
        eventId: '2',
        timestamp: NOON,
        message: '2026-01-05T12:00:55Z 1-2 Task timed out after 55.00 seconds',
      },
    ];
    aws.answers.set(FILTER_LOG, () => [200, { events }]);
    const { code, bad } = await examined(['--bot', 'paper'], env);
    expect(code).toBe(1);
    expect(bad.map(({ check, found }) => `${check}: ${found}`)).toEqual([
      `release: ${await ownRelease()} was deployed, and the last tick was of ${OLD_RELEASE}`,
      'guard: the stack Kallisti-Ledger is not protected from deletion',
      'table: the-table: it is not protected from deletion',
      expect.stringMatching(/^clock: this machine is (59|60|61)\.\d s ahead of AWS$/),
      expect.stringMatching(/^last tick: 2026-01-05 12:00 UTC, \d+ s ago$/),
      'entries: halted since 1970-01-01 00:00 UTC: the account differs',
      'parameters: targetPct = 20: must be above 0, up to 10',
      'rule: paper-rule is disabled: no tick comes, and nobody manages open positions',
      'function: paper-function is throttled: no concurrency is reserved for it',
      expect.stringMatching(/^concurrency: 10 invocations at once .*: ticks come late or not at all$/),
      'failures: 1 line in the log of the last half hour, the last: Task timed out after 55.00 seconds',
      'dead letters: 2, the oldest of 2026-01-05 12:01 UTC: Task timed out after 55.00 seconds',
      'alarms: Kallisti-Trader-MissedTicks is in alarm: it means that. What to do: look.',
      expect.stringMatching(/^mail: \S+@\S+ gets nothing: it has not confirmed$/),
    ]);
    for (const { todo } of bad)
      expect(todo).toMatch(/scalper|cdk deploy|timedatectl|aws [a-z-]+ [a-z-]+ --region/);
    expect(bad.at(-1)?.todo).toContain(`--topic-arn ${TOPIC} --protocol email`);
    expect(aws.unknown).toEqual([]);
  });

  it('the doctor of a bot in AWS says which entries the exchange rejects, and that the account is unread', async () => {
    const [sinceMs, lastMs, count] = [NOON, NOON, 1];
    const { env } = await deployed({
      unreadAccount: { sinceMs, cause: 'HTTP 503', alertedAtMs: NOON },
      entryRejections: [{ reason: 'clock', symbols: ['BTC'], count, sinceMs, lastMs, cause: 'Late.' }],
    });
    const { code, bad } = await examined(['--bot', 'paper'], env);
    expect(code).toBe(1);
    expect(bad.filter(({ check }) => check === 'attention').map(({ found }) => found)).toEqual([
      'what is open cannot be read since 2026-01-05 12:00 UTC: HTTP 503',
      '1 entry in BTC rejected since 2026-01-05 12:00 UTC: Late.',
    ]);
  });

  it('the doctor of a bot in AWS says what is not there', async () => {
    const { aws, env } = await deployed();
    aws.cloudFormation.stacks.delete('Kallisti-Trader');
    aws.answers.set(DESCRIBE_ALARMS, () => [200, { MetricAlarms: [] }]);
    const { code, bad } = await examined(['--bot', 'paper'], env);
    expect(code).toBe(1);
    expect(bad.map(({ check }) => check)).toEqual([
      'stack',
      'release',
      'rule',
      'function',
      'schedule',
      'second',
      'failures',
      'dead letters',
      'alarms',
      'mail',
    ]);
  });

  it('the doctor of a bot in AWS takes no other bot for it whose outputs are named alike', async () => {
    const { aws, env } = await deployed();
    const { bad } = await examined(['--bot', 'pa-per'], env);
    const absent =
      'the stack Kallisti-Trader in ap-northeast-1 has no bot pa-per, but paper, live: name one that is deployed, with its --region and --stage';
    const checks = ['stack', 'release', 'rule', 'function', 'dead letters', 'mail'];
    expect(bad.filter(({ found }) => found === absent).map(({ check }) => check)).toEqual(checks);
    expect(aws.calls.filter(({ target }) => /^(?:AWSEvents|Lambda\.GetFunction)/.test(target))).toEqual([]);
  });

  it('the doctor of a bot in AWS says what somebody has deleted by hand', async () => {
    const { aws, env } = await deployed();
    aws.topic.isThere = false;
    for (const described of [DESCRIBE_RULE, DESCRIBE_TABLE])
      aws.answers.set(described, () => [400, { __type: 'ResourceNotFoundException', message: 'no' }]);
    const gone = 'com.amazonaws.sqs#QueueDoesNotExist';
    aws.answers.set(QUEUE_ATTRIBUTES, () => [400, { __type: gone, message: 'no' }]);
    const { bad } = await examined(['--bot', 'paper'], env);
    expect(bad.map(({ check, found }) => `${check}: ${found.replace(/^.* is gone/, '… is gone')}`)).toEqual([
      'table: the table the-table in ap-northeast-1 does not exist',
      'rule: … is gone: no tick comes, and nobody manages open positions',
      'dead letters: … is gone: of an event that fails nothing is kept',
      'mail: … is gone: nobody is told',
    ]);
  });

  it('the doctor of a bot in AWS says what it may not ask, and asks the rest', async () => {
    const { aws, env } = await deployed();
    aws.answers.set(DESCRIBE_ALARMS, () => [400, { __type: 'AccessDeniedException', message: 'no' }]);
    const { code, lines, bad } = await examined(['--bot', 'paper'], env);
    expect(code).toBe(2);
    expect(lines).toHaveLength(21);
    expect(bad).toMatchObject([{ check: 'alarms', status: 'unasked' }]);
    expect(bad[0]?.found).toContain('these credentials may not read');
  });

  it('the doctor of a bot in AWS passes nothing without credentials', async () => {
    const { env } = await deployed();
    const { AWS_ACCESS_KEY_ID: _, ...without } = env;
    const { code, lines } = await examined(['--bot', 'paper'], without);
    expect(code).toBe(2);
    expect(new Set(lines.map(({ status }) => status))).toEqual(new Set(['unasked']));
  });
});

describe('the doctor of a local run', () => {
  it('the doctor of a local run begins nothing where nothing is kept', async () => {
    const { code, stderr } = await scalper(['doctor']);
    expect(code).toBe(2);
    expect(stderr).toContain('there is no ledger here yet');
  });

  it('the doctor of a local run finds a finished run well', async () => {
    const folder = await folderOf();
    expect((await scalper(['start', '--quiet', '--to', '2025-01-06T02:00'], { folder })).code).toBe(0);
    const { code, stdout } = await scalper(['doctor'], { folder });
    expect({ code, end: stdout.trimEnd().split('\n').at(-1) }).toEqual({
      code: 0,
      end: 'Every check passed.',
    });
    expect(stdout).toMatch(/run +passed +\S+: finished/);
  });
});
