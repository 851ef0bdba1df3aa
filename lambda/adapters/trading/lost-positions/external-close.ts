/**
 * The venue holds less of a position of ours than the ledger, and no order in the item has closed it: who did?
 *
 * - What its trades explain is reported at once. The rest is reported when a later look, two seconds on, agrees.
 * - It waits for a minute while an order of ours is over at the venue and its trades are not shown, while the order of a
 *   trade is not shown, which may be ours, and while the stop of a position that is gone still rests: the venue may show
 *   an old account.
 * - Never more is ours than the ledger has: of somebody else's additions the latest go first.
 */
import type { MissingPosition } from '../../../core/audit/account-check.ts';
import { decimalQuantity } from '../../../core/ledger/fills.ts';
import { openQuantity, type Shortfall } from '../../../core/ledger/position.ts';
import { ownOrder, type Order } from '../../../core/order.ts';
import { MINUTE_MS, SECOND_MS } from '../../../core/units.ts';
import type { ClosedBy, VenueActivity } from '../../../core/venue-report.ts';
import { failureOf } from '../../market/venue-error.ts';
import { closingShares, type TradeShare } from './trade-shares.ts';
import { isOver, type VenueDialect, type VenueOrder } from '../venue-dialect.ts';
import { fillsOfShares } from '../venue-fills.ts';

export interface MissingLookup {
  readonly dialect: VenueDialect;
  readonly botId: string;
  /** Of the position's trade, as the item holds them. */
  readonly orders: readonly Order[];
  /** Its stop is open at the venue. */
  readonly isStopOpen: boolean;
  /** As an earlier look has seen the same. */
  readonly seen: Shortfall | undefined;
  readonly nowMs: number;
}

/** How long after a look that has seen it another one has to agree. */
const AGREED_AFTER_MS = 2 * SECOND_MS;

/** How long the venue may take to show one thing after another. */
const SHOWN_WITHIN_MS = MINUTE_MS;

/** What is known of it: that it was closed, or that it seems to be. @throws VenueError when the venue cannot be asked. */
export async function closedElsewhere(
  missing: MissingPosition,
  lookup: MissingLookup,
): Promise<VenueActivity | Shortfall> {
  const { position, heldQuantity } = missing;
  const { dialect, nowMs } = lookup;
  const { symbol, tradeId } = position;
  const quantity = decimalQuantity(openQuantity(position) - heldQuantity);
  const trades = await whereListed(() => dialect.tradesSince(symbol, position.filledAtMs));
  const shares = closingShares(position, trades ?? [], quantity);
  const shown = decimalQuantity(shares.reduce((sum, share) => sum + share.quantity, 0));
  const sinceMs = lookup.seen?.seenMs ?? nowMs;
  const inDoubt: Shortfall = { tradeId, heldQuantity, seenMs: sinceMs };
  if (shown < quantity) {
    const isAgreed = nowMs - sinceMs >= AGREED_AFTER_MS;
    const isDue = async () =>
      (lookup.isStopOpen && heldQuantity === 0) ||
      (await whereListed(() => isTradeOfOursDue(lookup, shares))) === true;
    if (!isAgreed || (nowMs - sinceMs < SHOWN_WITHIN_MS && (await isDue()))) return inDoubt;
  }
  const orders = await ordersOf(symbol, shares, dialect);
  if ([...orders.values()].includes(undefined) && nowMs - sinceMs < SHOWN_WITHIN_MS) return inDoubt;
  const named = shares.map((share) => {
    const { orderId } = share.trade;
    return { ...share, clientOrderId: orders.get(orderId)?.clientOrderId ?? `venue-${orderId}` };
  });
  const isShared = shares.some((share) => share.quantity < share.trade.quantity);
  return {
    kind: 'closed-elsewhere',
    timeMs: shown < quantity ? nowMs : (shares.at(-1)?.trade.timeMs ?? nowMs),
    symbol,
    quantity,
    fills: await fillsOfShares(named, symbol, dialect),
    by: closedBy([...orders.values()], lookup.botId),
    isShared,
  };
}

/** In a market that the exchange does not list any more nothing is shown. */
async function whereListed<Shown>(ask: () => Promise<Shown>): Promise<Shown | undefined> {
  try {
    return await ask();
  } catch (error) {
    if (failureOf(error).kind === 'not-supported') return undefined;
    throw error;
  }
}

/** The orders of these trades, by the venue's ids. */
async function ordersOf(
  symbol: string,
  shares: readonly TradeShare[],
  dialect: VenueDialect,
): Promise<ReadonlyMap<string, VenueOrder | undefined>> {
  const orders = new Map<string, VenueOrder | undefined>();
  for (const { trade } of shares) {
    if (!orders.has(trade.orderId)) orders.set(trade.orderId, await dialect.findById(symbol, trade.orderId));
  }
  return orders;
}

/** The venue where it was one of them; an order of the bot's own only where all of them are. */
function closedBy(orders: readonly (VenueOrder | undefined)[], botId: string): ClosedBy {
  const forced = orders.find((order) => order?.forcedBy !== undefined)?.forcedBy;
  if (forced !== undefined) return forced;
  const legs = orders.map((order) => order && ownOrder(botId, order.clientOrderId)?.leg);
  const last = legs.at(-1);
  if (last === undefined || last === 'entry' || legs.includes(undefined))
    return orders.length === 0 ? 'unknown' : 'other';
  return last;
}

/** Whether an order of ours has filled more than the venue shows trades of. */
async function isTradeOfOursDue(
  { orders, dialect }: MissingLookup,
  shares: readonly TradeShare[],
): Promise<boolean> {
  for (const order of orders) {
    const found = order.leg === 'entry' ? undefined : await dialect.find(order);
    const filled =
      found?.becameId === undefined ? found : await dialect.findById(order.symbol, found.becameId);
    if (filled === undefined || !isOver(filled) || filled.filledQuantity === 0) continue;
    const shown = shares.filter(({ trade }) => trade.orderId === filled.id);
    if (shown.reduce((sum, { trade }) => sum + trade.quantity, 0) < filled.filledQuantity) return true;
  }
  return false;
}
