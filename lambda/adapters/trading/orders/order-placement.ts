/**
 * One request for an order, and what became of it.
 *
 * - Nothing is sent twice.
 * - An answer to an order says that it was accepted, and never lists its fills: fills are the venue's own trades.
 */
import { SEND_WITHIN_MS, type Order, type Outcome } from '../../../core/order.ts';
import { SECOND_MS } from '../../../core/units.ts';
import type { Clock } from '../../../ports.ts';
import {
  isOver,
  type Acknowledged,
  type Expiry,
  type VenueDialect,
  type VenueOrder,
} from '../venue-dialect.ts';
import { allFillsOf } from '../venue-fills.ts';
import { orderFailureOf, type OrderFailure } from './order-failure.ts';

export interface PlacementOptions {
  readonly dialect: VenueDialect;
  /** Venue time. */
  readonly clock: Clock;
  readonly pause: (durationMs: number) => Promise<unknown>;
}

/** How long after its signature the venue accepts a request. */
export const ACCEPT_WITHIN_MS = 5 * SECOND_MS;

/** The first answer to a request for an order. */
export type Attempt =
  | { readonly accepted: Acknowledged; readonly acceptedAtMs: number; readonly failure?: never }
  | { readonly failure: OrderFailure; readonly accepted?: never; readonly acceptedAtMs?: never };

/** The order as the venue has it, or the outcome instead. Nobody has seen when one was accepted that was looked up. */
type Placed =
  | { readonly accepted: Acknowledged; readonly acceptedAtMs?: number; readonly outcome?: never }
  | { readonly outcome: Outcome; readonly accepted?: never };

/** Pauses between readings of an order whose fills are not all shown yet, in ms: together under 3 s. */
const LOOK_AGAIN_MS = [100, 200, 400, 800, 1_000];

/** The same after a request of which nobody knows whether it arrived. */
const SEEN_AFTER_MS = [0, 250, 500];

/** Before an answer that the venue is not available is passed on. */
const UNAVAILABLE_PAUSE_MS = 300;

export class OrderPlacement {
  readonly dialect: VenueDialect;
  readonly clock: Clock;
  readonly pause: (durationMs: number) => Promise<unknown>;

  constructor({ dialect, clock, pause }: PlacementOptions) {
    this.dialect = dialect;
    this.clock = clock;
    this.pause = pause;
  }

  /** Sends it once, and reads nothing. */
  async attempt(order: Pick<Order, 'clientOrderId'>, request: () => Promise<Acknowledged>): Promise<Attempt> {
    try {
      const accepted = await request();
      const acceptedAtMs = this.clock.nowMs();
      if (accepted.clientOrderId === order.clientOrderId) return { accepted, acceptedAtMs };
      const cause = `the venue answered for another order, ${accepted.clientOrderId}`;
      return { failure: { status: 'unknown', cause } };
    } catch (error) {
      return { failure: orderFailureOf(error, this.dialect) };
    }
  }

  /** Sends it once, and looks it up where nobody knows whether it arrived. */
  async place(order: Order, request: () => Promise<Acknowledged>): Promise<Placed> {
    const attempt = await this.attempt(order, request);
    if (attempt.failure === undefined) return attempt;
    return attempt.failure.status === 'rejected'
      ? { outcome: await this.rejected(attempt.failure) }
      : this.found(order, attempt.failure);
  }

  /** The caller may send it again: not at once where the venue is not available. */
  async rejected(failure: Extract<OrderFailure, { readonly status: 'rejected' }>): Promise<Outcome> {
    if (failure.code === 'unavailable') await this.pause(UNAVAILABLE_PAUSE_MS);
    return failure;
  }

  /** An order that is unknown, or there already, is looked up at once. Not found, it stays unknown. */
  async found(order: Order, failure: OrderFailure): Promise<Placed> {
    for (const waitMs of SEEN_AFTER_MS) {
      if (waitMs > 0) await this.pause(waitMs);
      const accepted = await this.look(order);
      if (accepted !== undefined) return { accepted };
    }
    return { outcome: unknown(failure.cause) };
  }

  /** Waits until an order that does not rest is over and all its fills are shown, for as long as that is usual. */
  async endOf(order: Order): Promise<Outcome> {
    for (const waitMs of [0, ...LOOK_AGAIN_MS]) {
      if (waitMs > 0) await this.pause(waitMs);
      const found = await this.look(order);
      if (found === undefined || !isOver(found)) continue;
      if (found.filledQuantity === 0) return { status: 'expired' };
      const fills = await allFillsOf(found, order.clientOrderId, this.dialect).catch(() => undefined);
      if (fills !== undefined && fills.length > 0) return { status: 'filled', fills };
    }
    return unknown('it was accepted, and what it came to is not shown yet');
  }

  /** The order as the venue shows it now; a look that fails has seen nothing. */
  look(order: Order): Promise<VenueOrder | undefined> {
    return this.dialect.find(order).catch(() => undefined);
  }

  /** Signed now: of a request that can only reduce, and is worth more the longer it may arrive. */
  expiryNow(): Expiry {
    return { signedAtMs: this.clock.nowMs(), windowMs: ACCEPT_WITHIN_MS };
  }
}

/** The commit's time, and until when the venue may accept it after that: it rejects a sender that woke up late. */
export function expiryOf({ sendBeforeMs, clientOrderId }: Order): Expiry {
  if (sendBeforeMs === undefined) throw new Error(`order ${clientOrderId} was never committed`);
  return { signedAtMs: sendBeforeMs - SEND_WITHIN_MS, windowMs: ACCEPT_WITHIN_MS + SEND_WITHIN_MS };
}

export function unknown(cause: string): Extract<Outcome, { readonly status: 'unknown' }> {
  return { status: 'unknown', cause };
}
