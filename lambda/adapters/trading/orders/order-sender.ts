/**
 * `lambda/adapters/trading/orders/`: how one real order is placed, cancelled, and looked up when its fate is
 * unknown.
 *
 * Places one order at a real venue, and reads its outcome. An entry goes through `EntrySender`.
 *
 * - Requests are signed with the time of their commit, so that the venue rejects a sender that woke up late. A stop can
 *   only reduce: it is signed when it is sent, and never sent after the end of its invocation. By then another one may
 *   have closed its trade, and opened the next.
 */
import { closingLimit, type MarketView } from '../../../core/market.ts';
import type { ExitOrder, Outcome, StopOrder, TakeProfitOrder } from '../../../core/order.ts';
import type { Acknowledged, StopTrigger } from '../venue-dialect.ts';
import { expiryOf, unknown, type OrderPlacement } from './order-placement.ts';

export interface OrderTerms {
  /** Price that triggers the hard stop. */
  readonly stopTrigger: StopTrigger;
  /** When the platform ends the invocation. */
  readonly deadlineMs: number;
  /** The market of the order, where it was seen. */
  readonly view: MarketView | undefined;
}

/** What a sender that woke up after the end of its invocation has not sent. */
export const TOO_LATE: Outcome = {
  status: 'rejected',
  cause: 'the invocation was over before it could be sent',
  code: 'unavailable',
};

export class OrderSender {
  private readonly placement: OrderPlacement;

  constructor(placement: OrderPlacement) {
    this.placement = placement;
  }

  place(order: ExitOrder | StopOrder | TakeProfitOrder, terms: OrderTerms): Promise<Outcome> {
    switch (order.leg) {
      case 'exit':
        return this.placeExit(order, terms);
      case 'stop':
        return this.placeStop(order, terms);
      case 'take-profit':
        return this.placeTakeProfit(order);
    }
  }

  /**
   * A part at most as large as the venue takes in one market order. Where it takes none, the same order as a limit
   * within the price band: the first was certainly refused, so that its id is free.
   */
  private async placeExit(order: ExitOrder, { view }: OrderTerms): Promise<Outcome> {
    const { dialect } = this.placement;
    const { quantity } = order;
    const part = { ...order, quantity: Math.min(quantity, view?.market.maxMarketQuantity ?? quantity) };
    const outcome = await this.exitBy(part, () => dialect.exit(part, expiryOf(order)));
    if (!isNoMarketOrder(outcome) || view?.quote === undefined) return outcome;
    const limit = closingLimit(order.side, view.quote, view.market);
    const within = await this.exitBy(part, () => dialect.exitWithin(part, limit, expiryOf(order)));
    return within.status === 'rejected' ? outcome : within;
  }

  private async exitBy(order: ExitOrder, request: () => Promise<Acknowledged>): Promise<Outcome> {
    const placed = await this.placement.place(order, request);
    return placed.accepted === undefined ? placed.outcome : this.placement.endOf(order);
  }

  /** A twin that rests already, under the same id, is as good. One in doubt may have triggered: it is not sent again. */
  private async placeStop(order: StopOrder, { stopTrigger, deadlineMs }: OrderTerms): Promise<Outcome> {
    const { placement } = this;
    const known = order.status === 'unknown' ? await placement.look(order) : undefined;
    const nowMs = () => placement.clock.nowMs();
    if (known !== undefined) return outcomeOfStop(known, nowMs());
    if (nowMs() >= deadlineMs) return TOO_LATE;
    const { accepted, failure } = await placement.attempt(order, () =>
      placement.dialect.protect(order, stopTrigger, placement.expiryNow()),
    );
    if (failure === undefined) return outcomeOfStop(accepted, nowMs());
    if (failure.status === 'rejected') return placement.rejected(failure);
    const found = await placement.found(order, failure);
    if (found.accepted !== undefined) return outcomeOfStop(found.accepted, nowMs());
    // By the venue's word the position has its stop: a reading that fails does not make it naked.
    const isThere = failure.status === 'ask' && failure.because === 'duplicate';
    if (!isThere) return found.outcome;
    return { ...unknown(failure.cause), hasStandIn: true };
  }

  private async placeTakeProfit(order: TakeProfitOrder): Promise<Outcome> {
    const { placement } = this;
    const placed = await placement.place(order, () => placement.dialect.target(order, expiryOf(order)));
    if (placed.accepted === undefined) return placed.outcome;
    // Beyond its price already: it is filled like a market order.
    return placed.accepted.status === 'open' ? { status: 'resting' } : placement.endOf(order);
  }
}

/** The venue takes no market order of that size, or none at this price. */
function isNoMarketOrder(outcome: Outcome): boolean {
  if (outcome.status !== 'rejected') return false;
  return outcome.code === 'price-band' || outcome.code === 'stale-market';
}

/** What a stop that is over came to is for the account to say. */
function outcomeOfStop({ status, createdAtMs }: Acknowledged, nowMs: number): Outcome {
  return status === 'open'
    ? { status: 'resting', confirmedAtMs: createdAtMs ?? nowMs }
    : unknown(`it is ${status} already`);
}
