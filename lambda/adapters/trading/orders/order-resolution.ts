/**
 * Resolves an order that was in flight, or that no longer rests at the exchange.
 *
 * - `undefined` is "not known yet", and leaves the order as it is.
 * - One "not found" proves nothing.
 * - *Never placed* is concluded only after the venue cannot accept the order any more, and when neither position, open
 *   orders nor trades show it.
 * - Fills come from the venue's own trades: all of an order's, or none.
 */
import type { Fill } from '../../../core/ledger/fills.ts';
import {
  SEND_WITHIN_MS,
  type EntryOrder,
  type ExitOrder,
  type Order,
  type Resolution,
  type StopOrder,
  type TakeProfitOrder,
} from '../../../core/order.ts';
import { SECOND_MS } from '../../../core/units.ts';
import type { Snapshot, VenueDialect, VenueOrder } from '../venue-dialect.ts';
import { allFillsOf } from '../venue-fills.ts';
import { ACCEPT_WITHIN_MS } from './order-placement.ts';

/** How far the venue's clocks and ours may differ, and how long an order may take to be seen. */
const GRACE_MS = 2 * SECOND_MS;

/** An order whose deadline is not known may have been sent until now. */
export function acceptableUntilMs({ sendBeforeMs = Infinity }: Order): number {
  return sendBeforeMs + ACCEPT_WITHIN_MS + GRACE_MS;
}

export interface Lookup {
  readonly dialect: VenueDialect;
  readonly snapshot: Snapshot;
  /** Venue time. */
  readonly nowMs: number;
  /** Fills that are booked already, by the venue's ids. */
  readonly bookedIds: ReadonlySet<string>;
  /** Open quantity of a market by the ledger, in base units. */
  readonly openQuantity: (symbol: string) => number;
  /** Cancels an order, and waits until it is over. */
  readonly cancel: (order: Order) => Promise<void>;
}

/** @throws VenueError when the venue cannot be asked. */
export function resolve(order: Order, lookup: Lookup): Promise<Resolution | undefined> {
  switch (order.leg) {
    case 'stop':
      return resolveStop(order, lookup);
    case 'take-profit':
      return resolveTakeProfit(order, lookup);
    case 'entry':
    case 'exit':
      return resolveMarketOrder(order, lookup);
  }
}

async function resolveStop(order: StopOrder, lookup: Lookup): Promise<Resolution | undefined> {
  const { clientOrderId, status } = order;
  const { dialect, snapshot } = lookup;
  const rests: Resolution | undefined = status === 'resting' ? undefined : { status: 'resting' };
  if (snapshot.conditional.some((open) => open.clientOrderId === clientOrderId)) return rests;
  const found = await dialect.find(order);
  if (found === undefined) return resolveAbsent(order, lookup);
  if (found.status === 'open') return rests;
  if (found.status !== 'closed') return { status: 'expired' };
  return found.becameId === undefined ? undefined : triggered(order, found.becameId, lookup);
}

/** A stop that has triggered is another order, which has the fills. */
async function triggered(
  { clientOrderId, symbol }: StopOrder,
  id: string,
  { dialect }: Lookup,
): Promise<Resolution | undefined> {
  const became = await dialect.findById(symbol, id);
  if (became === undefined || became.status === 'open') return undefined;
  return became.filledQuantity === 0
    ? { status: 'expired' }
    : filled(await allFillsOf(became, clientOrderId, dialect));
}

async function resolveTakeProfit(order: TakeProfitOrder, lookup: Lookup): Promise<Resolution | undefined> {
  const { clientOrderId, status } = order;
  const { dialect, snapshot, bookedIds } = lookup;
  const open = snapshot.orders.find((other) => other.clientOrderId === clientOrderId);
  const found = open ?? (await dialect.find(order));
  if (found === undefined) return resolveAbsent(order, lookup);
  if (found.status !== 'open') return over(order, found, lookup);
  if (found.filledQuantity === 0) return status === 'resting' ? undefined : { status: 'resting' };
  const fills = await allFillsOf(found, clientOrderId, dialect);
  const isNews = fills?.some(({ venueId }) => venueId !== undefined && !bookedIds.has(venueId)) ?? false;
  return isNews && fills !== undefined ? { status: 'resting', fills } : undefined;
}

async function resolveMarketOrder(
  order: EntryOrder | ExitOrder,
  lookup: Lookup,
): Promise<Resolution | undefined> {
  const { leg } = order;
  const { dialect, cancel } = lookup;
  let found = await dialect.find(order);
  if (found?.status === 'open' && leg === 'entry') {
    // Post-only, of an invocation that ended before it could cancel it.
    await cancel(order);
    found = await dialect.find(order);
  }
  if (found === undefined) return resolveAbsent(order, lookup);
  return found.status === 'open' ? undefined : over(order, found, lookup);
}

/** An ordinary order that is over: with fills, or without. */
async function over(order: Order, found: VenueOrder, { dialect }: Lookup): Promise<Resolution | undefined> {
  if (found.filledQuantity === 0) return { status: 'expired' };
  return filled(await allFillsOf(found, order.clientOrderId, dialect));
}

function filled(fills: readonly Fill[] | undefined): Resolution | undefined {
  return fills === undefined || fills.length === 0 ? undefined : { status: 'filled', fills };
}

/** The venue says that it has no such order. */
async function resolveAbsent(order: Order, lookup: Lookup): Promise<Resolution | undefined> {
  const { status, symbol } = order;
  const { dialect, nowMs } = lookup;
  // An order that was sent a moment ago may not be shown anywhere yet.
  if (nowMs <= acceptableUntilMs(order)) return undefined;
  // The list of open orders is read again: a single look may have been of another replica.
  const again = await dialect.look([symbol]);
  const isOpen = [...again.orders, ...again.conditional].some(
    ({ clientOrderId }) => clientOrderId === order.clientOrderId,
  );
  if (isOpen) return status === 'resting' ? undefined : { status: 'resting' };
  if (status === 'resting') return { status: 'expired' };
  const held = again.positions.find((position) => position.symbol === symbol)?.quantity ?? 0;
  // The quantity that it would have reduced is all there.
  if (order.leg !== 'entry') return held === lookup.openQuantity(symbol) ? NEVER_PLACED : undefined;
  return resolveTraced(order, lookup, held > 0);
}

const NEVER_PLACED: Resolution = { status: 'never-placed' };

/**
 * Looks in the trades since the commit for an entry that is in no list: they may be ahead of it.
 *
 * @param isHeld whether there is a position, which somebody must have opened.
 */
async function resolveTraced(
  order: EntryOrder,
  lookup: Lookup,
  isHeld: boolean,
): Promise<Resolution | undefined> {
  const { dialect, nowMs } = lookup;
  const { symbol, clientOrderId, sendBeforeMs = nowMs } = order;
  const trades = await dialect.tradesSince(symbol, sendBeforeMs - SEND_WITHIN_MS);
  for (const id of new Set(trades.map(({ orderId }) => orderId))) {
    const found = await dialect.findById(symbol, id);
    if (found === undefined) return undefined;
    if (found.clientOrderId === clientOrderId) return over(order, found, lookup);
  }
  // A position without a trade is not explained yet; one with the trades of others is theirs.
  return isHeld && trades.length === 0 ? undefined : NEVER_PLACED;
}
