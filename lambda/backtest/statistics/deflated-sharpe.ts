/**
 * Is a Sharpe ratio to be told from none, and from what the best of many trials shows without any skill?
 *
 * Invariants:
 * - Ratios and shapes are those of `sharpe-ratio.ts`.
 * - Trials are all that were made on the data, the discarded ones and those of earlier days too.
 */
import { EULER_GAMMA, normalCdf, normalQuantile } from './normal.ts';
import { shapeFactor, sharpeError, type SharpeSample } from './sharpe-ratio.ts';

/**
 * PSR: the probability that the true ratio exceeds `benchmark`. Bailey, López de Prado (2012).
 *
 * @param together η(q) / √q of Lo (2002): below 1 where days go together, so that they tell less than their number.
 */
export function probabilisticSharpe(sample: SharpeSample, benchmark = 0, together = 1): number {
  return normalCdf(((sample.sharpe - benchmark) / sharpeError(sample)) * together);
}

/**
 * MinTRL: observations until `sharpe` would be told from `benchmark` at `level`. Bailey, López de Prado (2012).
 *
 * @returns `undefined` where the ratio is not above the benchmark: no time is enough.
 */
export function minimumTrackRecord(
  sample: Omit<SharpeSample, 'count'>,
  { benchmark = 0, level = 0.05 }: { readonly benchmark?: number; readonly level?: number } = {},
): number | undefined {
  const { sharpe } = sample;
  if (sharpe <= benchmark) return undefined;
  return 1 + shapeFactor(sample) * (normalQuantile(1 - level) / (sharpe - benchmark)) ** 2;
}

/**
 * The largest of `trials` standard normal values, on average: (1 − γ) Φ⁻¹(1 − 1/N) + γ Φ⁻¹(1 − 1/(N e)).
 * Of one trial there is no selection: 0. Bailey, López de Prado, The Deflated Sharpe Ratio (2014).
 */
export function expectedMaximum(trials: number): number {
  if (trials <= 1) return 0;
  return (
    (1 - EULER_GAMMA) * normalQuantile(1 - 1 / trials) +
    EULER_GAMMA * normalQuantile(1 - 1 / (trials * Math.E))
  );
}

const YEAR_DAYS = 365;

export interface DeflatedSharpe {
  /** What the best of the trials is expected to show without skill: √V · E max. */
  readonly benchmark: number;
  /** The probability that the true ratio exceeds it. */
  readonly probability: number;
}

interface Deflation {
  /** Of the Sharpe ratios across different trials, n − 1, per observation. */
  readonly variance: number;
  /** All that were made, also those without a ratio. */
  readonly trials: number;
  /** As for `probabilisticSharpe`. */
  readonly together?: number;
}

/** DSR: the probabilistic Sharpe ratio against what the best of all trials shows without skill. (2014) */
export function deflatedSharpe(
  best: SharpeSample,
  { variance, trials, together = 1 }: Deflation,
): DeflatedSharpe {
  const benchmark = Math.sqrt(variance) * expectedMaximum(trials);
  return { benchmark, probability: probabilisticSharpe(best, benchmark, together) };
}

/**
 * MinBTL: years until the best of `trials` without skill is no longer expected to show an annual ratio of
 * `annualSharpe`. Bailey, Borwein, López de Prado, Zhu (2014).
 */
export function minimumBacktestYears(trials: number, annualSharpe: number): number {
  return (expectedMaximum(trials) / annualSharpe) ** 2;
}

export interface LuckOfTries {
  /** What the best of them shows without skill, a year. */
  readonly annualSharpe: number;
  /** Years of data on which it would show less than 1. */
  readonly yearsBelowOne: number;
}

/** Of so many tries on so many days; `undefined` of a single one, which nobody has chosen. */
export function luckOfTries(trials: number, days: number): LuckOfTries | undefined {
  if (trials <= 1 || days < 1) return undefined;
  const yearsBelowOne = minimumBacktestYears(trials, 1);
  return { annualSharpe: Math.sqrt(yearsBelowOne / (days / YEAR_DAYS)), yearsBelowOne };
}
