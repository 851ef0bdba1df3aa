/**
 * What can an account still pay for? Each asset is the margin of its own markets, and of no other.
 *
 * available = wallet − margin set apart for isolated positions − margin of cross positions and resting orders, less
 * what cross positions have lost so far.
 */
import { assetOf, directionOf, positionOf, reducible, unrealized } from './account.ts';
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

/** The positions that an asset is the margin of. */
export function positionsIn(state: VenueState, asset: string): readonly VenuePosition[] {
  return [...state.positions.values()].filter(({ symbol }) => assetOf(state, symbol) === asset);
}

/** The resting orders that an asset is the margin of. */
export function ordersIn(state: VenueState, asset: string): readonly VenueOrder[] {
  return [...state.openOrders].filter(({ symbol }) => assetOf(state, symbol) === asset);
}

export function crossUnrealized(state: VenueState, asset: string): Decimal {
  let sum = 0n;
  for (const position of positionsIn(state, asset)) {
    if (position.marginType === 'CROSSED') sum += unrealized(position, markOf(state, position.symbol));
  }
  return sum;
}

export function isolatedWallets(state: VenueState, asset: string): Decimal {
  let sum = 0n;
  for (const position of positionsIn(state, asset)) sum += position.isolatedWallet;
  return sum;
}

export function available(state: VenueState, asset: string): Decimal {
  let tied = 0n;
  for (const position of positionsIn(state, asset)) tied += positionMargin(state, position);
  for (const order of ordersIn(state, asset)) tied += orderMargin(state, order);
  return walletOf(state, asset) - tied + smaller(crossUnrealized(state, asset), 0n);
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
  return cost <= available(state, assetOf(state, order.symbol));
}

/** |position| × mark after an order that adds to it. */
export function notionalAfter(
  state: VenueState,
  { symbol, side, positionSide, price, quantity }: Exposure,
): Decimal {
  const amount = positionOf(state, symbol, positionSide)?.amount ?? 0n;
  return (abs(amount + directionOf(side) * quantity) * price) / ONE;
}
