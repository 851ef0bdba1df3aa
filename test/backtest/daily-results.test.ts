/** Does every trade count on its day, and no part of a day for a whole one? */
import { expect, it } from 'vitest';
import { dailyResults } from '../../lambda/backtest/daily-results.ts';
import { DAY_MS, usd } from '../../lambda/core/units.ts';

const closed = (days: number, netUsd: number) => ({ exitTimeMs: days * DAY_MS, netUsd: usd(netUsd) });

it('A trade counts on the day it closes; a day without one is 0', () => {
  const trades = [closed(10, 1.1), closed(10.5, 2.2), closed(12, -4), closed(13 - 1e-8, 1)];
  expect(dailyResults(trades, { fromMs: 10 * DAY_MS, toMs: 13 * DAY_MS })).toEqual({
    fromMs: 10 * DAY_MS,
    // Exact, though 1.1 + 2.2 of doubles is not.
    dailyUsd: Float64Array.from([3.3, 0, -3]),
    activeDays: 2,
  });
});

it('Parts of days at both ends are left out, with their trades', () => {
  const trades = [closed(9.9, 5), closed(10.1, 1), closed(11.2, 7)];
  expect(dailyResults(trades, { fromMs: 9.5 * DAY_MS, toMs: 11.5 * DAY_MS })).toEqual({
    fromMs: 10 * DAY_MS,
    dailyUsd: Float64Array.from([1]),
    activeDays: 1,
  });
});

it('Less than a day has none', () => {
  const none = dailyResults([closed(10.2, 5)], { fromMs: 10.1 * DAY_MS, toMs: 10.9 * DAY_MS });
  expect(none.dailyUsd).toHaveLength(0);
});
