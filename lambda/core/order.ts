/**
 * What did we ask of the venue, and what became of it?
 *
 * Invariants: an order is intended (committed, perhaps sent), unknown (sent, nobody knows) or resting (confirmed live
 * at the venue); every other end removes it, with a ledger row where money moved. Transitions that the table does not
 * list throw. A client order id is made from bot, epoch, a committed sequence number and the leg, and is never used
 * twice.
 */
import type { Decision } from './ledger-events.ts';
import type { Side } from './market.ts';
import type { PositionTerms } from './position.ts';
import type { ExitReason } from './reasons.ts';
import type { SignalValues } from './strategy/micro-scalper.ts';
import type { Usd } from './units.ts';

export type Leg = 'entry' | 'stop' | 'take-profit' | 'exit';
export type OrderStatus = 'intended' | 'unknown' | 'resting';

/** What makes a new order unmistakable. */
export interface OrderIdentity {
  readonly clientOrderId: string;
  readonly status: OrderStatus;
}

interface OrderBase extends OrderIdentity {
  readonly tradeId: number;
  readonly symbol: string;
  /** Side of the position it opens or reduces. */
  readonly side: Side;
  /** Base units. */
  readonly quantity: number;
}

/** Market order that opens a position. */
export interface EntryOrder extends OrderBase {
  readonly leg: 'entry';
  readonly terms: PositionTerms;
  readonly decision: Decision & { readonly signal: SignalValues };
}

/** Reduce-only market order that closes one. */
export interface ExitOrder extends OrderBase {
  readonly leg: 'exit';
  readonly reason: ExitReason;
  readonly decision: Decision;
}

/** Reduce-only stop-market order; `price` is its trigger. */
export interface StopOrder extends OrderBase {
  readonly leg: 'stop';
  readonly price: number;
}

/** Reduce-only limit order. */
export interface TakeProfitOrder extends OrderBase {
  readonly leg: 'take-profit';
  readonly price: number;
}

export type ProtectiveOrder = StopOrder | TakeProfitOrder;
export type Order = EntryOrder | ExitOrder | ProtectiveOrder;

/** One execution at the venue; an order may have several. */
export interface Fill {
  readonly clientOrderId: string;
  readonly price: number;
  readonly quantity: number;
  readonly feeUsd: Usd;
  readonly liquidity: 'maker' | 'taker';
  readonly timeMs: number;
}

/** What the venue says of a request. Denied (by us), rejected (by the venue) and unknown never share a name. */
export type Outcome =
  | { readonly status: 'filled'; readonly fills: readonly Fill[] }
  | { readonly status: 'resting' }
  | { readonly status: 'cancelled' }
  /** A cancel came too late: the order was not open any more. */
  | { readonly status: 'gone' }
  | { readonly status: 'rejected'; readonly cause: string }
  | { readonly status: 'unknown'; readonly cause: string };

export type Request =
  | { readonly kind: 'place'; readonly order: Order }
  | { readonly kind: 'cancel'; readonly order: ProtectiveOrder };

type OrderEvent = Outcome['status'] | 'never-placed';

/** Where each event leads; `closed` means that the order leaves the book. */
const TRANSITIONS: Readonly<Record<OrderStatus, Partial<Record<OrderEvent, OrderStatus | 'closed'>>>> = {
  intended: {
    filled: 'closed',
    resting: 'resting',
    rejected: 'closed',
    unknown: 'unknown',
    // The function died between the commit and the request.
    'never-placed': 'closed',
  },
  unknown: {
    filled: 'closed',
    resting: 'resting',
    cancelled: 'closed',
    'never-placed': 'closed',
  },
  resting: {
    filled: 'closed',
    cancelled: 'closed',
    // Filled, expired or cancelled before our cancel arrived.
    gone: 'closed',
    // A cancel nobody answered: the order may still rest.
    unknown: 'resting',
    // The venue refused a cancel: the order still rests.
    rejected: 'resting',
  },
};

/** The next status of an order. @throws on a transition that no real event causes. */
export function nextStatus(order: Order, event: OrderEvent): OrderStatus | 'closed' {
  const next = TRANSITIONS[order.status][event];
  if (next === undefined) {
    throw new Error(`order ${order.clientOrderId} is ${order.status} and cannot become ${event}`);
  }
  return next;
}

const LEG_LETTERS: Readonly<Record<Leg, string>> = { entry: 'e', stop: 's', 'take-profit': 't', exit: 'x' };

/** `bot-epoch-sequence-leg`, within the venues' `^[.A-Z:/a-z0-9_-]{1,36}$` for bot names up to 16 characters. */
export function clientOrderId(botId: string, epoch: number, sequence: number, leg: Leg): string {
  return `${botId}-${epoch}-${sequence}-${LEG_LETTERS[leg]}`;
}
