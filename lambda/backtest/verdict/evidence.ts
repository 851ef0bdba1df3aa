/**
 * What speaks for and against the set that was chosen among many?
 *
 * Invariants:
 * - The set is chosen by the middle of its neighbours, never by its own peak.
 * - Every trial counts, also those that never traded and those of earlier days.
 * - Trials that did exactly the same are one where their variance is taken, or it would be too small.
 */
import { dailyScore, type ScoredDays } from '../daily-results.ts';
import { indexOfBest, neighbourhoodScores } from '../search/neighbourhood.ts';
import { effectiveTrials } from '../statistics/effective-trials.ts';
import { annualSharpe, correlationFactor } from '../statistics/daily-ratios.ts';
import { momentsOf, type Moments, type Series } from '../statistics/moments.ts';
import { overfittingOf, type Overfitting } from '../statistics/overfitting.ts';
import { deflatedSharpe, minimumTrackRecord, type DeflatedSharpe } from '../statistics/deflated-sharpe.ts';
import { sharpeError, sharpeSample } from '../statistics/sharpe-ratio.ts';
import { blockLength, meanInterval, type Uniform } from '../statistics/stationary-bootstrap.ts';
import { superiorAbility, type SuperiorAbility } from '../statistics/superior-ability.ts';
import { FLOOR, LEVEL, type Evidence, type OutOfSample } from './verdict.ts';

/** One set, tried on all days. */
export interface Trial extends ScoredDays {
  /** Where it lies in each dimension, from 0 to 1. */
  readonly position: readonly number[];
  readonly activeDays: number;
  readonly trades: number;
}

interface Question {
  readonly trials: readonly Trial[];
  /** Tries on these candles ever, these included. */
  readonly triesEver: number;
  readonly uniform: Uniform;
  readonly outOfSample?: OutOfSample | undefined;
  readonly sealedUsd?: number | undefined;
  /** Whether these are what is left of more sets, by days that are among these. */
  readonly arePreselected?: boolean;
}

/** The evidence, with the figures that it was taken from. */
export interface WeighedEvidence extends Evidence {
  /** Index of the chosen trial. */
  readonly chosen: number;
  /** The mean net of a day until ruin, in the neighbourhood of each trial. */
  readonly neighbourhood: Float64Array;
  readonly moments: Moments;
  /** Blocks of days that are drawn together. */
  readonly blockDays: number;
  readonly tries: number;
  /** How many different trials there really were; a second figure. */
  readonly effectiveTries: number;
  readonly deflation: DeflatedSharpe | undefined;
  readonly superior: SuperiorAbility | undefined;
  /**
   * Whether choosing works; `undefined` of a single set. It is no rung: sets with one common edge are as good as each other,
   * and a choice among them is worth nothing.
   */
  readonly overfit: Overfitting | undefined;
  /** Of a year of 365 days, with Lo's correction for days that go together. */
  readonly annualSharpe: number | undefined;
}

/** Blocks of the days for the probability of overfitting, and days that they need. */
const BLOCKS = 16;

/** @throws RangeError without trials, or without days. */
export function weigh(question: Question): WeighedEvidence {
  const { trials, triesEver, uniform, outOfSample, sealedUsd, arePreselected = false } = question;
  const neighbourhood = neighbourhoodScores(
    trials.map((trial) => ({ position: trial.position, score: dailyScore(trial) })),
  );
  const chosen = indexOfBest(neighbourhood, (index) => isActive(trials[index]!));
  if (chosen === undefined) throw new RangeError('there is no verdict without a trial');
  const { dailyUsd, activeDays, trades } = trials[chosen]!;
  const different = differentOf(trials);
  const moments = momentsOf(dailyUsd);
  const blockDays = blockLength(dailyUsd);
  const superior = superiorAbility(different, { block: blockDays, uniform });
  const canChoose = different.length > 1 && dailyUsd.length >= 2 * BLOCKS;
  const overfit = canChoose ? overfittingOf(different, { blocks: BLOCKS }) : undefined;
  const tries = Math.max(triesEver, trials.length);
  const { deflation, daysNeeded } = deflated(moments, { different, tries, dailyUsd, sets: trials.length });
  return {
    chosen,
    moments,
    blockDays,
    tries,
    effectiveTries: effectiveTrials(different),
    deflation,
    superior,
    overfit,
    annualSharpe: annualSharpe(moments, dailyUsd),
    days: dailyUsd.length,
    activeDays,
    trades,
    meanUsd: moments.mean,
    meanInterval: meanInterval(dailyUsd, { uniform }),
    neighbourhood,
    neighbourhoodUsd: neighbourhood[chosen]!,
    // Sets that are not at hand may have been thrown out by their losses: each had its chance (Bonferroni).
    superiorP: superior && Math.min(1, superior.p * (tries / trials.length)),
    arePreselected,
    outOfSample,
    deflated: deflation?.probability,
    daysNeeded,
    sealedUsd,
  };
}

/** Whether a set has traded enough, of days that are as many as its own, to be judged. */
export function isActive({ dailyUsd, activeDays, trades }: Omit<Trial, 'position'>): boolean {
  const share = Math.min(1, dailyUsd.length / FLOOR.days);
  return activeDays >= share * FLOOR.activeDays && trades >= share * FLOOR.trades;
}

/** Each result once. */
function differentOf(trials: readonly Trial[]): readonly Float64Array[] {
  const different: Float64Array[] = [];
  const bySum = new Map<number, Float64Array[]>();
  for (const { dailyUsd } of trials) {
    const sum = dailyUsd.reduce((total, usd, day) => total + usd * (day + 1), 0);
    const alike = bySum.get(sum) ?? [];
    if (alike.some((other) => isSame(other, dailyUsd))) continue;
    bySum.set(sum, [...alike, dailyUsd]);
    different.push(dailyUsd);
  }
  return different;
}

function isSame(left: Float64Array, right: Float64Array): boolean {
  return left.length === right.length && left.every((usd, day) => usd === right[day]);
}

interface Tried {
  readonly different: readonly Series[];
  readonly tries: number;
  readonly sets: number;
  readonly dailyUsd: Series;
}

function deflated(
  moments: Moments,
  { different, tries, sets, dailyUsd }: Tried,
): { readonly deflation: DeflatedSharpe | undefined; readonly daysNeeded: number | undefined } {
  const sample = sharpeSample(moments);
  if (sample === undefined) return { deflation: undefined, daysNeeded: undefined };
  const ratios = different.flatMap((returns) => momentsOf(returns).sharpe ?? []);
  const ofSets = momentsOf(ratios).deviation ?? 0;
  // Earlier tries are not at hand, and those that are may be what they have left: no less than chance alone gives.
  const byChance = sharpeError({ ...sample, sharpe: 0 });
  const deviation = tries > sets ? Math.max(ofSets, byChance) : ofSets;
  const together = Math.min(1, correlationFactor(dailyUsd, dailyUsd.length));
  const deflation = deflatedSharpe(sample, { variance: deviation ** 2, trials: tries, together });
  const days = minimumTrackRecord(sample, { benchmark: deflation.benchmark, level: LEVEL });
  // Days that go together tell less than their number, by the square of what they do to a ratio.
  const daysNeeded = days === undefined ? undefined : 1 + (days - 1) / together ** 2;
  return { deflation, daysNeeded };
}
