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
  const realityCheck = Math.max(...active.map(({ mean }) => root * mean));
  const statistic = Math.max(0, ...active.map(({ mean, deviation }) => (root * mean) / deviation));
  const doubt = Math.sqrt(2 * Math.log(Math.log(days)));
  const centres = active.map(({ mean, deviation }) => ({
    lower: Math.max(mean, 0),
    consistent: mean >= -(deviation / root) * doubt ? mean : 0,
    upper: mean,
  }));
  const larger = { white: 0, lower: 0, consistent: 0, upper: 0 };
  const drawn = new Int32Array(days);
  for (let draw = 0; draw < draws; draw += 1) {
    drawIndices(drawn, block, uniform);
    let [white, lower, consistent, upper] = [-Infinity, 0, 0, 0];
    for (const [k, trial] of active.entries()) {
      const mean = drawnMean(trial.returns, drawn);
      const centre = centres[k]!;
      const scale = root / trial.deviation;
      white = Math.max(white, root * (mean - trial.mean));
      lower = Math.max(lower, scale * (mean - centre.lower));
      consistent = Math.max(consistent, scale * (mean - centre.consistent));
      upper = Math.max(upper, scale * (mean - centre.upper));
    }
    if (white > realityCheck) larger.white += 1;
    if (lower > statistic) larger.lower += 1;
    if (consistent > statistic) larger.consistent += 1;
    if (upper > statistic) larger.upper += 1;
  }
  // No draw is above 0 either where all trials lose for sure: that none is larger proves nothing.
  const shareOf = (count: number) => (statistic === 0 ? 1 : count / draws);
  return {
    realityCheck,
    statistic,
    realityCheckP: larger.white / draws,
    p: shareOf(larger.consistent),
    pLower: shareOf(larger.lower),
    pUpper: shareOf(larger.upper),
    draws,
  };
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
