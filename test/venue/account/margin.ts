/**
 * What can an account still pay for?
 *
 * available = wallet − margin set apart for isolated positions − margin of cross positions and resting orders, less
 * what cross positions have lost so far.
 */
import { directionOf, positionOf, reducible, unrealized } from './account.ts';
import { ONE, abs, ceilDivide, larger, smaller, type Decimal } from '../decimal.ts';
import {
  leverageOf,
  walletOf,
  type OrderSide,
  type PositionSide,
  type VenueOrder,
  type VenuePosition,
  type VenueState,
} from '../venue-state.ts';

/** Margin that a notional of price × quantity needs. */
export function initialMargin(state: VenueState, symbol: string, price: Decimal, quantity: Decimal): Decimal {
  return ceilDivide(price * abs(quantity), ONE * BigInt(leverageOf(state, symbol)));
}

export function markOf(state: VenueState, symbol: string): Decimal {
  return state.books.get(symbol)?.mark ?? 0n;
}

/** What a position ties up: its own margin, or the share of its notional in cross margin. */
export function positionMargin(state: VenueState, position: VenuePosition): Decimal {
  if (position.marginType === 'ISOLATED') return position.isolatedWallet;
  return initialMargin(state, position.symbol, markOf(state, position.symbol), position.amount);
}

/** What a resting order ties up: nothing where it reduces. */
export function orderMargin(state: VenueState, order: VenueOrder): Decimal {
  if (order.reduceOnly) return 0n;
  const rest = order.quantity - order.filled;
  const increasing = larger(rest - reducible(state, order), 0n);
  return initialMargin(state, order.symbol, order.price, increasing);
}

export function crossUnrealized(state: VenueState): Decimal {
  let sum = 0n;
  for (const position of state.positions.values()) {
    if (position.marginType === 'CROSSED') sum += unrealized(position, markOf(state, position.symbol));
  }
  return sum;
}

export function isolatedWallets(state: VenueState): Decimal {
  let sum = 0n;
  for (const position of state.positions.values()) sum += position.isolatedWallet;
  return sum;
}

export function available(state: VenueState): Decimal {
  let tied = 0n;
  for (const position of state.positions.values()) tied += positionMargin(state, position);
  for (const order of state.openOrders) tied += orderMargin(state, order);
  return walletOf(state) - tied + smaller(crossUnrealized(state), 0n);
}

export interface Exposure {
  readonly symbol: string;
  readonly side: OrderSide;
  readonly positionSide: PositionSide;
  readonly price: Decimal;
  readonly quantity: Decimal;
}

/** Whether the account can pay for what an order adds, fee of a taker included. */
export function canAfford(
  state: VenueState,
  { price, quantity, ...order }: Exposure,
  takerFee: Decimal,
): boolean {
  const added = larger(quantity - reducible(state, order), 0n);
  if (added === 0n) return true;
  const cost =
    initialMargin(state, order.symbol, price, added) + ceilDivide(price * added * takerFee, ONE * ONE);
  return cost <= available(state);
}

/** |position| × mark after an order that adds to it. */
export function notionalAfter(
  state: VenueState,
  { symbol, side, positionSide, price, quantity }: Exposure,
): Decimal {
  const amount = positionOf(state, symbol, positionSide)?.amount ?? 0n;
  return (abs(amount + directionOf(side) * quantity) * price) / ONE;
}
