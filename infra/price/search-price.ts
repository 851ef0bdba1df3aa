/**
 * What a search in the cloud costs and how long it takes, on paper: before it begins, and for sizes that nobody has tried.
 *
 * A parameter-year is one set on one year of one symbol. All at list prices without free tiers, which the bots may use up.
 */
import { batchCount } from '../research/cloud/job.ts';
import { WORKER_MEMORY_MB } from '../research/cloud/worker-terms.ts';
import { DAY_MS } from '../../lambda/core/units.ts';
import type { TriedPortion } from '../research/search-portions.ts';
import { priceIn } from './region-prices.ts';
import type { PricedUnit } from './list-prices.ts';

/**
 * Measured: 0.016 s of a set whose signals others share, 0.027 s of one with signals of its own, on the year 2024 of BTC (Node 24 on x86, the
 * built worker). A processor of Lambda is taken for half as fast again as that one at most: nobody has measured it.
 */
export const SECONDS_PER_YEAR = 0.04;
const YEAR_MS = 365.25 * DAY_MS;
/** To begin a worker and read a year of a symbol from S3; assumed. */
const BEGIN_SECONDS = 1.5;
/** Of each batch, beside its tries; assumed. */
const BATCH_SECONDS_MORE = 0.2;
/** Of each job: to begin a map, and to write what it has found; assumed. */
const JOB_SECONDS = 15;
/** Start, step and end of each batch. */
const TRANSITIONS = 3;
/** Manifest and market, of each worker that begins. */
const READS = 2;
/**
 * Transitions that Step Functions makes of all standard executions of an account in a second; from memory, and fewer in a new account.
 * Which regions have more: AWS's page on quotas.
 */
export function transitionsPerSecond(region: string): number {
  return ['us-east-1', 'us-west-2', 'eu-west-1'].includes(region) ? 5_000 : 800;
}
const MB_PER_GB = 1_024;
const SECONDS_PER_MINUTE = 60;

export interface SearchPrice {
  readonly tries: number;
  readonly parameterYears: number;
  readonly batches: number;
  readonly usd: number;
  readonly minutes: number;
  /** Whether workers wait, because Step Functions begins no more batches in a second. */
  readonly isBoundByTransitions: boolean;
}

/** How long a try takes on candles of so many symbols. */
export function secondsOf(symbols: number): (spanMs: number) => number {
  return (spanMs) => (spanMs / YEAR_MS) * symbols * SECONDS_PER_YEAR;
}

export interface PriceTerms {
  readonly symbols: number;
  readonly workers: number;
  readonly region: string;
}

export function searchPrice(
  portions: readonly TriedPortion[],
  { symbols, workers, region }: PriceTerms,
): SearchPrice {
  const priced = (unit: PricedUnit, quantity: number) => quantity * priceIn(region, unit).usd;
  let [tries, years, batches, usd, seconds, transitionSeconds] = [0, 0, 0, 0, 0, 0];
  for (const portion of portions.filter((one) => one.tries > 0)) {
    const each = secondsOf(symbols)(portion.spanMs);
    const count = batchCount(portion.tries, portion.spanMs, each);
    const begun = Math.min(count, workers);
    const worked = portion.tries * each + count * BATCH_SECONDS_MORE + begun * BEGIN_SECONDS;
    tries += portion.tries;
    years += (portion.tries * portion.spanMs * symbols) / YEAR_MS;
    batches += count;
    const shared = Math.ceil(count / workers) * (worked / count);
    const begin = (count * TRANSITIONS) / transitionsPerSecond(region);
    transitionSeconds += Math.max(0, begin - shared);
    seconds += JOB_SECONDS + Math.max(shared, begin);
    usd +=
      priced('gbSecond', worked * (WORKER_MEMORY_MB / MB_PER_GB)) +
      priced('request', count) +
      priced('transition', count * TRANSITIONS + TRANSITIONS) +
      // A batch may be begun by a worker that is new.
      priced('objectRead', count * READS) +
      priced('objectWrite', 3 + READS);
  }
  const isBoundByTransitions = transitionSeconds > 0;
  return {
    tries,
    parameterYears: years,
    batches,
    usd,
    minutes: seconds / SECONDS_PER_MINUTE,
    isBoundByTransitions,
  };
}
