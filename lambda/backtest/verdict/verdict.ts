/**
 * `lambda/backtest/verdict/`: what may be believed of a set of parameters that was found by trying many.
 *
 * One ladder. Each rung is climbed by evidence, in order: nothing that comes later makes up for a rung that is missing.
 *
 * Invariants:
 * - A verdict without the evidence for a rung stays below it, and says what the next one needs.
 * - What loses is said to lose, however little data there is, where its losses cannot be luck.
 * - Results are net of all costs, and differences are compared, never ratios of two losses.
 */
import type { Interval } from '../statistics/win-rate-interval.ts';

/** From the ground up; the number of a rung is its index. */
export const RUNGS = [
  'not-enough-data',
  'loses-after-costs',
  'not-told-from-luck',
  'only-in-sample',
  'holds-out-of-sample',
  'passes-deflated-sharpe',
  'passes-sealed-months',
] as const;
export type Rung = (typeof RUNGS)[number];

export const RUNG_WORDS: Readonly<Record<Rung, string>> = {
  'not-enough-data': 'not enough data',
  'loses-after-costs': 'loses after costs',
  'not-told-from-luck': 'not to be told from luck',
  'only-in-sample': 'only in sample',
  'holds-out-of-sample': 'holds out of sample',
  'passes-deflated-sharpe': 'passes the deflated Sharpe ratio',
  'passes-sealed-months': 'passes the sealed months',
};

/** The level of every test: one in twenty is luck. */
export const LEVEL = 0.05;
/** Below it nobody can say whether a result is luck. */
export const FLOOR = { days: 90, activeDays: 45, trades: 100 } as const;

/** The days after those of a choice. */
export interface OutOfSample {
  readonly days: number;
  readonly activeDays: number;
  readonly trades: number;
  readonly meanUsd: number;
  /** Share of the shifts in time that do as well, with the one that was made; `undefined` where the days are too few. */
  readonly permutationP: number | undefined;
  /** Other sets that were tried on these days before: who has seen a day has chosen by it. */
  readonly seenBefore: number;
}

export interface Evidence {
  /** Of the chosen set: whole UTC days, those with trades, and trades. */
  readonly days: number;
  readonly activeDays: number;
  readonly trades: number;
  /** Mean net of a day of the chosen set, and the interval in which it lies 19 times in 20. */
  readonly meanUsd: number;
  readonly meanInterval: Interval | undefined;
  /** Median of the nearest sets: by it the set was chosen. */
  readonly neighbourhoodUsd: number;
  /** Hansen's p of all tries; `undefined` where none traded. */
  readonly superiorP: number | undefined;
  /** Whether other sets were left out by days that are among these. */
  readonly arePreselected: boolean;
  /** `undefined` where nothing was kept apart. */
  readonly outOfSample: OutOfSample | undefined;
  /** Probability by the deflated Sharpe ratio; `undefined` where nothing varies. */
  readonly deflated: number | undefined;
  /** Days after which the deflated ratio would pass, were it to stay as it is; `undefined` where no time is enough. */
  readonly daysNeeded: number | undefined;
  /** Net of the sealed months; `undefined` while nobody has opened them. */
  readonly sealedUsd: number | undefined;
}

export interface Verdict {
  readonly rung: Rung;
  /** Its number. */
  readonly number: number;
  /** What the next rung needs, in words; `undefined` on the last. */
  readonly next: string | undefined;
}

export function verdictOf(evidence: Evidence): Verdict {
  const { meanInterval, superiorP, outOfSample, deflated, sealedUsd } = evidence;
  const cannotBeLuck = meanInterval !== undefined && meanInterval.to < 0;
  const missing = missingData(evidence);
  if (evidence.meanUsd <= 0 || evidence.neighbourhoodUsd <= 0) {
    if (cannotBeLuck || missing === undefined) {
      return verdict('loses-after-costs', 'a set that earns more than it costs, and whose neighbours do');
    }
  }
  if (missing !== undefined) return verdict('not-enough-data', missing);
  if (superiorP === undefined || superiorP > LEVEL) {
    return verdict(
      'not-told-from-luck',
      `a p of at most 5 % by Hansen's test of all tries; it is ${share(superiorP)}`,
    );
  }
  if (evidence.arePreselected) {
    return verdict(
      'not-told-from-luck',
      'all sets on all days: those that were left out early say how much luck there is',
    );
  }
  const apart = missingApart(outOfSample);
  if (apart !== undefined) return verdict('only-in-sample', apart);
  if (deflated === undefined || deflated < 1 - LEVEL)
    return verdict('holds-out-of-sample', moreDays(evidence));
  if (sealedUsd === undefined) return verdict('passes-deflated-sharpe', 'the sealed months, opened once');
  if (sealedUsd <= 0) {
    return verdict('passes-deflated-sharpe', 'sealed months that earn: these lost, and stay opened');
  }
  return verdict('passes-sealed-months', undefined);
}

function verdict(rung: Rung, next: string | undefined): Verdict {
  return { rung, number: RUNGS.indexOf(rung), next };
}

function missingData({
  days,
  activeDays,
  trades,
}: Pick<Evidence, 'days' | 'activeDays' | 'trades'>): string | undefined {
  if (days < FLOOR.days) return `${FLOOR.days} days of data: there are ${days}`;
  if (activeDays < FLOOR.activeDays) {
    return `${FLOOR.activeDays} days with trades: there are ${activeDays}`;
  }
  return trades < FLOOR.trades ? `${FLOOR.trades} trades: there are ${trades}` : undefined;
}

function missingApart(apart: OutOfSample | undefined): string | undefined {
  if (apart === undefined) return 'a walk-forward: no day was kept apart from the choice';
  const few = missingData(apart);
  if (few !== undefined) return `${few}, after the days of the choice`;
  if (apart.meanUsd <= 0) return 'days after the choice that earn: these lose';
  if (apart.permutationP === undefined) return 'more days after the choice: entries cannot be moved by one';
  if (apart.permutationP > LEVEL) {
    return `entries that are better than the same ones at other times: ${share(apart.permutationP)} of those do as well`;
  }
  return apart.seenBefore > 0
    ? `a choice among all that was tried, or days that nobody has seen: ${apart.seenBefore} other sets were tried on these`
    : undefined;
}

function moreDays({ days, daysNeeded }: Evidence): string {
  if (daysNeeded === undefined)
    return 'a better ratio than the best of so many tries has by luck; no time makes up for it';
  return `about ${Math.ceil(daysNeeded)} days at this ratio and this number of tries: there are ${days}`;
}

function share(p: number | undefined): string {
  return p === undefined ? 'unknown' : `${(100 * p).toFixed(0)} %`;
}
