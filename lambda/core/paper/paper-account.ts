/**
 * `lambda/core/paper/`: the simulated account: how it answers requests and fills resting orders.
 *
 * The simulated account: its positions, its resting orders, and the activities that it reports.
 *
 * Invariant: one position a symbol.
 */
import type { Fill } from '../ledger/fills.ts';
import type { Side } from '../market.ts';
import type { Order, ProtectiveOrder } from '../order.ts';
import type { Usd } from '../units.ts';

/** An event in the simulated account. */
export type PaperActivity =
  | {
      readonly kind: 'fill';
      readonly timeMs: number;
      readonly fill: Fill;
      /** Both protective orders lay inside the candle that filled it. */
      readonly ambiguous: boolean;
      /** The price that it has slipped from; of a maker its own. */
      readonly basePrice: number;
    }
  | {
      readonly kind: 'funding';
      readonly timeMs: number;
      readonly symbol: string;
      readonly paidUsd: Usd;
      /** The venue's own id of it; paper has none. */
      readonly venueId?: string;
    };

export interface PaperPosition {
  readonly symbol: string;
  readonly side: Side;
  readonly quantity: number;
  /**
   * Everything before this moment has been met by the resting orders. It lies inside a minute, beyond its open, only
   * for a position that was opened there: a price met during a minute counts as its open.
   */
  readonly metToMs: number;
}

export interface PaperAccount {
  readonly positions: readonly PaperPosition[];
  readonly orders: readonly ProtectiveOrder[];
}

export const EMPTY_ACCOUNT: PaperAccount = { positions: [], orders: [] };

export function withPosition(account: PaperAccount, position: PaperPosition): PaperAccount {
  return { ...account, positions: [...withoutPosition(account, position.symbol).positions, position] };
}

export function withoutPosition(account: PaperAccount, symbol: string): PaperAccount {
  return { ...account, positions: account.positions.filter((position) => position.symbol !== symbol) };
}

export function withoutOrder(account: PaperAccount, { clientOrderId }: Order): PaperAccount {
  return { ...account, orders: account.orders.filter((order) => order.clientOrderId !== clientOrderId) };
}
