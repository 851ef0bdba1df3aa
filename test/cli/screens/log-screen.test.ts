/**
 * Does a line of the log tell how late it was decided?
 */
import { expect, it } from 'vitest';
import { stepLine, tickLine } from '../../../lambda/adapters/aws/telemetry.ts';
import { logScreen } from '../../../infra/cli/screens/log-screen.ts';
import { NOON } from '../../harness/builders.ts';
import { tickReport } from '../../harness/tick-reports.ts';

const TIMES = { proposedMs: NOON, startedMs: NOON + 1_500, beganMs: NOON + 1_500, endedMs: NOON + 1_700 };
const shown = (decisionLagMs?: number) => {
  const changes = decisionLagMs === undefined ? {} : { decisionLagMs };
  return logScreen(tickLine({ id: 'paper', symbols: ['BTC'] }, tickReport(changes), TIMES));
};

it('a line of the log tells how long after its candle a tick decided, and nothing where that is not known', () => {
  expect(shown(42_340)).toContain(' · decided after 42.3 s · ');
  expect(shown()).not.toContain('decided');
});

it('a line of the log begins with its minute, and that of a watch step with its second', () => {
  expect(shown()).toMatch(/^2026-01-05 12:00 · tick · .* · 200 ms$/);
  const report = tickReport({ kind: 'watch-step', tickMs: NOON + 7_000 });
  expect(logScreen(stepLine({ id: 'paper', symbols: ['BTC'] }, report, NOON + 7_100))).toMatch(
    /^2026-01-05 12:00:07 · watch step/,
  );
});

it('a line of the log tells no duration where time is simulated', () => {
  const times = { ...TIMES, endedMs: TIMES.beganMs };
  expect(logScreen(tickLine({ id: 'paper', symbols: ['BTC'] }, tickReport(), times))).not.toContain(' ms');
});
