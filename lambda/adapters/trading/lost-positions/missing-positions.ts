/**
 * `lambda/adapters/trading/lost-positions/`: what became of a position that the venue does not hold any more.
 *
 * A position of which the venue holds less than the ledger: what explains it now, or since when it is in doubt.
 */
import type { MissingPosition } from '../../../core/audit/account-check.ts';
import type { BotState } from '../../../core/bot-state.ts';
import type { Shortfall } from '../../../core/ledger/position.ts';
import type { VenueActivity } from '../../../core/venue-report.ts';
import type { Lookup } from '../orders/order-lookup.ts';
import { closedElsewhere } from './external-close.ts';

/** Nothing is entered beside a position of which nobody knows what became. */
export const IN_DOUBT = {
  cause: 'a position is smaller than the ledger says, and the exchange does not show why yet',
} as const;

/** As an earlier look has seen the same. */
export function seenBefore(
  { shortfalls = [] }: BotState,
  { position, heldQuantity }: MissingPosition,
): Shortfall | undefined {
  return shortfalls.find((seen) => seen.tradeId === position.tradeId && seen.heldQuantity === heldQuantity);
}

export function isSameMissing(left: MissingPosition, right: MissingPosition): boolean {
  return left.position.tradeId === right.position.tradeId && left.heldQuantity === right.heldQuantity;
}

/** The close that explains it, or the doubt that stays. @throws VenueError when the venue cannot be asked. */
export function explainMissing(
  missing: MissingPosition,
  state: BotState,
  { dialect, snapshot, nowMs }: Lookup,
): Promise<VenueActivity | Shortfall> {
  const seen = seenBefore(state, missing);
  const orders = state.orders.filter(({ tradeId }) => tradeId === missing.position.tradeId);
  const isStopOpen = snapshot.conditional.some((open) =>
    orders.some(({ clientOrderId }) => clientOrderId === open.clientOrderId),
  );
  const asked = { dialect, botId: state.botId, orders, isStopOpen, seen, nowMs };
  return closedElsewhere(missing, asked);
}
