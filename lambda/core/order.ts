/**
 * An order: its legs, its states, and its client order id.
 *
 * Invariants:
 * - An order is intended (committed, perhaps sent), unknown (sent, outcome unknown) or resting (confirmed by the
 *   venue). Every other end removes it, with a ledger row where money moved.
 * - A transition that the table does not list throws.
 * - An order is sent by the invocation that intended it, within its `sendBeforeMs`, or never.
 * - A client order id is made of bot, epoch, a committed sequence number and the leg. It is never used twice.
 */
import type { Fill } from './ledger/fills.ts';
import type { Decision, SignalValues } from './ledger/ledger-events.ts';
import type { Side } from './market.ts';
import type { PositionTerms } from './ledger/position.ts';
import type { ExitReason, RejectionCode } from './reasons.ts';
import { SECOND_MS } from './units.ts';

export type Leg = 'entry' | 'stop' | 'take-profit' | 'exit';
export type OrderStatus = 'intended' | 'unknown' | 'resting';

/** The identity of a new order. */
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
  /** Until when it may be sent, stamped by the commit that writes it; absent before. */
  readonly sendBeforeMs?: number;
}

/** Order that opens a position: at the market, or post-only at `price`. */
export interface EntryOrder extends OrderBase {
  readonly leg: 'entry';
  /** Where a post-only entry rests, until it is filled or `makerTimeoutSeconds` are over. */
  readonly price?: number;
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

/** The venue's answer to a request. Denied (by us), rejected (by the venue) and unknown never share a name. */
export type Outcome =
  /** Over, with these fills in all: as much as was asked, or less. */
  | { readonly status: 'filled'; readonly fills: readonly Fill[] }
  /** Confirmed by the venue, with these fills so far. */
  | { readonly status: 'resting'; readonly fills?: readonly Fill[] }
  /** Over by our cancel, with these fills before it. */
  | { readonly status: 'cancelled'; readonly fills?: readonly Fill[] }
  /** Accepted and over without a fill: a post-only order that would have crossed, a market order that met nobody. */
  | { readonly status: 'expired' }
  /** A cancel came too late: the order was not open any more. */
  | { readonly status: 'gone' }
  | { readonly status: 'rejected'; readonly cause: string; readonly code?: RejectionCode }
  | { readonly status: 'unknown'; readonly cause: string };

/** Fills that an outcome carries; an order that is over without one has none. */
export function fillsOf(outcome: Outcome): readonly Fill[] {
  return 'fills' in outcome ? (outcome.fills ?? []) : [];
}

export type Request =
  | { readonly kind: 'place'; readonly order: Order }
  | { readonly kind: 'cancel'; readonly order: ProtectiveOrder };

/** A later answer of the venue; `never-placed`: it has not seen the order, and cannot accept it any more. */
export type Resolution = Outcome | { readonly status: 'never-placed' };

type OrderEvent = Resolution['status'];

/** Where each event leads; `closed` means that the order leaves the book. */
const TRANSITIONS: Readonly<Record<OrderStatus, Partial<Record<OrderEvent, OrderStatus | 'closed'>>>> = {
  intended: {
    filled: 'closed',
    resting: 'resting',
    rejected: 'closed',
    // A post-only order that would have crossed; a market order that met nobody within the venue's price band.
    expired: 'closed',
    unknown: 'unknown',
    // The function died between the commit and the request.
    'never-placed': 'closed',
  },
  unknown: {
    filled: 'closed',
    resting: 'resting',
    // A post-only entry that the next tick found resting, and cancelled; a stop whose order met nothing to close.
    expired: 'closed',
    // The venue has never seen it, and cannot accept it any more.
    'never-placed': 'closed',
  },
  resting: {
    // Filled in part, and still resting.
    resting: 'resting',
    filled: 'closed',
    cancelled: 'closed',
    // The venue removes protective orders when their position is gone.
    expired: 'closed',
    // Filled, expired or cancelled before our cancel arrived.
    gone: 'closed',
    // A cancel nobody answered: the order may still rest.
    unknown: 'resting',
    // The venue rejected a cancel: the order still rests.
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

/** How long after its commit an order may still be sent. */
export const SEND_WITHIN_MS = 5 * SECOND_MS;

/** An order that opens goes with its position, every other against it. */
export function sideAtVenue({ side, leg }: Pick<Order, 'side' | 'leg'>): 'buy' | 'sell' {
  return (side === 'long') === (leg === 'entry') ? 'buy' : 'sell';
}

/** The prefix of every client order id of a bot. */
function clientOrderPrefix(botId: string): string {
  return `${botId}-`;
}

/** Epoch and sequence of an order of that bot; `undefined` where another bot, or a person, has named it. */
export function ownOrder(
  botId: string,
  id: string,
): { readonly epoch: number; readonly sequence: number } | undefined {
  const prefix = clientOrderPrefix(botId);
  const [, epoch, sequence] =
    /^(\d+)-(\d+)-[estx]$/.exec(id.startsWith(prefix) ? id.slice(prefix.length) : '') ?? [];
  return epoch === undefined ? undefined : { epoch: Number(epoch), sequence: Number(sequence) };
}

/** `bot-epoch-sequence-leg`, within the venues' `^[.A-Z:/a-z0-9_-]{1,36}$` for bot names up to 16 characters. */
export function clientOrderId(botId: string, epoch: number, sequence: number, leg: Leg): string {
  return `${clientOrderPrefix(botId)}${epoch}-${sequence}-${LEG_LETTERS[leg]}`;
}
