/**
 * How much is a Sharpe ratio worth by itself: its error, and how it grows with time.
 *
 * Invariants:
 * - A ratio is per observation, mean / deviation with n − 1. Nobody annualises before these formulas.
 * - Kurtosis is raw: 3 for a normal variable.
 */
import type { Moments, Series } from './moments.ts';

/** A Sharpe ratio, and the shape of the returns that it was taken from. */
export interface SharpeSample {
  readonly sharpe: number;
  readonly skew: number;
  readonly kurtosis: number;
  /** Observations: days here. */
  readonly count: number;
}

/** `undefined` where the returns do not vary. */
export function sharpeSample({ sharpe, skew, kurtosis, count }: Moments): SharpeSample | undefined {
  return sharpe === undefined ? undefined : { sharpe, skew, kurtosis, count };
}

/** √((1 + SR²/2) / T), of independent normal returns. Lo, The Statistics of Sharpe Ratios (2002). */
export function normalSharpeError(sharpe: number, count: number): number {
  return Math.sqrt((1 + sharpe ** 2 / 2) / count);
}

/** √(shape / (T − 1)), of independent returns. Mertens (2002), Opdyke (2007). */
export function sharpeError(sample: SharpeSample): number {
  return Math.sqrt(shapeFactor(sample) / (sample.count - 1));
}

/** 1 − skew·SR + (kurt − 1)/4 · SR²: the variance of a ratio, times its observations less one. */
export function shapeFactor({ sharpe, skew, kurtosis }: Omit<SharpeSample, 'count'>): number {
  return 1 - skew * sharpe + ((kurtosis - 1) / 4) * sharpe ** 2;
}

/**
 * η(q) = q / √(q + 2 Σ (q − k) ρₖ): by how much a Sharpe ratio grows from one period to `periods` of them. It is √q only
 * where returns are not correlated. Lo (2002).
 *
 * @param correlations ρ₁ to ρ of `periods` − 1 at most; those that are missing are 0.
 * @returns `undefined` where the correlations are so negative that the sum has no variance.
 */
export function timeAggregation(periods: number, correlations: Series): number | undefined {
  let sum = periods;
  for (let lag = 1; lag < periods && lag <= correlations.length; lag += 1) {
    sum += 2 * (periods - lag) * correlations[lag - 1]!;
  }
  return sum > 0 ? periods / Math.sqrt(sum) : undefined;
}
