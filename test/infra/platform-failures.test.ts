/**
 * Is a failure of the platform found, wherever an operator looks: in the log, in queries, by the runbook's command?
 *
 * The lines are those of Lambda's text format, as its guide and the logs of others show them.
 */
import { describe, expect, it } from 'vitest';
import { FAILURES } from '../../infra/constructs/dashboard/log-queries.ts';
import { logScreen } from '../../infra/cli/screens/log-screen.ts';
import { BOT_LINES, platformFailureLine } from '../../infra/platform-failures.ts';
import { errorLine, stepLine, tickLine } from '../../lambda/adapters/aws/telemetry.ts';
import { NOON } from '../harness/builders.ts';
import { tickReport } from '../harness/tick-reports.ts';
import { runQuery } from '../harness/logs-insights/run-query.ts';
import { matchesPattern } from './filter-pattern.ts';

const ID = '5f8c9d0e-1a2b-4c3d-8e9f-0a1b2c3d4e5f';
const REPORT = `REPORT RequestId: ${ID}\tDuration: 214.57 ms\tBilled Duration: 215 ms\tMemory Size: 512 MB\tMax Memory Used: 118 MB\t`;

/** A line of Lambda, and what is shown of it. */
const ENDED = [
  [
    'it took too long',
    `2026-01-05T12:00:57.004Z ${ID} Task timed out after 55.00 seconds\n\n`,
    'Task timed out after 55.00 seconds',
  ],
  [
    'it took too long, in its report',
    `${REPORT}Status: timeout\n`,
    'REPORT Duration: 214.57 ms Billed Duration: 215 ms Memory Size: 512 MB Max Memory Used: 118 MB Status: timeout',
  ],
  [
    'it ran out of memory',
    `RequestId: ${ID} Error: Runtime exited with error: signal: killed\nRuntime.ExitError\n`,
    'Error: Runtime exited with error: signal: killed Runtime.ExitError',
  ],
  [
    'it ran out of memory, in its report',
    `${REPORT}Status: error\tError Type: Runtime.OutOfMemory\n`,
    'REPORT Duration: 214.57 ms Billed Duration: 215 ms Memory Size: 512 MB Max Memory Used: 118 MB Status: error Error Type: Runtime.OutOfMemory',
  ],
  [
    'its code took too long to load',
    'INIT_REPORT Init Duration: 10007.33 ms\tPhase: init\tStatus: timeout\n',
    'INIT_REPORT Init Duration: 10007.33 ms Phase: init Status: timeout',
  ],
  [
    'its code does not load',
    'INIT_REPORT Init Duration: 150.79 ms\tPhase: init\tStatus: error\tError Type: Runtime.Unknown\n',
    'INIT_REPORT Init Duration: 150.79 ms Phase: init Status: error Error Type: Runtime.Unknown',
  ],
  [
    'its code does not load, and why',
    '2026-01-05T12:00:01.523Z\tundefined\tERROR\tUncaught Exception \t{"errorType":"EnvironmentError","errorMessage":"TABLE_NAME is not set","stack":["EnvironmentError: …"]}\n',
    'EnvironmentError: TABLE_NAME is not set',
  ],
] as const;

const BOT = { id: 'paper', symbols: ['BTC'] };
const OWN = [
  tickLine(BOT, tickReport(), { proposedMs: NOON, startedMs: NOON, beganMs: NOON, endedMs: NOON }),
  stepLine(BOT, tickReport(), NOON),
  errorLine(BOT, new Error('the table is away')),
];
const OTHERS = [`START RequestId: ${ID} Version: $LATEST\n`, `END RequestId: ${ID}\n`, REPORT];

/** What the dashboard's table and the saved query of failures find. */
function failuresAmong(lines: readonly string[]): readonly unknown[] {
  const events = lines.map((message, k) => ({ timestampMs: NOON + k, message }));
  return runQuery(FAILURES.join(' | '), events).rows.map((row) => row.get('words'));
}

describe('a failure of the platform', () => {
  it.each(ENDED)('a failure of the platform is told in its words: %s', (_, line, reason) => {
    const told = platformFailureLine('paper', line, NOON);
    expect(JSON.parse(told ?? '')).toEqual({
      level: 'ERROR',
      message: 'platform failure',
      bot: 'paper',
      at: '2026-01-05T12:00:00.000Z',
      reason,
    });
    expect(logScreen(told ?? '')).toContain(`2026-01-05 12:00 · platform failure · ${reason}`);
  });

  it.each(ENDED)('a failure of the platform is among the lines that are asked for: %s', (_, line) => {
    expect(matchesPattern(BOT_LINES, line)).toBe(true);
    expect(failuresAmong([...OWN, line])).toEqual([line, 'the table is away']);
  });

  it('a failure of the platform is not seen in what every tick writes, of which only the bot’s own lines are asked for', () => {
    for (const line of [...OWN, ...OTHERS]) expect(platformFailureLine('paper', line, NOON)).toBeUndefined();
    expect(OWN.every((line) => matchesPattern(BOT_LINES, line))).toBe(true);
    expect(OTHERS.some((line) => matchesPattern(BOT_LINES, line))).toBe(false);
    expect(failuresAmong([...OWN, ...OTHERS])).toEqual(['the table is away']);
  });
});
