/**
 * `lambda/backtest/statistics/`: is a result to be told from luck?
 *
 * The distributions that the statistics need, from the cephes library. Approximations by tables or seven digits are
 * not enough for a best of many trials, which is judged far out in the tail.
 */
import { bdtrc, compiled, incbi, ndtr, ndtri } from 'cephes';

await compiled;

/** Euler–Mascheroni. */
export const EULER_GAMMA = 0.577_215_664_901_532_9;

/** Φ: the probability that a standard normal variable is at most `x`. */
export function normalCdf(x: number): number {
  return ndtr(x);
}

/** Φ⁻¹. @param probability in (0, 1). @throws RangeError outside of it. */
export function normalQuantile(probability: number): number {
  if (!(probability > 0 && probability < 1)) {
    throw new RangeError(`a probability is between 0 and 1, and ${probability} is not`);
  }
  return ndtri(probability);
}

/** The `probability` quantile of a beta distribution. */
export function betaQuantile(probability: number, alpha: number, beta: number): number {
  return incbi(alpha, beta, probability);
}

/** P(X > `count`) of a binomial variable. */
export function binomialTail(count: number, trials: number, probability: number): number {
  return count >= trials ? 0 : bdtrc(count, trials, probability);
}
