/**
 * Is the best of many trials better than not trading, given that it was chosen among all of them?
 *
 * White, A Reality Check for Data Snooping (2000). Hansen, A Test for Superior Predictive Ability (2005). Both draw the
 * days anew by the stationary bootstrap, the same days for all trials.
 *
 * Invariant: a trial that never traded says nothing about the others; it has no deviation, and takes no part.
 */
import { autocovariances, meanOf, type Series } from './moments.ts';
import { drawIndices, drawnMean, type Uniform } from './stationary-bootstrap.ts';

export interface SuperiorAbility {
  /** max √n·mean, of White's test. */
  readonly realityCheck: number;
  /** max(0, √n·mean / ω), of Hansen's. */
  readonly statistic: number;
  /** Share of draws with a larger value: White's p. */
  readonly realityCheckP: number;
  /** Hansen's p, consistent: what is judged by. It is 1 where no trial earned anything, as are its bounds. */
  readonly p: number;
  /** Its bounds. */
  readonly pLower: number;
  readonly pUpper: number;
  readonly draws: number;
}

interface Options {
  /** Mean length of a block, in days. */
  readonly block: number;
  readonly uniform: Uniform;
  readonly draws?: number;
}

/**
 * @param trials the daily results of each less those of the benchmark, which is not to trade; all of one length.
 * @returns `undefined` where no trial varies: there is nothing to test.
 */
export function superiorAbility(
  trials: readonly Series[],
  { block, uniform, draws = 1_000 }: Options,
): SuperiorAbility | undefined {
  const active = trials
    .map((returns) => ({ returns, mean: meanOf(returns), deviation: longRunDeviation(returns, block) }))
    .filter(({ deviation }) => deviation > 0);
  const days = active[0]?.returns.length;
  if (days === undefined) return undefined;
  const root = Math.sqrt(days);
  const realityCheck = active.reduce((most, { mean }) => Math.max(most, root * mean), -Infinity);
  const statistic = active.reduce(
    (most, { mean, deviation }) => Math.max(most, (root * mean) / deviation),
    0,
  );
  // All draws first: each trial is then read once, however many they are.
  const drawn = Array.from({ length: draws }, () => {
    const indices = new Int32Array(days);
    drawIndices(indices, block, uniform);
    return indices;
  });
  const largest = largestOf(active, drawn);
  const shareAbove = (values: Float64Array, least: number) =>
    values.reduce((count, value) => (value > least ? count + 1 : count), 0) / draws;
  // No draw is above 0 either where all trials lose for sure: that none is larger proves nothing.
  const shareOf = (values: Float64Array) => (statistic === 0 ? 1 : shareAbove(values, statistic));
  return {
    realityCheck,
    statistic,
    realityCheckP: shareAbove(largest.white, realityCheck),
    p: shareOf(largest.consistent),
    pLower: shareOf(largest.lower),
    pUpper: shareOf(largest.upper),
    draws,
  };
}

interface Active {
  readonly returns: Series;
  readonly mean: number;
  readonly deviation: number;
}

/** The largest of all trials, in each draw: White's, and Hansen's with each of his centres. */
function largestOf(active: readonly Active[], drawn: readonly Int32Array[]) {
  const days = drawn[0]?.length ?? 0;
  const root = Math.sqrt(days);
  const doubt = Math.sqrt(2 * Math.log(Math.log(days)));
  const white = new Float64Array(drawn.length).fill(-Infinity);
  const lower = new Float64Array(drawn.length);
  const consistent = new Float64Array(drawn.length);
  const upper = new Float64Array(drawn.length);
  for (const trial of active) {
    const { mean: own, deviation } = trial;
    const returns = Float64Array.from(trial.returns);
    const scale = root / deviation;
    const lowerCentre = Math.max(own, 0);
    const consistentCentre = own >= -(deviation / root) * doubt ? own : 0;
    for (let draw = 0; draw < drawn.length; draw += 1) {
      const mean = drawnMean(returns, drawn[draw]!);
      white[draw] = Math.max(white[draw]!, root * (mean - own));
      lower[draw] = Math.max(lower[draw]!, scale * (mean - lowerCentre));
      consistent[draw] = Math.max(consistent[draw]!, scale * (mean - consistentCentre));
      upper[draw] = Math.max(upper[draw]!, scale * (mean - own));
    }
  }
  return { white, lower, consistent, upper };
}

/** ω = √(γ₀ + 2 Σ κᵢ γᵢ), with κ the weights of the stationary bootstrap; 0 where nothing varies. */
export function longRunDeviation(values: Series, block: number): number {
  const count = values.length;
  const stays = 1 - 1 / block;
  const covariances = autocovariances(values, count - 1);
  let variance = covariances[0]!;
  for (let lag = 1; lag < count; lag += 1) {
    const weight = ((count - lag) / count) * stays ** lag + (lag / count) * stays ** (count - lag);
    variance += 2 * weight * covariances[lag]!;
  }
  return Math.sqrt(Math.max(0, variance));
}
