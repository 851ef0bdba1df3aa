/**
 * When a trade had no hard stop that the exchange had confirmed.
 *
 * Invariants:
 * - It is known of real accounts alone, and of trades that a release has opened which notes it. Absent is unknown, never zero.
 * - The longest spans are kept with their times. The shorter ones beyond these are counted and summed: nothing is lost.
 */
import { SECOND_MS } from '../units.ts';

/** Without a stop from the first moment to the second, by the exchange's time. */
export interface UnprotectedSpan {
  readonly fromMs: number;
  readonly toMs: number;
}

export interface UnprotectedTime {
  /** In their order. */
  readonly spans: readonly UnprotectedSpan[];
  /** Beyond `UNPROTECTED_SPANS_MAX`; absent where there are none. */
  readonly shorter?: { readonly count: number; readonly totalSeconds: number };
}

/** The same of a position that is open. */
export interface UnprotectedSoFar extends UnprotectedTime {
  readonly tradeId: number;
  /** Since when it has no stop; absent while it has one. */
  readonly sinceMs?: number;
}

/** A trade has one, of less than a second. More are trouble, and this many are much of it. */
export const UNPROTECTED_SPANS_MAX = 6;

/** With one more span, the last of all; one that has no length changes nothing. */
export function withSpan<Time extends UnprotectedTime>(time: Time, span: UnprotectedSpan): Time {
  if (lengthMs(span) <= 0) return time;
  const spans = [...time.spans, span];
  if (spans.length <= UNPROTECTED_SPANS_MAX) return { ...time, spans };
  const shortest = spans.reduce((least, other) => (lengthMs(other) < lengthMs(least) ? other : least));
  const { count, totalSeconds } = time.shorter ?? { count: 0, totalSeconds: 0 };
  const totalMs = Math.round(totalSeconds * SECOND_MS) + lengthMs(shortest);
  const shorter = { count: count + 1, totalSeconds: totalMs / SECOND_MS };
  return { ...time, spans: spans.filter((other) => other !== shortest), shorter };
}

/** How often it was without a stop. */
export function unprotectedCount({ spans, shorter }: UnprotectedTime): number {
  return spans.length + (shorter?.count ?? 0);
}

/** How long in all. */
export function unprotectedTotalMs({ spans, shorter }: UnprotectedTime): number {
  const shorterMs = Math.round((shorter?.totalSeconds ?? 0) * SECOND_MS);
  return spans.reduce((sumMs, span) => sumMs + lengthMs(span), shorterMs);
}

function lengthMs({ fromMs, toMs }: UnprotectedSpan): number {
  return toMs - fromMs;
}
