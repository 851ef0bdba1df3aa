/**
 * A position of ours is gone, and no order of ours closed it: who did?
 *
 * Invariant: the report has the fills that closed all of it, or there is none.
 */
import type { Fill } from '../../core/ledger/fills.ts';
import { openQuantity, type Position } from '../../core/ledger/position.ts';
import { sideAtVenue } from '../../core/order.ts';
import type { VenueActivity } from '../../core/venue-report.ts';
import type { VenueAccount } from './venue-account.ts';

/** Client order ids of Binance's own orders: liquidation and automatic deleveraging. */
const FORCED = /^(?:autoclose-|adl_autoclose)/;

/** @throws VenueError when the venue cannot be asked. */
export async function closedElsewhere(
  position: Position,
  account: VenueAccount,
  nowMs: number,
): Promise<VenueActivity | undefined> {
  const { symbol, side, filledAtMs, exits = [] } = position;
  const booked = new Set(exits.map(({ venueId }) => venueId));
  const closing = sideAtVenue({ side, leg: 'exit' });
  const trades = (await account.tradesSince(symbol, filledAtMs)).filter(
    (trade) => trade.side === closing && !booked.has(trade.id),
  );
  const quantity = trades.reduce((sum, trade) => sum + trade.quantity, 0);
  const open = openQuantity(position);
  if (Math.abs(quantity - open) > open * 1e-9) return undefined;
  const fills: Fill[] = [];
  let isForced = false;
  for (const trade of trades) {
    const order = await account.orderById(symbol, trade.orderId);
    const clientOrderId = order?.clientOrderId ?? `venue-${trade.orderId}`;
    isForced ||= FORCED.test(clientOrderId);
    fills.push(await account.fillOf(trade, clientOrderId));
  }
  const timeMs = fills.at(-1)?.timeMs ?? nowMs;
  return { kind: 'closed-elsewhere', timeMs, symbol, fills, by: isForced ? 'liquidation' : 'other' };
}
