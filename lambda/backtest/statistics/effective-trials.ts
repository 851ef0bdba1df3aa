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
 * Trials that never vary take no part.
 *
 * @returns 0 where no trial varies.
 */
export function effectiveTrials(trials: readonly Series[]): number {
  const standard = trials.flatMap((returns) => {
    const { mean, deviation, sharpe, count } = momentsOf(returns);
    if (sharpe === undefined || deviation === undefined) return [];
    const scale = 1 / (deviation * Math.sqrt(count - 1));
    return [Float64Array.from(returns, (value) => (value - mean) * scale)];
  });
  let squares = standard.length;
  for (let i = 0; i < standard.length; i += 1) {
    for (let j = 0; j < i; j += 1) squares += 2 * product(standard[i]!, standard[j]!) ** 2;
  }
  return squares === 0 ? 0 : standard.length ** 2 / squares;
}

function product(left: Float64Array, right: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < left.length; i += 1) sum += left[i]! * right[i]!;
  return sum;
}
