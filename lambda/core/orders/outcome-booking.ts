/**
 * Books what a request came to: an order that has ended, news of one that has not, and the stop that went out with an
 * entry.
 *
 * Invariants:
 * - A finished order leaves the state.
 * - The stop of a trade that lives keeps its id until it rests.
 * - From when until when a position had no stop is noted with whatever changes it.
 */
import type { BotParameters } from '../../config.ts';
import type { BotState } from '../bot-state.ts';
import type { Fill } from '../ledger/fills.ts';
import type { Market } from '../market.ts';
import {
  closeOfEntry,
  fillsOf,
  nextStatus,
  type EntryOrder,
  type ExitOrder,
  type Order,
  type OrderStatus,
  type Outcome,
  type Protection,
  type Request,
  type Resolution,
  type StopOrder,
} from '../order.ts';
import { bookFills, withoutOrder, type BookingContext } from './fill-booking.ts';
import { intendExit, isLive } from './order-plan.ts';
import { afterExit, afterRejection } from './rejected-order.ts';
import { leavingUnread, noteFilledStop, noteProtection } from './unprotected-spans.ts';

/** What a request came to, and when. */
export interface Answered {
  readonly outcome: Outcome;
  /** Of an entry, which takes its stop along. */
  readonly protection?: Protection;
  /** When the venue accepted an entry; absent where nobody has seen it. */
  readonly acceptedAtMs?: number | undefined;
  /** Scheduled time of the tick or watch step that sent it. */
  readonly atMs: number;
}

/** The state after the outcome of one request. */
export function bookOutcome(
  state: BotState,
  request: Request,
  { outcome, protection, acceptedAtMs, atMs }: Answered,
  market: Market | undefined,
  parameters: BotParameters,
): BotState {
  const { order } = request;
  const context = { market, parameters, ambiguous: false };
  const isStopAccepted = protection?.stop?.status === 'resting';
  const isLeft = order.leg === 'exit' && outcome.status === 'filled';
  const before = isLeft ? leavingUnread(state, order) : state;
  const booked = bookResolution(before, order, outcome, { ...context, acceptedAtMs, isStopAccepted });
  if (request.kind === 'cancel') return booked;
  const refused = outcome.status === 'rejected' ? afterRejection(booked, order, outcome, atMs) : booked;
  const known = order.leg === 'exit' ? afterExit(refused, order, outcome, atMs) : refused;
  if (protection === undefined || request.stop === undefined) return known;
  return bookProtection(known, { order, stop: request.stop, protection, atMs }, context);
}

interface SentProtection {
  readonly order: Order;
  readonly stop: StopOrder;
  readonly protection: Protection;
  readonly atMs: number;
}

/** What became of the stop that went out with an entry, and of the close that followed where it was refused. */
function bookProtection(
  state: BotState,
  { order, stop, protection, atMs }: SentProtection,
  context: BookingContext,
): BotState {
  let next = state;
  if (protection.close !== undefined && order.leg === 'entry') {
    const { outcome, sendBeforeMs } = protection.close;
    const close = { ...closeOfEntry(order, stop), sendBeforeMs };
    const closing = { ...next, orders: [...next.orders, close] };
    next = bookResolution(closing, close, outcome, context);
  }
  if (protection.stop === undefined || !next.orders.includes(stop)) return next;
  next = bookResolution(next, stop, protection.stop, context);
  return protection.stop.status === 'rejected' ? afterRejection(next, stop, protection.stop, atMs) : next;
}

/** The state after an order has ended, or after news of one that has not. */
export function bookResolution(
  state: BotState,
  order: Order,
  resolution: Resolution,
  context: BookingContext,
): BotState {
  const fills = fillsOf(resolution);
  const endedAtMs = resolution.status === 'expired' ? resolution.endedAtMs : fills.at(-1)?.timeMs;
  const before = resolution.status === 'filled' ? noteFilledStop(state, order, resolution) : state;
  return noteProtection(bookEnd(before, order, resolution, { ...context, fills }), order, endedAtMs);
}

function bookEnd(
  state: BotState,
  order: Order,
  resolution: Resolution,
  { fills, ...context }: BookingContext & { readonly fills: readonly Fill[] },
): BotState {
  if (resolution.status === 'filled' && fills.length === 0)
    throw new Error(`order ${order.clientOrderId} is filled, by no fill`);
  const status = statusAfter(state, order, resolution.status);
  const next =
    status === 'closed'
      ? withoutOrder(state, order)
      : {
          ...state,
          orders: state.orders.map((other) =>
            other.clientOrderId === order.clientOrderId ? { ...confirmed(order, resolution), status } : other,
          ),
        };
  if (fills.length > 0) {
    const booked = bookFills(next, order, fills, context);
    return order.leg === 'exit' && status === 'closed' ? closeRest(booked, order) : booked;
  }
  return order.leg === 'entry' && status === 'closed' ? withoutStopOf(next, order) : next;
}

/** A stop that rests, or has one in its place until the account says otherwise; since when, as it was seen first. */
function confirmed(order: Order, resolution: Resolution): Order {
  if (order.leg !== 'stop') return order;
  if (resolution.status === 'unknown' && resolution.hasStandIn === true)
    return { ...order, hasStandIn: true };
  if (resolution.status !== 'resting') return order;
  const { confirmedAtMs = resolution.confirmedAtMs } = order;
  return { ...order, ...(confirmedAtMs !== undefined && { confirmedAtMs }) };
}

/** A market order that met too little: the rest of the position is closed by another one. */
function closeRest(state: BotState, { tradeId, reason, decision }: ExitOrder): BotState {
  const position = state.ledger.positions.find((open) => open.tradeId === tradeId);
  return position === undefined ? state : intendExit(state, position, reason, decision);
}

/** The stop of a trade that lives keeps its id until it rests: only then can the venue refuse a twin. */
function statusAfter(state: BotState, order: Order, event: Resolution['status']): OrderStatus | 'closed' {
  if (order.leg !== 'stop' || order.status !== 'unknown') return nextStatus(order, event);
  if (event === 'never-placed' && isLive(state, order)) return 'unknown';
  // It may have been sent again.
  return nextStatus({ ...order, status: 'intended' }, event);
}

/** Nothing was entered: nothing has to be protected. Should the stop rest all the same, it is swept as an orphan. */
function withoutStopOf(state: BotState, { tradeId }: EntryOrder): BotState {
  return {
    ...state,
    orders: state.orders.filter((order) => order.leg !== 'stop' || order.tradeId !== tradeId),
  };
}
