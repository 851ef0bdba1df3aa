/**
 * Does a line of the log tell how late it was decided?
 */
import { expect, it } from 'vitest';
import { tickLine } from '../../../lambda/adapters/aws/telemetry.ts';
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
