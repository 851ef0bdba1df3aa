/**
 * Until when has the venue accepted no stop?
 *
 * A stop that a script refuses, a script that lasts and would refuse one, a ban, a market that is closed: what a
 * position is without a stop meanwhile is nobody's fault. A stop that was sent wrongly is its sender's.
 */
import { SECOND_MS } from '../../lambda/core/units.ts';
import type { Fault } from './faults.ts';
import type { LoggedRequest, RequestFaults } from './request-faults.ts';
import type { VenueState } from './venue-state.ts';

function note({ noStopsUntilMs, listings }: VenueState, untilMs: number, symbol?: string): void {
  for (const one of symbol === undefined ? listings.keys() : [symbol]) {
    noStopsUntilMs.set(one, Math.max(noStopsUntilMs.get(one) ?? 0, untilMs));
  }
}

/** A request has met a fault before the venue did anything. */
export function noteFault(state: VenueState, { order, symbol }: LoggedRequest, fault: Fault): void {
  if (order === 'stop') note(state, state.timeMs, symbol);
  // Whoever is banned sends nothing at all.
  const isBan = fault.kind === 'status' && fault.status === 418;
  if (isBan) note(state, state.timeMs + Number(fault.retryAfter ?? 0) * SECOND_MS);
}

/** What lasts refuses a stop at any moment, also where none is sent. */
export function noteLasting(
  state: VenueState,
  faults: RequestFaults,
  { nowMs, bannedUntilMs }: { readonly nowMs: number; readonly bannedUntilMs: number },
): void {
  if (bannedUntilMs > 0) note(state, bannedUntilMs);
  for (const { symbol } of state.positions.values()) {
    const { isListed, isTrading } = state.listings.get(symbol)!;
    const isClosed = !isListed || !isTrading;
    const untilMs = isClosed ? nowMs : faults.refusingStopsUntilMs(symbol, nowMs);
    if (untilMs !== undefined) note(state, untilMs, symbol);
  }
}
