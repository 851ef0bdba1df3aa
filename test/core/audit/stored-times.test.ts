/**
 * Is a time that cannot be found, wherever it is stored?
 */
import { expect, it } from 'vitest';
import { impossibleTimes } from '../../../lambda/core/audit/stored-times.ts';
import { DAY_MS, MINUTE_MS } from '../../../lambda/core/units.ts';
import { NOON, botState, position } from '../../harness/builders.ts';

it('times that can be are those until a day ahead of now, and 0, which is none', () => {
  const state = botState({ ledger: { positions: [position()], entryTimesMs: [NOON], pausedUntilMs: 0 } });
  expect(impossibleTimes(state, NOON)).toEqual([]);
  expect(impossibleTimes({ ...state, tickMs: NOON + DAY_MS }, NOON)).toEqual([]);
  expect(impossibleTimes({ ...state, tickMs: NOON + DAY_MS + MINUTE_MS }, NOON)).toEqual([
    { path: 'tickMs', timeMs: NOON + DAY_MS + MINUTE_MS },
  ]);
});

it('times that can be begin with the year 2000, and only fields that end in Ms are times', () => {
  expect(impossibleTimes({ atMs: Date.UTC(2000, 0, 1), rateMsPerDay: 5, none: null }, NOON)).toEqual([]);
  const times = Array.from({ length: 11 }, (_, k) => (k === 10 ? 7 : NOON));
  expect(impossibleTimes({ timesMs: times, untilMs: { atMs: NOON + 2 * DAY_MS } }, NOON)).toEqual([
    { path: 'timesMs[10]', timeMs: 7 },
    { path: 'untilMs.atMs', timeMs: NOON + 2 * DAY_MS },
  ]);
});

it('times that cannot be are named with the way to them: seconds instead of milliseconds, a year to come', () => {
  const nextYearMs = NOON + 365 * DAY_MS;
  const state = botState({
    ledger: { entryTimesMs: [NOON, NOON / 1000], dayMs: nextYearMs, pausedUntilMs: nextYearMs },
  });
  expect(impossibleTimes(state, NOON)).toEqual([
    { path: 'ledger.dayMs', timeMs: nextYearMs },
    { path: 'ledger.entryTimesMs[1]', timeMs: NOON / 1000 },
  ]);
});
