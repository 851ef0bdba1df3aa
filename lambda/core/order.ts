/**
 * An order: its legs, its states, and its client order id.
 *
 * Invariants:
 * - An order is intended (committed, perhaps sent), unknown (sent, outcome unknown) or resting (confirmed by the
 *   venue). Every other end removes it, with a ledger row where money moved.
 * - A transition that the table does not list throws.
 * - An order is sent by the invocation that intended it, within its `sendBeforeMs`, or never. The stop alone, which can
 *   only reduce, is sent again under its own id until it rests, for as long as its trade lives.
 * - A client order id is made of bot, name of the epoch, a committed sequence number and the leg. No two orders have the same.
 */
import type { Fill } from './ledger/fills.ts';
import type { Decision, EntryBasis } from './ledger/ledger-events.ts';
import type { Side } from './market.ts';
import type { PositionTerms } from './ledger/position.ts';
import type { ExitReason, RejectionCode } from './reasons.ts';
import { epochName, readEpochName, type EpochIdentity } from './text/epoch-name.ts';
import { SECOND_MS } from './units.ts';

const LEGS = ['entry', 'stop', 'take-profit', 'exit'] as const;
export type Leg = (typeof LEGS)[number];
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
  readonly decision: EntryBasis;
}

/** Reduce-only market order that closes one. */
export interface ExitOrder extends OrderBase {
  readonly leg: 'exit';
  readonly reason: ExitReason;
  readonly decision: Decision;
}

/**
 * Stop-market order that closes the whole position; `price` is its trigger. It is committed together with its entry,
 * so that it waits for nothing but the entry itself.
 */
export interface StopOrder extends OrderBase {
  readonly leg: 'stop';
  readonly price: number;
  /** When the venue first refused it, where it has: another refusal at a later step closes the position. */
  readonly refusedAtMs?: number;
  /** Another stop that closes all of its position rests in its place, as the venue showed last, or only said. */
  readonly hasStandIn?: true;
  /** Since when it rests, or the one in its place was seen; absent before, on paper, and in items of earlier releases. */
  readonly confirmedAtMs?: number;
}

/** Whether the venue has confirmed a hard stop: this one, or one that rests in its place. Its word counts. */
export function isConfirmedStop(order: Order): boolean {
  return order.leg === 'stop' && (order.status === 'resting' || order.hasStandIn === true);
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
  | {
      readonly status: 'filled';
      readonly fills: readonly Fill[];
      /** Of a stop that nobody had seen rest before: since when it did. */
      readonly confirmedAtMs?: number;
    }
  /** Confirmed by the venue, with these fills so far. */
  | {
      readonly status: 'resting';
      readonly fills?: readonly Fill[];
      /** Of a stop of a real account: since when it rests, by the venue's time. */
      readonly confirmedAtMs?: number;
    }
  /** Over by our cancel, with these fills before it. */
  | { readonly status: 'cancelled'; readonly fills?: readonly Fill[] }
  /** Accepted and over without a fill: a post-only order that would have crossed, a market order that met nobody. */
  | {
      readonly status: 'expired';
      /** Of a stop that has rested: when it ended, or when that was seen. */
      readonly endedAtMs?: number;
    }
  /** A cancel came too late: the order was not open any more. */
  | { readonly status: 'gone' }
  | { readonly status: 'rejected'; readonly cause: string; readonly code?: RejectionCode }
  | {
      readonly status: 'unknown';
      readonly cause: string;
      /** Of a stop: the venue says that it rests already, or one in its place, and shows it nowhere. */
      readonly hasStandIn?: true;
    };

/** Fills that an answer carries; an order that is over without one has none. */
export function fillsOf(answer: Resolution): readonly Fill[] {
  return 'fills' in answer ? (answer.fills ?? []) : [];
}

export type Request =
  /** An entry takes its stop along: it goes out as soon as the entry is accepted or in doubt, before anything is read. */
  | { readonly kind: 'place'; readonly order: Order; readonly stop?: StopOrder }
  | { readonly kind: 'cancel'; readonly order: ProtectiveOrder };

/** What became of the stop that went out with an entry. */
export interface Protection {
  /** Absent where it was not sent, because nothing was entered. */
  readonly stop?: Outcome;
  /** Of the market close that followed at once, because the price was beyond the stop already. */
  readonly close?: SentClose;
}

export interface SentClose {
  readonly outcome: Outcome;
  /** Later the venue takes it no more: what became of it is concluded then. */
  readonly sendBeforeMs: number;
}

/**
 * The market close that follows an entry at once, because its stop was refused. No store has to know it before: its id
 * follows from the entry's, which is committed.
 */
export function closeOfEntry(entry: EntryOrder, { price }: StopOrder): ExitOrder {
  const { tradeId, symbol, side, quantity, decision } = entry;
  const order = {
    tradeId,
    symbol,
    side,
    quantity,
    clientOrderId: exitIdOf(entry),
    status: 'intended',
  } as const;
  return { ...order, leg: 'exit', reason: 'unprotected', decision: { price, tickMs: decision.tickMs } };
}

/** The id of a close under the number of another order of its trade: no exit of its own has it. */
export function exitIdOf({ clientOrderId: id }: Pick<Order, 'clientOrderId'>): string {
  return id.replace(/-[es]$/, `-${LEG_LETTERS.exit}`);
}

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

/** What the id of an order says; `undefined` where another bot, or a person, has named it. */
export function ownOrder(
  botId: string,
  id: string,
): (EpochIdentity & { readonly sequence: number; readonly leg: Leg }) | undefined {
  const prefix = clientOrderPrefix(botId);
  const [, name = '', sequence, letter] =
    /^([0-9a-z]+)-(\d+)-([estx])$/.exec(id.startsWith(prefix) ? id.slice(prefix.length) : '') ?? [];
  const [epoch, leg] = [readEpochName(name), LEGS.find((known) => LEG_LETTERS[known] === letter)];
  if (epoch === undefined || leg === undefined) return undefined;
  return { ...epoch, sequence: Number(sequence), leg };
}

/** `bot-epoch-sequence-leg`, within the venues' `^[A-Za-z0-9_-]{1,36}$` for bot names up to 16 characters and 9,999,999 orders. */
export function clientOrderId(botId: string, epoch: EpochIdentity, sequence: number, leg: Leg): string {
  return `${clientOrderPrefix(botId)}${epochName(epoch)}-${sequence}-${LEG_LETTERS[leg]}`;
}
