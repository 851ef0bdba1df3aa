/**
 * Which orders end by themselves when a position does?
 *
 * A conditional order that closes the whole position lives as long as the position; resting reduce-only orders cannot
 * outlive what they reduce. A conditional order that is only reduce-only stays, and is refused when it is triggered.
 */
import type { PositionSide, VenueState } from '../venue-state.ts';

export function endWithPosition(state: VenueState, symbol: string, positionSide: PositionSide): void {
  const hangsOn = (order: { readonly symbol: string; readonly positionSide: PositionSide }) =>
    order.symbol === symbol && order.positionSide === positionSide;
  for (const order of state.openOrders) {
    const isClosing = order.reduceOnly || (positionSide !== 'BOTH' && reducesHedge(order));
    if (!hangsOn(order) || !isClosing) continue;
    order.status = 'EXPIRED';
    order.updateMs = state.timeMs;
    state.openOrders.delete(order);
  }
  if (state.rules.closeAllWithoutPosition === 'stays') return;
  for (const algo of state.openAlgos) {
    if (!hangsOn(algo) || !algo.closePosition || algo.status !== 'NEW') continue;
    algo.status = 'EXPIRED';
    algo.updateMs = state.timeMs;
    state.openAlgos.delete(algo);
  }
}

/** In hedge mode selling a LONG, or buying a SHORT, can only reduce it. */
function reducesHedge({
  side,
  positionSide,
}: {
  readonly side: string;
  readonly positionSide: string;
}): boolean {
  return (side === 'SELL') === (positionSide === 'LONG');
}
