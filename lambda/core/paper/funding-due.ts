/**
 * When is funding due, and at which rate?
 *
 * Invariants:
 * - Without recorded rates: at 00:00, 08:00 and 16:00 UTC, or as often as the exchange says, at the assumed rate.
 * - Recorded rates bring their own times. Before the first, after the last, and in a gap that is longer than their
 *   interval nothing is recorded, so that the assumption holds there.
 */
import { firstFrom } from '../market.ts';
import { HOUR_MS, fractionOfPct } from '../units.ts';

/** What a market charged, as columns by time. */
export interface RecordedFunding {
  readonly length: number;
  /** Full minutes. */
  readonly timeMs: Float64Array;
  /** Fractions: longs pay when positive. */
  readonly rate: Float64Array;
  /** How long after the time before, at most, each is due. */
  readonly intervalMs: Float64Array;
}

/** What an exchange states of a market's funding. */
export interface FundingTerms {
  /** Whole hours; a day holds whole intervals. */
  readonly intervalMs: number;
  /** Bounds of what a long pays at one time, as fractions. */
  readonly floorRate: number;
  readonly capRate: number;
}

export interface FundingDue {
  readonly timeMs: number;
  /** A fraction; `undefined` where the rate is assumed. */
  readonly rate: number | undefined;
}

export const FUNDING_INTERVAL_MS = 8 * HOUR_MS;

const NOTHING: readonly FundingDue[] = [];

/**
 * The assumed rate of one time, as a fraction: the share of its interval in eight hours, within the exchange's bounds.
 *
 * @param fundingPct per eight hours.
 */
export function assumedRate(fundingPct: number, terms: FundingTerms | undefined): number {
  const rate = fractionOfPct(fundingPct);
  if (terms === undefined) return rate;
  const { intervalMs, floorRate, capRate } = terms;
  return Math.max(floorRate, Math.min(capRate, (rate * intervalMs) / FUNDING_INTERVAL_MS));
}

/** Whether a full hour lies between two moments, both included: funding is due at full hours alone. */
export function holdsFullHour(fromMs: number, toMs: number): boolean {
  return Math.ceil(fromMs / HOUR_MS) * HOUR_MS <= toMs;
}

/**
 * Everything due from one moment to another, both included, by time.
 *
 * @param intervalMs of the times that are not recorded.
 */
export function fundingDue(
  recorded: RecordedFunding | undefined,
  fromMs: number,
  toMs: number,
  intervalMs = FUNDING_INTERVAL_MS,
): readonly FundingDue[] {
  if (recorded === undefined) return assumedDue(fromMs, toMs, intervalMs);
  const { length, timeMs, rate } = recorded;
  const due: FundingDue[] = [];
  let k = firstFrom(timeMs, length, fromMs);
  for (; k <= length; k += 1) {
    const beforeMs = k === 0 ? -Infinity : timeMs[k - 1]!;
    if (beforeMs >= toMs) break;
    const nextMs = k === length ? Infinity : timeMs[k]!;
    if (isUnrecorded(recorded, k))
      due.push(...assumedDue(Math.max(fromMs, beforeMs + 1), Math.min(toMs, nextMs - 1), intervalMs));
    if (nextMs <= toMs) due.push({ timeMs: nextMs, rate: rate[k]! });
  }
  return due;
}

/** Nothing is due from a moment until this one, which is not before it. */
export function nothingDueBeforeMs(recorded: RecordedFunding | undefined, fromMs: number): number {
  const assumedMs = nextAssumedMs(fromMs, FUNDING_INTERVAL_MS);
  if (recorded === undefined) return assumedMs;
  const nextMs = recorded.timeMs[firstFrom(recorded.timeMs, recorded.length, fromMs)] ?? Infinity;
  return Math.min(nextMs, assumedMs);
}

function nextAssumedMs(fromMs: number, intervalMs: number): number {
  return Math.ceil(fromMs / intervalMs) * intervalMs;
}

function assumedDue(fromMs: number, toMs: number, intervalMs: number): readonly FundingDue[] {
  const firstMs = nextAssumedMs(fromMs, intervalMs);
  if (firstMs > toMs) return NOTHING;
  const count = Math.floor((toMs - firstMs) / intervalMs) + 1;
  return Array.from({ length: count }, (_, k) => ({
    timeMs: firstMs + k * intervalMs,
    rate: undefined,
  }));
}

/** Whether nothing is recorded between row k − 1 and row k. */
function isUnrecorded({ length, timeMs, intervalMs }: RecordedFunding, k: number): boolean {
  if (k === 0 || k === length) return true;
  // Where the interval changes, the gap may be either.
  return timeMs[k]! - timeMs[k - 1]! > Math.max(intervalMs[k - 1]!, intervalMs[k]!);
}
