/**
 * Resolves an order that was in flight, or that no longer rests at the exchange.
 *
 * - `undefined` is "not known yet", and leaves the order as it is.
 * - One "not found" proves nothing.
 * - *Never placed* is concluded only after the venue cannot accept the order any more, and when neither position, open
 *   orders nor trades show it. A minute later the position says nothing any more: it may be somebody else's.
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
import { MINUTE_MS, SECOND_MS } from '../../../core/units.ts';
import { failureOf } from '../../market/venue-error.ts';
import { isOver, type VenueOrder } from '../venue-dialect.ts';
import type { Lookup } from './order-lookup.ts';
import { allFillsOf } from '../venue-fills.ts';
import { ACCEPT_WITHIN_MS } from './order-placement.ts';

/** How far the venue's clocks and ours may differ, and how long an order may take to be seen. */
const GRACE_MS = 2 * SECOND_MS;

/** An order whose deadline is not known may have been sent until now. */
export function acceptableUntilMs({ sendBeforeMs = Infinity }: Order): number {
  return sendBeforeMs + ACCEPT_WITHIN_MS + GRACE_MS;
}

/** Whether the outcome of an order is not known long after the venue must have known it. */
export function isOverdue(order: Order, nowMs: number): boolean {
  return nowMs > acceptableUntilMs(order) + MINUTE_MS;
}

/** @throws VenueError when the venue cannot be asked. */
export async function resolve(order: Order, lookup: Lookup): Promise<Resolution | undefined> {
  try {
    return await resolveByLeg(order, lookup);
  } catch (error) {
    // The exchange does not list its market any more: no order in it can be asked for, and the others still can.
    if (failureOf(error).kind === 'not-supported') return resolveUnlisted(order, lookup);
    throw error;
  }
}

function resolveUnlisted(
  { clientOrderId, status }: Order,
  { snapshot, nowMs }: Lookup,
): Resolution | undefined {
  const isListed = [...snapshot.orders, ...snapshot.conditional].some(
    (open) => open.clientOrderId === clientOrderId,
  );
  return status === 'resting' && !isListed ? { status: 'expired', endedAtMs: nowMs } : undefined;
}

function resolveByLeg(order: Order, lookup: Lookup): Promise<Resolution | undefined> {
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
  const { dialect, snapshot } = lookup;
  const listed = snapshot.conditional.find(({ clientOrderId }) => clientOrderId === order.clientOrderId);
  if (listed !== undefined) return restingOf(order, listed, lookup);
  const found = await dialect.find(order);
  if (found === undefined) return resolveAbsent(order, lookup);
  if (found.status === 'open') return restingOf(order, found, lookup);
  if (!isOver(found)) return undefined;
  // Over without an order that it became: it protects nothing any more.
  if (found.becameId === undefined) return expired(found, lookup);
  const became = await triggered(order, found.becameId, lookup);
  const { createdAtMs: confirmedAtMs } = found;
  if (became?.status !== 'filled' || confirmedAtMs === undefined) return became;
  return { ...became, confirmedAtMs };
}

/** News only of an order that was not known to rest. */
function restingOf(
  { leg, status }: Order,
  { createdAtMs }: VenueOrder,
  { nowMs }: Lookup,
): Resolution | undefined {
  if (status === 'resting') return undefined;
  return { status: 'resting', ...(leg === 'stop' && { confirmedAtMs: createdAtMs ?? nowMs }) };
}

function expired({ updatedAtMs }: VenueOrder, { nowMs }: Lookup): Resolution {
  return { status: 'expired', endedAtMs: updatedAtMs ?? nowMs };
}

/** A stop that has triggered is another order, which has the fills. */
async function triggered(order: StopOrder, id: string, lookup: Lookup): Promise<Resolution | undefined> {
  const became = await lookup.dialect.findById(order.symbol, id);
  return became === undefined || !isOver(became) ? undefined : over(order, became, lookup);
}

async function resolveTakeProfit(order: TakeProfitOrder, lookup: Lookup): Promise<Resolution | undefined> {
  const { clientOrderId, status } = order;
  const { dialect, snapshot, bookedIds } = lookup;
  const open = snapshot.orders.find((other) => other.clientOrderId === clientOrderId);
  const found = open ?? (await dialect.find(order));
  if (found === undefined) return resolveAbsent(order, lookup);
  if (isOver(found)) return over(order, found, lookup);
  if (found.status !== 'open') return undefined;
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
  return isOver(found) ? over(order, found, lookup) : undefined;
}

/** An ordinary order that is over: with fills, or without. Fills of a trade that the ledger has closed are not waited for. */
async function over(order: Order, found: VenueOrder, lookup: Lookup): Promise<Resolution | undefined> {
  const { dialect, isLive } = lookup;
  if (found.filledQuantity === 0 || !isLive(order)) return expired(found, lookup);
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
  const open = [...again.orders, ...again.conditional].find(
    ({ clientOrderId }) => clientOrderId === order.clientOrderId,
  );
  if (open !== undefined) return restingOf(order, open, lookup);
  if (status === 'resting') return { status: 'expired', endedAtMs: nowMs };
  const held = again.positions.find((position) => position.symbol === symbol)?.quantity ?? 0;
  // The quantity that it would have reduced is all there.
  if (order.leg !== 'entry' && held === lookup.openQuantity(symbol)) return NEVER_PLACED;
  return resolveTraced(order, lookup, held > 0);
}

const NEVER_PLACED: Resolution = { status: 'never-placed' };

/**
 * Looks in the trades since the commit for an order that is in no list: they may be ahead of it.
 *
 * @param isHeld whether there is a position, which somebody must have opened.
 */
async function resolveTraced(order: Order, lookup: Lookup, isHeld: boolean): Promise<Resolution | undefined> {
  const { dialect, nowMs } = lookup;
  const { symbol, clientOrderId, sendBeforeMs = nowMs } = order;
  const trades = await dialect.tradesSince(symbol, sendBeforeMs - SEND_WITHIN_MS);
  for (const id of new Set(trades.map(({ orderId }) => orderId))) {
    const found = await dialect.findById(symbol, id);
    if (found === undefined) return undefined;
    if (found.clientOrderId === clientOrderId) return over(order, found, lookup);
  }
  // Its trades may be late, or somebody else has opened or reduced the position. That is waited for, and not for ever: what
  // is not the ledger's then, the account's look finds.
  const isExplained = order.leg === 'entry' && (!isHeld || trades.length > 0);
  return isExplained || isOverdue(order, nowMs) ? NEVER_PLACED : undefined;
}
