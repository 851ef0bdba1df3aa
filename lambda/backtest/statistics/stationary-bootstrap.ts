/**
 * A series drawn again from itself in blocks of random length, so that what follows on what is kept.
 *
 * Politis, Romano (1994): start anywhere; with probability 1 / block start anew, else go on with the next value, round
 * at the end. The length of a block follows Politis, White (2004), corrected by Patton, Politis, White (2009).
 */
import { autocovariances, type Series } from './moments.ts';
import type { Interval } from './win-rate-interval.ts';

/** In [0, 1). */
export type Uniform = () => number;

/** Writes one draw of indices below `drawn.length` into `drawn`. @param block mean length, at least 1. */
export function drawIndices(drawn: Int32Array, block: number, uniform: Uniform): void {
  const count = drawn.length;
  const anew = () => Math.floor(uniform() * count);
  let index = anew();
  for (let i = 0; i < count; i += 1) {
    if (i > 0) index = uniform() < 1 / block ? anew() : (index + 1) % count;
    drawn[i] = index;
  }
}

/** The mean of the values that a draw took. */
export function drawnMean(values: Series, drawn: Int32Array): number {
  const { length } = drawn;
  let sum = 0;
  // By place: it is done billions of times, and an iterator takes as long again.
  for (let i = 0; i < length; i += 1) sum += values[drawn[i]!]!;
  return sum / length;
}

/** Lags in a row that must be insignificant: max(5, √log₁₀ n), which is 5 for any series that fits a memory. */
const QUIET_LAGS = 5;

/**
 * The mean block that suits a series; at least 1, and at most ⌈min(3√n, n/3)⌉.
 *
 * m̂ is the smallest lag after which `QUIET_LAGS` correlations are insignificant. (The Python package `arch` takes one
 * lag more.) A series without any variation has blocks of 1.
 */
export function blockLength(values: Series): number {
  const count = values.length;
  const lagMax = Math.ceil(Math.sqrt(count)) + QUIET_LAGS;
  const covariances = autocovariances(values, lagMax + QUIET_LAGS);
  const variance = covariances[0]!;
  if (variance === 0) return 1;
  const significant = 2 * Math.sqrt(Math.log10(count) / count);
  const isQuietAfter = (lag: number) =>
    covariances
      .subarray(lag + 1, lag + 1 + QUIET_LAGS)
      .every((covariance) => Math.abs(covariance / variance) < significant);
  let quiet = 1;
  while (quiet < lagMax && !isQuietAfter(quiet)) quiet += 1;
  const lags = Math.min(2 * quiet, lagMax);
  let [slope, spectrum] = [0, variance];
  for (let lag = 1; lag <= lags; lag += 1) {
    const share = lag / lags;
    const weighted = 2 * (share <= 0.5 ? 1 : 2 * (1 - share)) * covariances[lag]!;
    slope += weighted * lag;
    spectrum += weighted;
  }
  const length = Math.cbrt(slope ** 2 / spectrum ** 2) * Math.cbrt(count);
  const most = Math.ceil(Math.min(3 * Math.sqrt(count), count / 3));
  return Math.max(1, Math.min(length, most));
}

interface DrawOptions {
  readonly uniform: Uniform;
  readonly draws?: number;
  readonly confidence?: number;
}

/**
 * The interval in which the mean lies, by quantiles of bootstrapped means.
 *
 * @returns `undefined` below two values: nobody knows how they vary.
 */
export function meanInterval(
  values: Series,
  { uniform, draws = 2_000, confidence = 0.95 }: DrawOptions,
): Interval | undefined {
  if (values.length < 2) return undefined;
  const block = blockLength(values);
  const drawn = new Int32Array(values.length);
  const means = new Float64Array(draws);
  for (let draw = 0; draw < draws; draw += 1) {
    drawIndices(drawn, block, uniform);
    means[draw] = drawnMean(values, drawn);
  }
  return quantiles(means, confidence);
}

/** Sums of some groups of values, and how many values each group has. */
export interface GroupSums {
  readonly sums: Float64Array;
  readonly counts: Float64Array;
}

/**
 * The interval in which the mean of a value lies, by groups that are drawn together: trades of one day have much in
 * common, and tell less than their number.
 *
 * @returns `undefined` below two groups.
 */
export function groupedMeanInterval(
  { sums, counts }: GroupSums,
  { uniform, draws = 2_000, confidence = 0.95 }: DrawOptions,
): Interval | undefined {
  if (sums.length < 2) return undefined;
  const block = blockLength(sums);
  const drawn = new Int32Array(sums.length);
  const means = Float64Array.from({ length: draws }, () => {
    drawIndices(drawn, block, uniform);
    return drawnMean(sums, drawn) / drawnMean(counts, drawn);
  });
  return quantiles(means, confidence);
}

function quantiles(means: Float64Array, confidence: number): Interval {
  const sorted = means.toSorted();
  const tail = (1 - confidence) / 2;
  const at = (share: number) => sorted[Math.round(share * (sorted.length - 1))]!;
  return { from: at(tail), to: at(1 - tail) };
}
