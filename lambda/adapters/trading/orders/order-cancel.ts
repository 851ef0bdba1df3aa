/**
 * Cancels an order at a real venue, and reads its fills before the cancel.
 *
 * - A cancel that was not confirmed has not happened.
 * - The outcome holds the fills from before the cancel.
 * - A stop that could not be cancelled has triggered. Its fills are those of the order that it became.
 */
import type { Order, Outcome, ProtectiveOrder, StopOrder } from '../../../core/order.ts';
import { orderOf, type VenueOrder } from '../ccxt-account-mapping.ts';
import { orderFailureOf, type OrderFailure } from './order-failure.ts';
import { CONDITIONAL, type VenueAccount } from '../venue-account.ts';

/** An order with the bot's name that the ledger has finished. */
export interface Orphan {
  readonly symbol: string;
  readonly clientOrderId: string;
  /** Waits for a price. */
  readonly isConditional: boolean;
}

interface CancelResult {
  /** The order as it was left; none of a conditional one. */
  readonly answer?: VenueOrder;
  /** Absent when the venue has done it. */
  readonly failure?: OrderFailure;
}

export class OrderCancel {
  private readonly account: VenueAccount;

  constructor(account: VenueAccount) {
    this.account = account;
  }

  /** Cancels an order. Where it was over already, the outcome is how it ended. */
  async cancel(order: ProtectiveOrder): Promise<Outcome> {
    const taken = await this.requestCancel(order);
    const { failure } = taken;
    if (failure !== undefined && failure.status !== 'ask') return failure;
    if (order.leg === 'stop') return failure === undefined ? { status: 'cancelled' } : this.endOfStop(order);
    try {
      // The answer to a cancel holds the quantity filled before it; without an answer the order is read.
      const found = taken.answer ?? (await this.account.order(order.symbol, order.clientOrderId));
      if (found === undefined) return unknown(failure?.cause ?? 'what it came to is not shown yet');
      if (found.status === 'open') return unknown('the order still rests after it was taken back');
      if (found.filledQuantity === 0) return { status: 'cancelled' };
      const fills = await this.account.fillsOf(order.symbol, found, order.clientOrderId);
      if (fills === undefined) return unknown('its fills are not shown yet');
      return found.status === 'closed' ? { status: 'filled', fills } : { status: 'cancelled', fills };
    } catch (error) {
      return unknown(orderFailureOf(error).cause);
    }
  }

  /** How a stop ended that could not be cancelled. */
  private async endOfStop({ symbol, clientOrderId }: StopOrder): Promise<Outcome> {
    try {
      const found = await this.account.conditionalOrder(symbol, clientOrderId);
      if (found === undefined) return { status: 'gone' };
      if (found.status === 'open') return unknown('the stop still rests after it was taken back');
      if (found.becameId === undefined) return { status: found.status === 'closed' ? 'gone' : 'cancelled' };
      const became = await this.account.orderById(symbol, found.becameId);
      if (became === undefined || became.status === 'open') return unknown('the stop has triggered');
      if (became.filledQuantity === 0) return { status: 'cancelled' };
      const fills = await this.account.fillsOf(symbol, became, clientOrderId);
      return fills === undefined ? unknown('its fills are not shown yet') : { status: 'filled', fills };
    } catch (error) {
      return unknown(orderFailureOf(error).cause);
    }
  }

  /** Cancels an order that belongs to no trade; one that is over already is as good. */
  async cancelOrphan({ symbol, clientOrderId, isConditional }: Orphan): Promise<void> {
    const leg = isConditional ? 'stop' : 'take-profit';
    await this.requestCancel({ symbol, clientOrderId, leg });
  }

  /** Sends a cancel, and reads nothing. */
  async requestCancel(order: Pick<Order, 'clientOrderId' | 'symbol' | 'leg'>): Promise<CancelResult> {
    const { clientOrderId, symbol, leg } = order;
    const { client, requests } = this.account;
    const kind = leg === 'stop' ? CONDITIONAL : {};
    try {
      const answer = await requests.ask(`the cancel of ${clientOrderId}`, () =>
        client.cancelOrder(undefined, this.account.ccxtSymbol(symbol), { ...kind, clientOrderId }),
      );
      // That of a conditional order is no order: it has never filled anything itself.
      return leg === 'stop' ? {} : { answer: orderOf(answer) };
    } catch (error) {
      return { failure: orderFailureOf(error) };
    }
  }
}

function unknown(cause: string): Outcome {
  return { status: 'unknown', cause };
}
