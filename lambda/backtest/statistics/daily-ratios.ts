/**
 * What do days come to in a year, for the risk of them?
 *
 * Invariants:
 * - A ratio is of whole days, net of all costs, against doing nothing. It becomes one of a year by Lo's η, not by √365:
 *   days that go together make a year worse, or better, than as many independent ones.
 * - Of few days there is no ratio: it would be luck.
 */
import { DEVIATIONS_95 } from './confidence.ts';
import { autocovariances, meanOf, momentsOf, type Moments, type Series } from './moments.ts';
import { sharpeError, sharpeSample, timeAggregation } from './sharpe-ratio.ts';
import type { Interval } from './win-rate-interval.ts';

export interface DailyRatios {
  /** Whole days that they were taken from. */
  readonly days: number;
  /** Of a year; each `undefined` of too few days, or where nothing varies. */
  readonly sharpe: number | undefined;
  /** At 95 %, by the error of returns that are not normal (Mertens 2002). */
  readonly sharpeInterval: Interval | undefined;
  /** `undefined` where no day lost as well. */
  readonly sortino: number | undefined;
}

/** Days whose correlation is looked at. */
const LAGS = 10;
const YEAR_DAYS = 365;
/** Fewer days have no ratio. */
export const RATIO_DAYS_MIN = 30;

export function dailyRatios(dailyUsd: Series): DailyRatios {
  const days = dailyUsd.length;
  if (days < RATIO_DAYS_MIN) {
    return { days, sharpe: undefined, sharpeInterval: undefined, sortino: undefined };
  }
  const moments = momentsOf(dailyUsd);
  const growth = annualGrowth(dailyUsd);
  const sample = sharpeSample(moments);
  const errors = sample === undefined ? 0 : DEVIATIONS_95 * sharpeError(sample);
  const downside = downsideDeviation(dailyUsd);
  return {
    days,
    sharpe: annualSharpe(moments, dailyUsd),
    sharpeInterval: sample && {
      from: (sample.sharpe - errors) * growth,
      to: (sample.sharpe + errors) * growth,
    },
    sortino: downside === 0 ? undefined : (moments.mean / downside) * growth,
  };
}

/** Of a year of 365 days; `undefined` where nothing varies. */
export function annualSharpe({ sharpe }: Moments, dailyUsd: Series): number | undefined {
  return sharpe === undefined ? undefined : sharpe * annualGrowth(dailyUsd);
}

/** η(365): by how much a ratio of a day grows to one of a year. */
function annualGrowth(dailyUsd: Series): number {
  return Math.sqrt(YEAR_DAYS) * correlationFactor(dailyUsd, YEAR_DAYS);
}

/** √(mean of min(x, 0)²): what falls short of doing nothing. */
function downsideDeviation(dailyUsd: Series): number {
  return Math.sqrt(meanOf(Float64Array.from(dailyUsd, (usd) => Math.min(usd, 0) ** 2)));
}

/**
 * η(q) / √q: by how much less, or more, a ratio grows than it does of days that have nothing to do with one another.
 * Correlations that chance alone would show are 0.
 */
export function correlationFactor(dailyUsd: Series, days: number): number {
  const covariances = autocovariances(dailyUsd, LAGS);
  const variance = covariances[0]!;
  if (variance === 0) return 1;
  const byChance = 2 / Math.sqrt(dailyUsd.length);
  const correlations = covariances
    .subarray(1)
    .map((covariance) => (Math.abs(covariance / variance) < byChance ? 0 : covariance / variance));
  const growth = timeAggregation(days, correlations);
  return growth === undefined ? 1 : growth / Math.sqrt(days);
}
