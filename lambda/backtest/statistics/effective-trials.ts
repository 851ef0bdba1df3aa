/**
 * How many different trials were there really?
 *
 * The sets of one grid do nearly the same. Their number is an upper bound of the chances that luck had; this is a second
 * figure beside it, never the one that a verdict is made with.
 */
import type { Series } from './moments.ts';
import { momentsOf } from './moments.ts';

/**
 * N² / Σ ρᵢⱼ²: the effective number of independent series, (Σλ)² / Σλ² of the eigenvalues λ of their correlations
 * (Bretherton et al., J. Climate 1999). k clusters of equal size whose trials are the same give k, with nothing to tune.
 * What chance adds to the squares of T days, 1 / (T − 1) a pair, is taken out: of many trials on few days it would be most.
 * Trials that never vary take no part.
 *
 * @returns 0 where no trial varies.
 */
export function effectiveTrials(trials: readonly Series[]): number {
  const varying = trials.flatMap((returns) => {
    const { mean, deviation, sharpe, count: days } = momentsOf(returns);
    if (sharpe === undefined || deviation === undefined) return [];
    return [{ returns, mean, scale: 1 / (deviation * Math.sqrt(days - 1)) }];
  });
  const count = varying.length;
  const days = varying[0]?.returns.length ?? 0;
  if (count < 2 || days < 3) return count;
  const pairs = (count * (count - 1)) / 2;
  const ofPairs = (sumOfSquares(standardised(varying, days)) - count) / 2;
  const beyondChance = Math.max(0, (ofPairs * (days - 1) - pairs) / (days - 2));
  return count ** 2 / (count + 2 * beyondChance);
}

interface Varying {
  readonly returns: Series;
  readonly mean: number;
  readonly scale: number;
}

/** Of trials or of days, whichever are fewer: both have the same sum, and copies of all trials are large. */
function standardised(varying: readonly Varying[], days: number): readonly Float64Array[] {
  if (varying.length <= days) {
    return varying.map(({ returns, mean, scale }) =>
      Float64Array.from(returns, (value) => (value - mean) * scale),
    );
  }
  return Array.from({ length: days }, (_, day) =>
    Float64Array.from(varying, ({ returns, mean, scale }) => (returns[day]! - mean) * scale),
  );
}

/** Σ ρᵢⱼ² of all pairs both ways, and each with itself. */
function sumOfSquares(vectors: readonly Float64Array[]): number {
  let squares = 0;
  for (let i = 0; i < vectors.length; i += 1) {
    for (let j = 0; j < i; j += 1) squares += 2 * product(vectors[i]!, vectors[j]!) ** 2;
    squares += product(vectors[i]!, vectors[i]!) ** 2;
  }
  return squares;
}

function product(left: Float64Array, right: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < left.length; i += 1) sum += left[i]! * right[i]!;
  return sum;
}
