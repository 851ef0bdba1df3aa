/**
 * Does the doctor say at which second a bot is woken, how late it decides, and what can be done?
 */
import { describe, expect, it } from 'vitest';
import { secondLine } from '../../../infra/cli/reports/doctor-second.ts';
import { tickLine } from '../../../lambda/adapters/aws/telemetry.ts';
import { MINUTE_MS, SECOND_MS } from '../../../lambda/core/units.ts';
import { NOON } from '../../harness/builders.ts';
import { tickReport } from '../../harness/tick-reports.ts';

interface Tick {
  /** Second of the minute at which its event was due. */
  readonly due: number;
  readonly lagMs?: number;
  readonly decisionLagMs?: number;
}

function lines(...ticks: readonly Tick[]): readonly string[] {
  return ticks.map(({ due, lagMs = 0, decisionLagMs }, k) => {
    const proposedMs = NOON + k * MINUTE_MS + due * SECOND_MS;
    const startedMs = proposedMs + lagMs;
    const times = { proposedMs, startedMs, beganMs: startedMs, endedMs: startedMs + 200 };
    const report = tickReport(decisionLagMs === undefined ? {} : { decisionLagMs });
    return tickLine({ id: 'paper', symbols: ['BTC'] }, report, times);
  });
}

describe('the second', () => {
  it('the second is told with the lag of the decision, and with what makes it earlier', () => {
    const late = [41, 41, 42].map((due) => ({ due, lagMs: 300, decisionLagMs: 41_600 }));
    expect(secondLine(lines(...late), 'paper')).toEqual({
      check: 'second',
      status: 'passed',
      found:
        'woken at 41.3 s of the minute, and decides 41.6 s after the close (3 ticks); to decide at the close: ./scalper schedule --at 57 --bot paper, or alignToMinute: 60 in infra/stages.ts',
    });
  });

  it('the second needs no remedy where decisions come at the turn of the minute', () => {
    const aligned = { due: 57, lagMs: 200, decisionLagMs: 310 };
    expect(secondLine(lines(aligned, aligned), 'paper').found).toBe(
      'woken at 57.2 s of the minute, and decides 0.3 s after the close (2 ticks)',
    );
  });

  it('the second is the middle one on a minute’s circle: 59.9 and 0.1 are near each other', () => {
    const around = [59, 0, 59].map((due) => ({ due, lagMs: due === 0 ? 100 : 900, decisionLagMs: 400 }));
    expect(secondLine(lines(...around), 'paper').found).toContain('woken at 59.9 s of the minute');
  });

  it('the second fails where every tick is too late for any signal', () => {
    const never = { due: 59, lagMs: 300, decisionLagMs: 59_600 };
    const line = secondLine(lines(never), 'paper');
    expect(line.status).toBe('wrong');
    expect(line.todo).toContain('schedule --at 57');
  });

  it('the second of a bot that does not wait for its turn is not made the latest there is', () => {
    const late = { due: 41, lagMs: 300, decisionLagMs: 41_600 };
    const { found } = secondLine(lines(late), 'paper', 0);
    expect(found).toContain('to decide at the close: alignToMinute: 60 in infra/stages.ts');
    expect(found).not.toContain('schedule');
    expect(secondLine(lines(late), 'paper', 3).found).toContain('schedule --at 57');
    expect(secondLine(lines({ ...late, decisionLagMs: 59_100 }), 'paper').status).toBe('wrong');
    expect(secondLine(lines({ ...late, decisionLagMs: 59_000 }), 'paper').status).toBe('passed');
  });

  it('the second is unknown where no tick says it, and no check fails for that', () => {
    expect(secondLine([], 'paper').status).toBe('passed');
    expect(secondLine([], 'paper').found).toContain('no tick says yet');
    expect(secondLine(['{"message":"tick"}', 'no JSON'], 'paper').status).toBe('passed');
    expect(secondLine(lines({ due: 41 }), 'paper').found).toContain('no tick has decided on a candle');
  });
});
