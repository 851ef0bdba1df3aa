/** Does a loop that passes over quiet minutes stop where something happens without a signal? */
import { expect, it } from 'vitest';
import { backtest } from '../../lambda/backtest/backtest.ts';
import { skipTo, tracksOf } from '../../lambda/backtest/track.ts';
import { parseParameters } from '../../lambda/config.ts';
import { DAY_MS, MINUTE_MS } from '../../lambda/core/units.ts';
import { candlesOf } from '../harness/candle-rows.ts';

const START_MS = Date.UTC(2025, 0, 6);

/** Candles that never signal, in these minutes. */
function quiet(minutes: readonly number[]) {
  return candlesOf(
    'BTC',
    minutes.map((minute) => [START_MS + minute * MINUTE_MS, 100, 100, 100, 100, 1]),
  );
}

it('A track passes over the candles before a minute, whatever minutes are missing', () => {
  const passed = (minutes: readonly number[], minute: number) => {
    const { symbol, candles } = quiet(minutes);
    const [track] = tracksOf([{ market: { symbol }, candles, funding: undefined }], -Infinity);
    return [skipTo(track!, START_MS + minute * MINUTE_MS), track!.k];
  };
  const whole = [0, 1, 2, 3, 4, 5];
  expect(passed(whole, 0)).toEqual([0, 0]);
  expect(passed(whole, 4)).toEqual([4, 4]);
  expect(passed(whole, 9)).toEqual([6, 6]);
  const gapped = [0, 1, 4, 5, 9];
  expect(passed(gapped, 4)).toEqual([2, 2]);
  expect(passed(gapped, 6)).toEqual([4, 4]);
  expect(passed(gapped, -3)).toEqual([0, 0]);
});

it('A quiet day on which nothing can be afforded is stopped at its first minute', () => {
  // Four days, of which one is missing.
  const days = [0, 1, 3].map((day) => (day * DAY_MS) / MINUTE_MS);
  const symbols = [quiet(days.flatMap((first) => Array.from({ length: 30 }, (_, k) => first + k)))];
  const parameters = parseParameters({ startingBalanceUsd: 30, dailyLossPct: 1, maxOpenCollateralUsd: 30 });
  const found = backtest({ symbols, parameters });
  expect(found.stopFirst).toMatchObject({ dailyStops: 3, trades: [], denied: {} });
  expect(found.candles).toBe(90);
  expect(Object.values(found.held).reduce((sum, count) => sum + count, 0)).toBe(90);
});
