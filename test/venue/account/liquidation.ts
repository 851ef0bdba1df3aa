/**
 * What happens to a position that the venue takes away?
 *
 * An order of the venue's own closes it at the mark price, or at one that the test says. Liquidated, its orders are
 * cancelled and what is left of its margin goes to the insurance fund, or comes from it: an isolated position loses its
 * margin, no more and no less. Deleveraged or settled, it ends like any other, with the result of its price.
 */
import { z } from 'zod';
import { assetOf, book, positionOf } from './account.ts';
import { abs, smaller, type Decimal } from '../decimal.ts';
import { placeOwn } from '../orders/matching.ts';
import { leverageOf, type VenueOrder, type VenuePosition, type VenueState } from '../venue-state.ts';

export const takeoverSchema = z.enum(['liquidation', 'insurance-fund', 'adl', 'settlement']);

export type Takeover = z.infer<typeof takeoverSchema>;

/** By which client id, and which last status of the order, it is told. */
const TOLD_AS: Readonly<
  Record<
    Takeover,
    { readonly clientId: string; readonly hasTime: boolean; readonly status: VenueOrder['status'] }
  >
> = {
  liquidation: { clientId: 'autoclose-', hasTime: true, status: 'FILLED' },
  'insurance-fund': { clientId: 'autoclose-', hasTime: true, status: 'NEW_INSURANCE' },
  adl: { clientId: 'adl_autoclose', hasTime: false, status: 'NEW_ADL' },
  settlement: { clientId: 'settlement_autoclose-', hasTime: true, status: 'FILLED' },
};

export interface Terms {
  readonly by: Takeover;
  /** All of it unless said otherwise. */
  readonly quantity?: Decimal;
  /** The mark price unless said otherwise. */
  readonly price?: Decimal;
}

export function takeOver(state: VenueState, position: VenuePosition, { by, quantity, price }: Terms): void {
  const { symbol, positionSide, amount, isolatedWallet } = position;
  const isLiquidation = by === 'liquidation' || by === 'insurance-fund';
  if (isLiquidation) expireOrders(state, position);
  const before = state.books.get(symbol)!;
  const level = [{ price: price ?? before.mark, quantity: undefined }];
  state.books.set(symbol, { ...before, bids: level, asks: level, mark: price ?? before.mark });
  const first = state.trades.length;
  const { clientId, hasTime, status } = TOLD_AS[by];
  const order = placeOwn(
    state,
    {
      symbol,
      side: amount > 0n ? 'SELL' : 'BUY',
      positionSide,
      type: 'MARKET',
      timeInForce: 'GTC',
      quantity: smaller(quantity ?? abs(amount), abs(amount)),
      price: 0n,
      reduceOnly: false,
      clientOrderId: hasTime ? `${clientId}${state.timeMs}` : clientId,
    },
    { origType: 'LIQUIDATION', closePosition: true },
  );
  order.status = status;
  state.books.set(symbol, before);
  if (!isLiquidation) return;
  if (positionOf(state, symbol, positionSide) !== undefined)
    throw new Error(`a liquidated position of ${symbol} is still open at ${leverageOf(state, symbol)}x`);
  const left = state.trades
    .slice(first)
    .reduce(
      (margin, { realizedPnl, commission, commissionAsset }) =>
        margin + realizedPnl - (commissionAsset === assetOf(state, symbol) ? commission : 0n),
      isolatedWallet,
    );
  book(state, { type: 'INSURANCE_CLEAR', symbol, amount: -left });
}

function expireOrders(state: VenueState, { symbol, positionSide }: VenuePosition): void {
  for (const order of state.openOrders) {
    if (order.symbol !== symbol || order.positionSide !== positionSide) continue;
    order.status = 'EXPIRED';
    order.updateMs = state.timeMs;
    state.openOrders.delete(order);
  }
}
