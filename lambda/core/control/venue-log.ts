/**
 * Which movements of a real account are booked?
 *
 * Invariant: a movement that is remembered is not booked again.
 */
import type { BotState } from '../bot-state.ts';
import { MINUTE_MS } from '../units.ts';

const BOOKED_IDS_MAX = 60;

/** Remembers that a movement is booked. */
export function withBooked(state: BotState, venueId: string): BotState {
  if (state.venueLog === undefined) return state;
  const bookedIds = [...state.venueLog.bookedIds, venueId].slice(-BOOKED_IDS_MAX);
  return { ...state, venueLog: { ...state.venueLog, bookedIds } };
}

/** Remembers that every movement before that moment is booked: their ids may be forgotten. */
export function withBookedUntil(state: BotState, atMs: number): BotState {
  if (state.venueLog === undefined) return state;
  return { ...state, venueLog: { ...state.venueLog, sinceMs: Math.max(state.venueLog.sinceMs, atMs) } };
}

/** A venue may report a movement a little later than those that followed it. */
const REPORTED_LATE_MS = MINUTE_MS;

/** Remembers that everything before is booked. */
export function withBalanced(state: BotState, atMs: number): BotState {
  return withBookedUntil(state, atMs - REPORTED_LATE_MS);
}

/** In the item: the container that looks next may be another one. */
export function withWalletDoubt(
  state: BotState,
  walletDoubt: { readonly sinceMs?: number } | undefined,
): BotState {
  if (walletDoubt === undefined || walletDoubt.sinceMs === state.unexplainedSinceMs) return state;
  const { unexplainedSinceMs: _, ...rest } = state;
  const { sinceMs } = walletDoubt;
  return sinceMs === undefined ? rest : { ...rest, unexplainedSinceMs: sinceMs };
}
