/**
 * `lambda/adapters/trading/orders/`: how one real order is placed, cancelled, and looked up when its fate is
 * unknown.
 *
 * Places one order at a real venue, and reads its outcome.
 *
 * - Nothing is sent twice.
 * - Requests are signed with the time of their commit, so that the venue rejects a sender that woke up late.
 * - An answer to an order says that it was accepted, and never lists its fills: fills are the venue's own trades.
 */
import {
  SEND_WITHIN_MS,
  type Outcome,
  type StopOrder,
  type TakeProfitOrder,
  type EntryOrder,
  type ExitOrder,
  type Order,
} from '../../../core/order.ts';
import { SECOND_MS } from '../../../core/units.ts';
import type { Clock } from '../../../ports.ts';
import { orderFailureOf, type OrderFailure } from './order-failure.ts';
import type { OrderCancel } from './order-cancel.ts';
import type { Acknowledged, Expiry, StopTrigger, VenueDialect, VenueOrder } from '../venue-dialect.ts';
import { allFillsOf } from '../venue-fills.ts';

export interface SenderOptions {
  readonly dialect: VenueDialect;
  readonly cancels: OrderCancel;
  /** Venue time. */
  readonly clock: Clock;
  readonly pause: (durationMs: number) => Promise<unknown>;
}

export interface SendTerms {
  /** Price that triggers the hard stop. */
  readonly stopTrigger: StopTrigger;
  /** How long a post-only entry may rest. */
  readonly makerTimeoutSeconds: number;
  /** When the platform ends the invocation. */
  readonly deadlineMs: number;
}

/** How long after it was sent in time the venue may still accept a request. */
export const ACCEPT_WITHIN_MS = 5 * SECOND_MS;

type Sent =
  | { readonly accepted: Acknowledged; readonly outcome?: never }
  | { readonly outcome: Outcome; readonly accepted?: never };

/** Pauses between readings of an order whose fills are not all shown yet, in ms: together under 3 s. */
const LOOK_AGAIN_MS = [100, 200, 400, 800, 1_000];

/** The same after a request of which nobody knows whether it arrived. */
const SEEN_AFTER_MS = [0, 250, 500];

/** Before an answer that the venue is not available is passed on. */
const UNAVAILABLE_PAUSE_MS = 300;

/** How often a post-only entry is read. A first part that is filled ends it, and is protected. */
const REST_LOOK_MS = 500;

/** How long the stop, its verification and the commit need after an entry. */
const RESERVE_MS = 12 * SECOND_MS;

export class OrderSender {
  private readonly dialect: VenueDialect;
  private readonly cancels: OrderCancel;
  private readonly clock: Clock;
  private readonly pause: (durationMs: number) => Promise<unknown>;

  constructor({ dialect, cancels, clock, pause }: SenderOptions) {
    this.dialect = dialect;
    this.cancels = cancels;
    this.clock = clock;
    this.pause = pause;
  }

  place(order: Order, terms: SendTerms): Promise<Outcome> {
    switch (order.leg) {
      case 'entry':
        return order.price === undefined ? this.placeMarket(order) : this.placePostOnly(order, terms);
      case 'exit':
        return this.placeMarket(order);
      case 'stop':
        return this.placeStop(order, terms);
      case 'take-profit':
        return this.placeTakeProfit(order);
    }
  }

  private async placeMarket(order: EntryOrder | ExitOrder): Promise<Outcome> {
    const sent = await this.send(order, (expiry) =>
      order.leg === 'exit' ? this.dialect.exit(order, expiry) : this.dialect.enter(order, expiry),
    );
    return sent.accepted === undefined ? sent.outcome : this.endOf(order);
  }

