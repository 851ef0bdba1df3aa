/**
 * When does a function decide that was woken at some second of a minute, and when the one that is woken after it?
 *
 * A schedule wakes it once a minute, at a second that nobody has chosen. Woken shortly before a minute turns, it waits
 * for its turn, and decides on the candle that has just closed. Woken at any other second it decides at once.
 *
 * Invariant: nobody waits longer than the alignment says. 0 is no waiting, a minute is always.
 */
import { MINUTE_MS, SECOND_MS, minuteStartMs } from './core/units.ts';

/** A function that is woken at most so late after the turn has not missed it. */
const ON_TIME_MS = SECOND_MS / 2;

/** How long the decision of a minute may take: until then an item without it says nothing. */
export const DECISION_TIME_MS = 5 * SECOND_MS;

/** A turn that a function may wait for. */
export interface Turn {
  readonly atMs: number;
  /** The minute before has only just begun: it can be decided on time, too. */
  readonly isOnTime: boolean;
}

/** The turn to wait for; `undefined` where it is too far away. */
export function turnAhead(nowMs: number, alignMs: number): Turn | undefined {
  const minuteMs = minuteStartMs(nowMs);
  const atMs = minuteMs + MINUTE_MS;
  if (atMs - nowMs > alignMs) return undefined;
  return { atMs, isOnTime: nowMs - minuteMs <= ON_TIME_MS };
}

/** When the function decides that is woken a minute after this one, as far as the schedule is regular. */
export function nextDecisionMs(wokenMs: number, alignMs: number): number {
  const nextMs = wokenMs + MINUTE_MS;
  const turn = turnAhead(nextMs, alignMs);
  return turn === undefined || turn.isOnTime ? nextMs : turn.atMs;
}
