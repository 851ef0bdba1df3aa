/**
 * Does the doctor find what is wrong with a bot in AWS, or here, and say what to do?
 *
 * The command line as a process of its own, with the unmodified clients of AWS, against fakes on loopback and the
 * embedded DynamoDB.
 */
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { newPaperBot } from '../../lambda/core/bot-state.ts';
import { usd } from '../../lambda/core/units.ts';
import { folderOf, scalper } from '../harness/scalper-process.ts';
import { DESCRIBE_ALARMS, FILTER_LOG, PARAMS, alarm, describeTable } from './deployed-aws.ts';
import { deployed } from './deployed-bot.ts';
import { NOON } from '../harness/builders.ts';

const reportSchema = z.object({
  lines: z.array(
    z.object({ check: z.string(), status: z.string(), found: z.string(), todo: z.string().optional() }),
  ),
});

async function examined(args: readonly string[], env: NodeJS.ProcessEnv) {
  const { code, stdout, stderr } = await scalper(['doctor', '--json', ...args], { env });
  expect(stderr).toBe('');
  const { lines } = reportSchema.parse(JSON.parse(stdout));
  return { code, lines, bad: lines.filter(({ status }) => status !== 'passed') };
}

describe('the doctor of a bot in AWS', () => {
  it('the doctor of a bot in AWS finds all well: stack, table, clock, item, rows, tick, times, entries, attention, parameters, schedule, alarms', async () => {
    const { env } = await deployed();
    const { code, stdout, stderr } = await scalper(['doctor', '--bot', 'paper'], { env });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const checks = stdout.split('\n').flatMap((line) => /^([a-z ]+?) +passed /.exec(line)?.[1] ?? []);
    const all = [
      'stack',
      'table',
      'clock',
      'item',
      'rows',
      'last tick',
      'times',
      'entries',
      'attention',
      'parameters',
      'schedule',
      'alarms',
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
    const { code, bad } = await examined(['--bot', 'paper'], env);
    expect(code).toBe(1);
    expect(bad.map(({ check, found }) => `${check}: ${found}`)).toEqual([
      'table: the-table: it is not protected from deletion',
      expect.stringMatching(/^clock: this machine is (59|60|61)\.\d s ahead of AWS$/),
      expect.stringMatching(/^last tick: 2026-01-05 12:00 UTC, \d+ s ago$/),
      'entries: halted since 1970-01-01 00:00 UTC: the account differs',
      'parameters: targetPct = 20: must be above 0, up to 10',
      'alarms: Kallisti-Trader-MissedTicks is in alarm: it means that. What to do: look.',
    ]);
    for (const { todo } of bad) expect(todo).toMatch(/scalper|cdk deploy|timedatectl/);
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

  it('the doctor of a bot in AWS says that two schedules run it, and not that an event came twice', async () => {
    const { aws, env } = await deployed();
    const logOf = (seconds: number) => {
      const lines = Array.from({ length: 30 }, (_, k) => ({
        message: 'tick',
        ...(k < seconds && (k % 2 === 0 ? { lostRaces: 1 } : { noEntry: 'repeated-tick' })),
      }));
      const events = lines.map((line, k) => ({ eventId: String(k), message: JSON.stringify(line) }));
      aws.answers.set(FILTER_LOG, () => [200, { events }]);
    };
    logOf(2);
    expect((await examined(['--bot', 'paper'], env)).bad).toEqual([]);
    logOf(15);
    expect((await examined(['--bot', 'paper'], env)).bad).toMatchObject([
      {
        check: 'schedule',
        found:
          '15 of 30 ticks of the last half hour found another one in their minute: two schedules run this bot',
      },
    ]);
  });

  it('the doctor of a bot in AWS says what is not there', async () => {
    const { aws, env } = await deployed();
    aws.cloudFormation.stacks.delete('Kallisti-Trader');
    aws.answers.set(DESCRIBE_ALARMS, () => [200, { MetricAlarms: [] }]);
    const { code, bad } = await examined(['--bot', 'paper'], env);
    expect(code).toBe(1);
    expect(bad.map(({ check }) => check)).toEqual(['stack', 'schedule', 'alarms']);
  });

  it('the doctor of a bot in AWS says what it may not ask, and asks the rest', async () => {
    const { aws, env } = await deployed();
    aws.answers.set(DESCRIBE_ALARMS, () => [400, { __type: 'AccessDeniedException', message: 'no' }]);
    const { code, lines, bad } = await examined(['--bot', 'paper'], env);
    expect(code).toBe(2);
    expect(lines).toHaveLength(12);
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
    expect((await scalper(['start', '--quiet'], { folder })).code).toBe(0);
    const { code, stdout } = await scalper(['doctor'], { folder });
    expect({ code, end: stdout.trimEnd().split('\n').at(-1) }).toEqual({
      code: 0,
      end: 'Every check passed.',
    });
    expect(stdout).toMatch(/run +passed +finished/);
  });
});
