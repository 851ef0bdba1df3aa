/**
 * What happens to a position whose margin is used up?
 *
 * Its orders are cancelled, it is closed at the mark price by an order of the venue's own, and what is then left of
 * its margin goes to the insurance fund, or comes from it: an isolated position loses its margin, no more and no less.
 */
import { book, positionOf } from './account.ts';
import { abs } from './decimal.ts';
import { placeOwn } from './matching.ts';
import { leverageOf, SETTLEMENT_ASSET, type VenuePosition, type VenueState } from './venue-state.ts';

export function liquidate(state: VenueState, position: VenuePosition): void {
  const { symbol, positionSide, amount, isolatedWallet } = position;
  for (const order of state.openOrders) {
    if (order.symbol !== symbol || order.positionSide !== positionSide) continue;
    order.status = 'EXPIRED';
    order.updateMs = state.timeMs;
    state.openOrders.delete(order);
  }
  const before = state.books.get(symbol)!;
  const level = [{ price: before.mark, quantity: undefined }];
  state.books.set(symbol, { ...before, bids: level, asks: level });
  const first = state.trades.length;
  placeOwn(
    state,
    {
      symbol,
      side: amount > 0n ? 'SELL' : 'BUY',
      positionSide,
      type: 'MARKET',
      timeInForce: 'GTC',
      quantity: abs(amount),
      price: 0n,
      reduceOnly: false,
      clientOrderId: `autoclose-${state.timeMs}`,
    },
    { origType: 'LIQUIDATION', closePosition: true },
  );
  state.books.set(symbol, before);
  if (positionOf(state, symbol, positionSide) !== undefined)
    throw new Error(`a liquidated position of ${symbol} is still open at ${leverageOf(state, symbol)}x`);
  const left = state.trades
    .slice(first)
    .reduce(
      (margin, { realizedPnl, commission, commissionAsset }) =>
        margin + realizedPnl - (commissionAsset === SETTLEMENT_ASSET ? commission : 0n),
      isolatedWallet,
    );
  book(state, { type: 'INSURANCE_CLEAR', symbol, amount: -left });
}
