/** Does every trade count on its day, and no day that was not traded whole? */
import { describe, expect, it } from 'vitest';
import { dailyResults, dailyScore, daysWithCandles } from '../../lambda/backtest/daily-results.ts';
import { candlesOfRows } from '../../lambda/core/market.ts';
import { DAY_MS, usd } from '../../lambda/core/units.ts';

const closed = (days: number, netUsd: number) => ({ exitTimeMs: days * DAY_MS, netUsd: usd(netUsd) });

it('A trade counts on the day it closes; a day without one is 0', () => {
  const trades = [closed(9.9, 5), closed(10, 1.1), closed(10.5, 2.2), closed(12, -4), closed(13 - 1e-8, 1)];
  expect(
    dailyResults(
      trades,
      [10, 11, 12].map((day) => day * DAY_MS),
    ),
  ).toEqual({
    // Exact, though 1.1 + 2.2 of doubles is not.
    dailyUsd: Float64Array.from([3.3, 0, -3]),
    activeDays: 2,
  });
});

describe('The days of a span', () => {
  const row = { open: 1, high: 1, low: 1, close: 1, volume: 1 };
  const candlesAt = (...days: number[]) =>
    candlesOfRows(days.map((day) => ({ openTimeMs: day * DAY_MS, ...row })));
  const days = (fromDay: number, toDay: number, ...candles: ReturnType<typeof candlesAt>[]) =>
    daysWithCandles(candles, { fromMs: fromDay * DAY_MS, toMs: toDay * DAY_MS }).map((ms) => ms / DAY_MS);

  it('are those in which a symbol has a candle', () => {
    expect(days(10, 16, candlesAt(10.5, 12), candlesAt(12.25, 14.75))).toEqual([10, 12, 14]);
  });

  it('are whole', () => {
    const everyDay = candlesAt(9, 10, 11, 12, 13);
    expect(days(9.5, 12.5, everyDay)).toEqual([10, 11]);
    expect(days(10.1, 10.9, everyDay)).toEqual([]);
  });
});

it('The score is the mean of a day, until the account was ruined', () => {
  const dailyUsd = Float64Array.of(-30, -60, 0, 0);
  expect(dailyScore({ dailyUsd })).toBe(-22.5);
  expect(dailyScore({ dailyUsd, daysToRuin: 2 })).toBe(-45);
  expect(dailyScore({ dailyUsd: new Float64Array() })).toBe(0);
});
