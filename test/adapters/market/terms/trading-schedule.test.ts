/**
 * Is a schedule read as it is stated, and one that contradicts itself refused in words?
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hoursOfSchedule } from '../../../../lambda/adapters/market/terms/trading-schedule.ts';
import { VenueError } from '../../../../lambda/adapters/market/venue-error.ts';
import { phaseAt } from '../../../../lambda/core/trading-sessions.ts';
import { HOUR_MS, MINUTE_MS } from '../../../../lambda/core/units.ts';
import { NOON } from '../../../harness/builders.ts';

const row = (fromHour: number, toHour: number, type: string) => ({
  startTime: NOON + fromHour * HOUR_MS,
  endTime: NOON + toHour * HOUR_MS,
  type,
});
const answer = (...sessions: readonly unknown[]) => ({
  updateTime: NOON,
  marketSchedules: { COMMODITY: { sessions } },
});
const phases = (sessions: readonly unknown[], ...hours: readonly number[]) => {
  const read = hoursOfSchedule(answer(...sessions), 'COMMODITY');
  return hours.map((hour) => phaseAt(read, NOON + hour * HOUR_MS));
};

function refusal(stated: unknown): string {
  try {
    hoursOfSchedule(stated, 'COMMODITY');
    return 'read';
  } catch (error) {
    if (!(error instanceof VenueError)) throw error;
    return error.message.replace('an answer that is not a schedule of COMMODITY: ', '');
  }
}

describe('a schedule', () => {
  it('is open in regular sessions alone, and unknown before its first and after its last one', () => {
    const week = [row(0, 10, 'REGULAR'), row(10, 11, 'NO_TRADING'), row(11, 20, 'REGULAR')];
    expect(phases(week, -1, 0, 9, 10, 11, 19, 20)).toEqual([
      'unknown',
      'open',
      'open',
      'closed',
      'open',
      'open',
      'unknown',
    ]);
  });

  it.each(['PRE_MARKET', 'AFTER_MARKET', 'OVERNIGHT', 'NO_TRADING', 'regular', 'LUNCH', ''])(
    'takes a session called %j for closed',
    (type) => {
      expect(phases([row(0, 1, 'REGULAR'), row(1, 2, type)], 0, 1)).toEqual(['open', 'closed']);
    },
  );

  it('is closed between two sessions of which it states none, in any order, and said twice is said once', () => {
    const rows = [row(5, 6, 'REGULAR'), row(0, 2, 'REGULAR'), row(0, 2, 'REGULAR')];
    expect(phases(rows, 1, 3, 5)).toEqual(['open', 'closed', 'open']);
  });

  it.each([
    [undefined, 'marketSchedules is missing'],
    [[], 'marketSchedules is missing'],
    [{ marketSchedules: {} }, 'it is not among those stated'],
    [JSON.parse('{"marketSchedules":{"__proto__":{"sessions":[]}}}'), 'it is not among those stated'],
    [{ marketSchedules: { COMMODITY: [] } }, 'it: '],
    [answer(), 'sessions: Too small'],
    [answer({ ...row(0, 1, 'REGULAR'), startTime: '1700000000000' }), 'sessions.0.startTime: '],
    [
      answer({ ...row(0, 1, 'REGULAR'), startTime: 1_700_000_000 }),
      'sessions.0.startTime: it is no time in ms',
    ],
    [answer({ ...row(0, 1, 'REGULAR'), type: 7 }), 'sessions.0.type: '],
    [answer(row(1, 1, 'REGULAR')), 'sessions.0: it ends before it begins'],
    [answer(row(2, 1, 'NO_TRADING')), 'sessions.0: it ends before it begins'],
    [
      answer(row(0, 2, 'REGULAR'), row(1, 3, 'NO_TRADING')),
      'two sessions share the time from 2026-01-05T13:00:00.000Z on, and must not',
    ],
    [
      answer(row(0, 2, 'REGULAR'), row(0, 2, 'NO_TRADING')),
      'two sessions share the time from 2026-01-05T12:00:00.000Z on, and must not',
    ],
    [answer(...Array.from({ length: 2_001 }, (_, k) => row(k, k + 1, 'REGULAR'))), 'sessions: Too big'],
  ])('%o is refused, and says why', (stated, why) => {
    expect(refusal(stated)).toContain(why);
  });

  it('is never open outside what is stated as regular, whatever is stated', () => {
    const stated = fc.array(
      fc.record({
        startTime: fc.integer({ min: -300, max: 300 }).map((k) => NOON + k * MINUTE_MS),
        endTime: fc.integer({ min: -300, max: 300 }).map((k) => NOON + k * MINUTE_MS),
        type: fc.constantFrom('REGULAR', 'NO_TRADING', 'OVERNIGHT'),
      }),
      { maxLength: 5 },
    );
    fc.assert(
      fc.property(stated, fc.integer({ min: -310, max: 310 }), (rows, k) => {
        if (refusal(answer(...rows)) !== 'read') return;
        const timeMs = NOON + k * MINUTE_MS;
        const holds = (type: string) =>
          rows.some((one) => one.type === type && one.startTime <= timeMs && timeMs < one.endTime);
        const phase = phaseAt(hoursOfSchedule(answer(...rows), 'COMMODITY'), timeMs);
        expect(phase === 'open').toBe(holds('REGULAR'));
      }),
    );
  });
});
