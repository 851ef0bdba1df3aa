/**
 * A position of ours is gone, and no order of ours closed it: who did?
 *
 * Invariant: the report has the fills that closed all of it, or there is none.
 */
import { openQuantity, type Position } from '../../core/ledger/position.ts';
import { sideAtVenue } from '../../core/order.ts';
import type { VenueActivity } from '../../core/venue-report.ts';
import type { VenueDialect, VenueOrder } from './venue-dialect.ts';
import { fillsOfTrades, type OrderedTrade } from './venue-fills.ts';

/** @throws VenueError when the venue cannot be asked. */
export async function closedElsewhere(
  position: Position,
  dialect: VenueDialect,
  nowMs: number,
): Promise<VenueActivity | undefined> {
  const { symbol, side, filledAtMs, exits = [] } = position;
  const booked = new Set(exits.map(({ venueId }) => venueId));
  const closing = sideAtVenue({ side, leg: 'exit' });
  const trades = (await dialect.tradesSince(symbol, filledAtMs)).filter(
    (trade) => trade.side === closing && !booked.has(trade.id),
  );
  const quantity = trades.reduce((sum, trade) => sum + trade.quantity, 0);
  const open = openQuantity(position);
  if (Math.abs(quantity - open) > open * 1e-9) return undefined;
  const closedBy: OrderedTrade[] = [];
  let forcedBy: VenueOrder['forcedBy'];
  for (const trade of trades) {
    const order = await dialect.findById(symbol, trade.orderId);
    const clientOrderId = order?.clientOrderId ?? `venue-${trade.orderId}`;
    forcedBy ??= order?.forcedBy;
    closedBy.push({ ...trade, clientOrderId });
  }
  const fills = await fillsOfTrades(closedBy, dialect);
  const timeMs = fills.at(-1)?.timeMs ?? nowMs;
  return { kind: 'closed-elsewhere', timeMs, symbol, fills, by: forcedBy ?? 'other' };
}
