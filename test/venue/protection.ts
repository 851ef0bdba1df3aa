/**
 * How long was a position without a stop that covers it?
 *
 * Looked at after everything that happens at the venue, in the venue's own time: what the bot believes does not count.
 */
import { abs } from './decimal.ts';
import type { AlgoOrder, VenuePosition, VenueState } from './venue-state.ts';

function covers(algo: AlgoOrder, { symbol, positionSide, amount }: VenuePosition): boolean {
  const { type, side, closePosition, quantity, reduceOnly } = algo;
  const isOurs = algo.symbol === symbol && algo.positionSide === positionSide;
  const isStop = type === 'STOP_MARKET' || type === 'STOP';
  if (!isOurs || !isStop || (side === 'SELL') !== amount > 0n) return false;
  return closePosition || ((reduceOnly || positionSide !== 'BOTH') && quantity >= abs(amount));
}

/** Opens and ends intervals as positions and stops come and go. */
export function watchProtection(state: VenueState): void {
  for (const interval of state.unprotected) {
    if (interval.toMs !== undefined) continue;
    const position = state.positions.get(`${interval.symbol} ${interval.positionSide}`);
    if (position === undefined || isProtected(state, position)) interval.toMs = state.timeMs;
  }
  for (const position of state.positions.values()) {
    const { symbol, positionSide } = position;
    const isKnown = state.unprotected.some(
      (open) => open.toMs === undefined && open.symbol === symbol && open.positionSide === positionSide,
    );
    if (!isKnown && !isProtected(state, position)) {
      state.unprotected.push({ symbol, positionSide, fromMs: state.timeMs, toMs: undefined });
    }
  }
}

function isProtected(state: VenueState, position: VenuePosition): boolean {
  for (const algo of state.openAlgos) if (covers(algo, position)) return true;
  return false;
}
