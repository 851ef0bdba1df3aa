/**
 * Mean, deviation, skew, kurtosis and autocovariance of a series of returns.
 *
 * Invariants:
 * - The standard deviation has n − 1, skew and kurtosis are the biased ratios m₃/m₂^1.5 and m₄/m₂².
 * - Kurtosis is raw: 3 for a normal variable.
 * - What a constant series does not have is `undefined`, never 0.
 */

/** Returns, one a day unless it is said otherwise. */
export type Series = readonly number[] | Float64Array;

export interface Moments {
  readonly count: number;
  readonly mean: number;
  /** With n − 1; `undefined` below two values. */
  readonly deviation: number | undefined;
  /** Per observation, never annualised: mean / deviation; `undefined` where nothing varies. */
  readonly sharpe: number | undefined;
  /** 0 where nothing varies. */
  readonly skew: number;
  /** 3 where nothing varies. */
  readonly kurtosis: number;
}

/** @throws RangeError for an empty series. */
export function meanOf(values: Series): number {
  if (values.length === 0) throw new RangeError('an empty series has no mean');
  let sum = 0;
  for (const value of values) sum += value;
  return sum / values.length;
}

/** @throws RangeError for an empty series. */
export function momentsOf(values: Series): Moments {
  const count = values.length;
  const mean = meanOf(values);
  let [m2, m3, m4] = [0, 0, 0];
  for (const value of values) {
    const off = value - mean;
    const square = off * off;
    m2 += square;
    m3 += square * off;
    m4 += square * square;
  }
  const deviation = count < 2 ? undefined : Math.sqrt(m2 / (count - 1));
  const isFlat = deviation === undefined || isRounding(deviation, mean);
  return {
    count,
    mean,
    deviation,
    sharpe: isFlat ? undefined : mean / deviation,
    skew: isFlat ? 0 : m3 / count / (m2 / count) ** 1.5,
    kurtosis: isFlat ? 3 : m4 / count / (m2 / count) ** 2,
  };
}

/** Whether a deviation is no more than what doubles make of a constant. */
function isRounding(deviation: number, mean: number): boolean {
  return deviation <= Math.abs(mean) * 1e-12;
}

/** Autocovariances of lags 0 to `lagMax`, with divisor n. */
export function autocovariances(values: Series, lagMax: number): Float64Array {
  const count = values.length;
  const mean = meanOf(values);
  const found = new Float64Array(lagMax + 1);
  for (let lag = 0; lag <= Math.min(lagMax, count - 1); lag += 1) {
    let sum = 0;
    for (let i = lag; i < count; i += 1) sum += (values[i]! - mean) * (values[i - lag]! - mean);
    found[lag] = sum / count;
  }
  return found;
}

/** The middle one, or the mean of the middle two. @throws RangeError for an empty series. */
export function medianOf(values: Series): number {
  if (values.length === 0) throw new RangeError('an empty series has no median');
  const sorted = Float64Array.from(values).sort();
  const half = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[half]! : (sorted[half - 1]! + sorted[half]!) / 2;
}
