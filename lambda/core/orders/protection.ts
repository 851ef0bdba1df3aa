/**
 * Finds open positions without a hard stop that the exchange has confirmed, and since when.
 *
 * Invariant: an intended order is no protection, and neither is an unknown one.
 */
import type { BotState } from '../bot-state.ts';
import type { Position } from '../ledger/position.ts';

/** Whether the venue has confirmed a hard stop of this position. */
export function isProtected({ orders }: Pick<BotState, 'orders'>, { tradeId }: Position): boolean {
  return orders.some(
    (order) => order.tradeId === tradeId && order.leg === 'stop' && order.status === 'resting',
  );
}

/** How long the longest unprotected position has been without one, from its fill; 0 when all are protected. */
export function unprotectedMs(state: BotState, nowMs: number): number {
  const open = state.ledger.positions.filter((position) => !isProtected(state, position));
  return open.reduce((longest, { filledAtMs }) => Math.max(longest, nowMs - filledAtMs), 0);
}
