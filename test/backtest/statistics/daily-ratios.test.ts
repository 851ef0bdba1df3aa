/**
 * Are the ratios of a year those of an independent computation, and is luck of few days no ratio?
 */
import { describe, expect, it } from 'vitest';
import { RATIO_DAYS_MIN, dailyRatios } from '../../../lambda/backtest/statistics/daily-ratios.ts';
import { expectNear } from './expect-near.ts';
import { SERIES_A, SERIES_B } from './golden-series.ts';

describe('ratios of a year', () => {
  it.each([
    ['A', SERIES_A, [1.7449979927231032, 0.21662260387611382, 3.2733733815700927, 2.689276860919684]],
    ['B', SERIES_B, [-1.6209786064353093, -2.4476889489089877, -0.794268263961631, -2.1071337320634873]],
  ] as const)('of series %s have the correction for days that go together', (_, series, golden) => {
    const { days, sharpe, sharpeInterval, sortino } = dailyRatios(series);
    expect(days).toBe(series.length);
    for (const [k, ratio] of [sharpe, sharpeInterval?.from, sharpeInterval?.to, sortino].entries()) {
      expectNear(ratio, golden[k]!);
    }
  });

  it('of few days are unknown', () => {
    const few = SERIES_A.subarray(0, RATIO_DAYS_MIN - 1);
    expect(dailyRatios(few)).toEqual({ days: RATIO_DAYS_MIN - 1 });
    expect(dailyRatios(SERIES_A.subarray(0, RATIO_DAYS_MIN)).sharpe).toBeDefined();
  });

  it('are unknown where nothing varies, and Sortino’s where no day lost', () => {
    expect(dailyRatios(new Float64Array(40))).toEqual({ days: 40 });
    const gains = Float64Array.from({ length: 40 }, (_, k) => 1 + (k % 3));
    expect(dailyRatios(gains).sortino).toBeUndefined();
    expect(dailyRatios(gains).sharpe).toBeGreaterThan(0);
  });
});
