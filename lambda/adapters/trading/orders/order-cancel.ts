/**
 * Cancels an order at a real venue, and reads its fills before the cancel.
 *
 * - A cancel that was not confirmed has not happened.
 * - The outcome holds the fills from before the cancel.
 * - A stop that could not be cancelled has triggered. Its fills are those of the order that it became.
 */
import type { Outcome, ProtectiveOrder, StopOrder } from '../../../core/order.ts';
import { failureOf } from '../../market/venue-error.ts';
import { orderFailureOf, type OrderFailure } from './order-failure.ts';
import { isOver, type OrderName, type VenueDialect, type VenueOrder } from '../venue-dialect.ts';
import { allFillsOf } from '../venue-fills.ts';

/** An order with the bot's name that the ledger has finished. */
export interface Orphan {
  readonly symbol: string;
  readonly clientOrderId: string;
  /** Waits for a price. */
  readonly isConditional: boolean;
}

interface CancelResult {
  /** The order as it was left, where the answer says that. */
  readonly answer?: VenueOrder | undefined;
  /** Absent when the venue has done it. */
  readonly failure?: OrderFailure;
}

export class OrderCancel {
  private readonly dialect: VenueDialect;

  constructor(dialect: VenueDialect) {
    this.dialect = dialect;
  }

  /** Cancels an order. Where it was over already, the outcome is how it ended. */
  async cancel(order: ProtectiveOrder): Promise<Outcome> {
    const taken = await this.requestCancel(order);
    const { failure } = taken;
    if (failure !== undefined && failure.status !== 'ask') return failure;
    if (order.leg === 'stop') return failure === undefined ? { status: 'cancelled' } : this.endOfStop(order);
    try {
      // The answer to a cancel holds the quantity filled before it; without an answer the order is read.
      const found = taken.answer ?? (await this.dialect.find(order));
      if (found === undefined) return unknown(failure?.cause ?? 'what it came to is not shown yet');
      if (!isOver(found)) return unknown('the order still rests after it was taken back');
      if (found.filledQuantity === 0) return { status: 'cancelled' };
      const fills = await allFillsOf(found, order.clientOrderId, this.dialect);
      if (fills === undefined) return unknown('its fills are not shown yet');
      return found.status === 'closed' ? { status: 'filled', fills } : { status: 'cancelled', fills };
    } catch (error) {
      return unknown(failureOf(error).message);
    }
  }

  /** How a stop ended that could not be cancelled. */
  private async endOfStop(stop: StopOrder): Promise<Outcome> {
    try {
      const found = await this.dialect.find(stop);
      if (found === undefined) return { status: 'gone' };
      if (!isOver(found)) return unknown('the stop still rests after it was taken back');
      if (found.becameId === undefined) return { status: found.status === 'closed' ? 'gone' : 'cancelled' };
      const became = await this.dialect.findById(stop.symbol, found.becameId);
      if (became === undefined || !isOver(became)) return unknown('the stop has triggered');
      if (became.filledQuantity === 0) return { status: 'cancelled' };
      const fills = await allFillsOf(became, stop.clientOrderId, this.dialect);
      return fills === undefined ? unknown('its fills are not shown yet') : { status: 'filled', fills };
    } catch (error) {
      return unknown(failureOf(error).message);
    }
  }

  /** Cancels an order that belongs to no trade; one that is over already is as good. */
  async cancelOrphan({ symbol, clientOrderId, isConditional }: Orphan): Promise<void> {
    const leg = isConditional ? 'stop' : 'take-profit';
    await this.requestCancel({ symbol, clientOrderId, leg });
  }

  /** Sends a cancel, and reads nothing. */
  async requestCancel(order: OrderName): Promise<CancelResult> {
    try {
      return { answer: await this.dialect.takeBack(order) };
    } catch (error) {
      return { failure: orderFailureOf(error, this.dialect) };
    }
  }
}

function unknown(cause: string): Outcome {
  return { status: 'unknown', cause };
}
