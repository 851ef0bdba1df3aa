/**
 * When is funding due, and at which rate?
 *
 * Invariants:
 * - Without recorded rates: at 00:00, 08:00 and 16:00 UTC, at the assumed rate.
 * - Recorded rates bring their own times. Before the first, after the last, and in a gap that is longer than their
 *   interval nothing is recorded, so that the assumption holds there.
 */
import { firstFrom } from '../market.ts';
import { HOUR_MS } from '../units.ts';

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

export interface FundingDue {
  readonly timeMs: number;
  /** A fraction; `undefined` where the rate is assumed. */
  readonly rate: number | undefined;
}

export const FUNDING_INTERVAL_MS = 8 * HOUR_MS;

const NOTHING: readonly FundingDue[] = [];

/** Everything due from one moment to another, both included, by time. */
export function fundingDue(
  recorded: RecordedFunding | undefined,
  fromMs: number,
  toMs: number,
): readonly FundingDue[] {
  if (fromMs > toMs) return NOTHING;
  if (recorded === undefined) return assumedDue(fromMs, toMs);
  const { length, timeMs, rate } = recorded;
  const due: FundingDue[] = [];
  let k = firstFrom(timeMs, length, fromMs);
  for (; k <= length; k += 1) {
    const beforeMs = k === 0 ? -Infinity : timeMs[k - 1]!;
    if (beforeMs >= toMs) break;
    const nextMs = k === length ? Infinity : timeMs[k]!;
    if (isUnrecorded(recorded, k))
      due.push(...assumedDue(Math.max(fromMs, beforeMs + 1), Math.min(toMs, nextMs - 1)));
    if (nextMs <= toMs) due.push({ timeMs: nextMs, rate: rate[k]! });
  }
  return due;
}

/** Nothing is due from a moment until this one, which is not before it. */
export function nothingDueBeforeMs(recorded: RecordedFunding | undefined, fromMs: number): number {
  const assumedMs = nextAssumedMs(fromMs);
  if (recorded === undefined) return assumedMs;
  const nextMs = recorded.timeMs[firstFrom(recorded.timeMs, recorded.length, fromMs)] ?? Infinity;
  return Math.min(nextMs, assumedMs);
}

function nextAssumedMs(fromMs: number): number {
  return Math.ceil(fromMs / FUNDING_INTERVAL_MS) * FUNDING_INTERVAL_MS;
}

function assumedDue(fromMs: number, toMs: number): readonly FundingDue[] {
  const firstMs = nextAssumedMs(fromMs);
  if (firstMs > toMs) return NOTHING;
  const count = Math.floor((toMs - firstMs) / FUNDING_INTERVAL_MS) + 1;
  return Array.from({ length: count }, (_, k) => ({
    timeMs: firstMs + k * FUNDING_INTERVAL_MS,
    rate: undefined,
  }));
}

/** Whether nothing is recorded between row k − 1 and row k. */
function isUnrecorded({ length, timeMs, intervalMs }: RecordedFunding, k: number): boolean {
  if (k === 0 || k === length) return true;
  // Where the interval changes, the gap may be either.
  return timeMs[k]! - timeMs[k - 1]! > Math.max(intervalMs[k - 1]!, intervalMs[k]!);
}