  private async placePostOnly(order: EntryOrder, terms: SendTerms): Promise<Outcome> {
    const sent = await this.send(order, (expiry) => this.dialect.enter(order, expiry));
    if (sent.accepted === undefined) return sent.outcome;
    const { makerTimeoutSeconds, deadlineMs } = terms;
    const untilMs = Math.min(this.clock.nowMs() + makerTimeoutSeconds * SECOND_MS, deadlineMs - RESERVE_MS);
    while (this.clock.nowMs() < untilMs) {
      const found = await this.look(order);
      if (found !== undefined && (found.status !== 'open' || found.filledQuantity > 0)) break;
      await this.pause(REST_LOOK_MS);
    }
    await this.cancels.requestCancel(order);
    return this.endOf(order);
  }

  private async placeStop(order: StopOrder, { stopTrigger }: SendTerms): Promise<Outcome> {
    const sent = await this.send(order, (expiry) => this.dialect.protect(order, stopTrigger, expiry));
    if (sent.accepted === undefined) return sent.outcome;
    return sent.accepted.status === 'open'
      ? { status: 'resting' }
      : unknown(`it is ${sent.accepted.status} already`);
  }

  private async placeTakeProfit(order: TakeProfitOrder): Promise<Outcome> {
    const sent = await this.send(order, (expiry) => this.dialect.target(order, expiry));
    if (sent.accepted === undefined) return sent.outcome;
    // Beyond its price already: it is filled like a market order.
    return sent.accepted.status === 'open' ? { status: 'resting' } : this.endOf(order);
  }

  /** Sends it. The order as the venue accepted it, or the outcome instead. */
  private async send(order: Order, request: (expiry: Expiry) => Promise<Acknowledged>): Promise<Sent> {
    try {
      const accepted = await request(expiryOf(order));
      if (accepted.clientOrderId === order.clientOrderId) return { accepted };
      return { outcome: unknown(`the venue answered for another order, ${accepted.clientOrderId}`) };
    } catch (error) {
      return this.afterFailure(order, orderFailureOf(error, this.dialect));
    }
  }

  /** An order that is unknown, or there already, is looked up at once. Not found, it stays unknown. */
  private async afterFailure(order: Order, failure: OrderFailure): Promise<Sent> {
    if (failure.status === 'rejected') {
      // The caller may send it again.
      if (failure.code === 'unavailable') await this.pause(UNAVAILABLE_PAUSE_MS);
      return { outcome: failure };
    }
    for (const waitMs of SEEN_AFTER_MS) {
      if (waitMs > 0) await this.pause(waitMs);
      const accepted = await this.look(order);
      if (accepted !== undefined) return { accepted };
    }
    return { outcome: unknown(failure.cause) };
  }

  /** Waits until an order that does not rest is over and all its fills are shown, for as long as that is usual. */
  private async endOf(order: Order): Promise<Outcome> {
    for (const waitMs of [0, ...LOOK_AGAIN_MS]) {
      if (waitMs > 0) await this.pause(waitMs);
      const found = await this.look(order);
      if (found === undefined || found.status === 'open') continue;
      if (found.filledQuantity === 0) return { status: 'expired' };
      const fills = await allFillsOf(found, order.clientOrderId, this.dialect).catch(() => undefined);
      if (fills !== undefined && fills.length > 0) return { status: 'filled', fills };
    }
    return unknown('it was accepted, and what it came to is not shown yet');
  }

  /** The order as the venue shows it now; a look that fails has seen nothing. */
  private look(order: Order): Promise<VenueOrder | undefined> {
    return this.dialect.find(order).catch(() => undefined);
  }
}

/** The commit's time, and until when the venue may accept it after that. */
function expiryOf({ sendBeforeMs, clientOrderId }: Order): Expiry {
  if (sendBeforeMs === undefined) throw new Error(`order ${clientOrderId} was never committed`);
  return { signedAtMs: sendBeforeMs - SEND_WITHIN_MS, windowMs: ACCEPT_WITHIN_MS + SEND_WITHIN_MS };
}

function unknown(cause: string): Outcome {
  return { status: 'unknown', cause };
}
