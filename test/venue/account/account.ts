/**
 * What does a fill, a payment of funding or a liquidation do to an account?
 *
 * Invariants: the wallet changes by the incomes that are booked and by nothing else; gains are rounded down and costs
 * up, to 1e-8; a position that reaches zero is gone, with what hung on it.
 */
import { fundingRateOf, isFundingTime } from '../market/funding-terms.ts';
import { endWithPosition } from '../orders/linked-orders.ts';
import {
  ONE,
  abs,
  ceilDivide,
  decimal,
  floorDivide,
  ratioUp,
  smaller,
  timesUp,
  toNumber,
  type Decimal,
} from '../decimal.ts';
import { bracketOf } from '../market/listings.ts';
import {
  SETTLEMENT_ASSET,
  leverageOf,
  marginTypeOf,
  nextId,
  positionKey,
  walletOf,
  type Income,
  type OrderSide,
  type PositionSide,
  type VenueOrder,
  type VenuePosition,
  type VenueState,
  type VenueTrade,
} from '../venue-state.ts';

const FIRST_TRADE_ID = 700_000_000;
const FIRST_TRANSACTION_ID = 9_000_000_000;
/** What a fee costs when it is paid in BNB. */
const BNB_SHARE = decimal('0.9');

/** What a market is margined and settled in. */
export function assetOf(state: VenueState, symbol: string): string {
  return state.markets.get(symbol)?.quote ?? SETTLEMENT_ASSET;
}

export function directionOf(side: OrderSide): 1n | -1n {
  return side === 'BUY' ? 1n : -1n;
}

export function positionOf(
  state: VenueState,
  symbol: string,
  positionSide: PositionSide,
): VenuePosition | undefined {
  return state.positions.get(positionKey(symbol, positionSide));
}

/** How much of an order would reduce a position, before what other orders reduce. */
export function reducible(
  state: VenueState,
  { symbol, side, positionSide }: Pick<VenueOrder, 'symbol' | 'side' | 'positionSide'>,
): Decimal {
  const amount = positionOf(state, symbol, positionSide)?.amount ?? 0n;
  return amount * directionOf(side) < 0n ? abs(amount) : 0n;
}

/** Notes what a fill has made of a position. */
function note(state: VenueState, key: string): void {
  const position = state.positions.get(key);
  const kept = position === undefined ? undefined : { ...position };
  state.positionChanges.push({ key, position: kept, timeMs: state.timeMs });
}

/** Changes a wallet, and says why. */
export function book(
  state: VenueState,
  income: Pick<Income, 'type' | 'amount'> & Partial<Pick<Income, 'symbol' | 'asset' | 'tradeId' | 'info'>>,
): void {
  const { symbol = '', tradeId = '', info = income.type } = income;
  const { asset = assetOf(state, symbol) } = income;
  const { type, amount } = income;
  state.wallets.set(asset, walletOf(state, asset) + amount);
  if (amount === 0n) return;
  const tranId = nextId(state, FIRST_TRANSACTION_ID);
  state.incomes.push({ tranId, type, symbol, asset, amount, tradeId, info, timeMs: state.timeMs });
}

export interface Execution {
  readonly price: Decimal;
  readonly quantity: Decimal;
  readonly isMaker: boolean;
}

/** One execution of an order: position, wallet, trade, and the order's own progress. */
export function fill(state: VenueState, order: VenueOrder, { price, quantity, isMaker }: Execution): void {
  const { symbol, side, positionSide } = order;
  const closed = smaller(quantity, reducible(state, order));
  const realizedPnl = closed === 0n ? 0n : reduce(state, order, price, closed);
  const hasEnded = closed > 0n && positionOf(state, symbol, positionSide) === undefined;
  if (quantity > closed) increase(state, order, price, quantity - closed);
  note(state, positionKey(symbol, positionSide));
  order.filled += quantity;
  order.filledValue += price * quantity;
  order.status = order.filled === order.quantity ? 'FILLED' : 'PARTIALLY_FILLED';
  order.updateMs = state.timeMs;
  if (order.status === 'FILLED') state.openOrders.delete(order);
  const trade: VenueTrade = {
    id: nextId(state, FIRST_TRADE_ID),
    orderId: order.orderId,
    clientOrderId: order.clientOrderId,
    symbol,
    side,
    positionSide,
    price,
    quantity,
    quoteQuantity: floorDivide(price * quantity, ONE),
    realizedPnl,
    ...commissionOf(state, symbol, price * quantity, isMaker),
    isMaker,
    timeMs: state.timeMs,
  };
  state.trades.push(trade);
  const tradeId = String(trade.id);
  book(state, { type: 'REALIZED_PNL', symbol, amount: realizedPnl, tradeId });
  const { commission, commissionAsset: asset } = trade;
  book(state, { type: 'COMMISSION', symbol, amount: -commission, asset, tradeId });
  if (hasEnded) endWithPosition(state, symbol, positionSide);
}

/** The fee rates of a symbol, as fractions. */
export function feeRatesOf(
  state: VenueState,
  symbol: string,
): { readonly taker: Decimal; readonly maker: Decimal } {
  const { takerFeePct, makerFeePct } = state.rules.feesOf[symbol] ?? state.rules;
  return { taker: decimal(takerFeePct) / 100n, maker: decimal(makerFeePct) / 100n };
}

function commissionOf(
  state: VenueState,
  symbol: string,
  value: bigint,
  isMaker: boolean,
): Pick<VenueTrade, 'commission' | 'commissionAsset'> {
  const { taker, maker } = feeRatesOf(state, symbol);
  const commission = ceilDivide(value * (isMaker ? maker : taker), ONE * ONE);
  const settled = { commission, commissionAsset: assetOf(state, symbol) };
  const { feeAsset } = state.rules;
  if (feeAsset === undefined || commission <= 0n) return settled;
  const { asset, priceUsd } = feeAsset;
  const due = asset === 'BNB' ? timesUp(commission, BNB_SHARE) : commission;
  const inAsset = ratioUp(due, decimal(priceUsd));
  return inAsset <= walletOf(state, asset) ? { commission: inAsset, commissionAsset: asset } : settled;
}

/** Takes `quantity` off the position; returns what that gained. */
function reduce(state: VenueState, order: VenueOrder, price: Decimal, quantity: Decimal): Decimal {
  const key = positionKey(order.symbol, order.positionSide);
  const position = state.positions.get(key)!;
  const held = abs(position.amount);
  const entryValue = (position.entryValue * quantity) / held;
  const released = (position.isolatedWallet * quantity) / held;
  // Selling closes a long.
  const gain = (price * quantity - entryValue) * -directionOf(order.side);
  position.amount += directionOf(order.side) * quantity;
  position.entryValue -= entryValue;
  position.isolatedWallet -= released;
  position.updateMs = state.timeMs;
  if (position.amount === 0n) state.positions.delete(key);
  return floorDivide(gain, ONE);
}

function increase(state: VenueState, order: VenueOrder, price: Decimal, quantity: Decimal): void {
  const { symbol, positionSide, side } = order;
  const key = positionKey(symbol, positionSide);
  const existing = state.positions.get(key);
  const position: VenuePosition = existing ?? {
    symbol,
    positionSide,
    marginType: marginTypeOf(state, symbol),
    openedMs: state.timeMs,
    amount: 0n,
    entryValue: 0n,
    isolatedWallet: 0n,
    updateMs: state.timeMs,
  };
  position.amount += directionOf(side) * quantity;
  position.entryValue += price * quantity;
  position.updateMs = state.timeMs;
  if (position.marginType === 'ISOLATED') {
    position.isolatedWallet += ceilDivide(price * quantity, ONE * BigInt(leverageOf(state, symbol)));
  }
  state.positions.set(key, position);
}

/** What closing at `price` would gain. */
export function unrealized({ amount, entryValue }: VenuePosition, price: Decimal): Decimal {
  return floorDivide(amount > 0n ? price * amount - entryValue : price * amount + entryValue, ONE);
}

/** |amount| × price. */
export function notionalOf({ amount }: VenuePosition, price: Decimal): Decimal {
  return floorDivide(abs(amount) * price, ONE);
}

/** What must be left of the margin of a position. */
export function maintenanceOf(state: VenueState, position: VenuePosition, mark: Decimal): Decimal {
  const notional = notionalOf(position, mark);
  const { maintenance, cum } = bracketOf(state.listings.get(position.symbol)!, toNumber(notional));
  return timesUp(notional, decimal(maintenance)) - decimal(cum);
}

/**
 * The mark price at which a position in isolated margin is liquidated, 0 where there is none:
 * (WB + cum − d × q × EP) / (q × MMR − d × q), by the tier of its entry.
 */
export function liquidationPriceOf(state: VenueState, position: VenuePosition): Decimal {
  if (position.marginType !== 'ISOLATED') return 0n;
  const { amount, entryValue, isolatedWallet } = position;
  const d = amount > 0n ? 1n : -1n;
  const listing = state.listings.get(position.symbol)!;
  const { maintenance, cum } = bracketOf(listing, toNumber(floorDivide(entryValue, ONE)));
  const dividend = (isolatedWallet + decimal(cum)) * ONE - d * entryValue;
  const divisor = abs(amount) * (decimal(maintenance) - d * ONE);
  const price = (dividend * ONE) / divisor;
  return price > 0n ? price : 0n;
}

export function isLiquidatedAt(state: VenueState, position: VenuePosition, mark: Decimal): boolean {
  const price = liquidationPriceOf(state, position);
  return price > 0n && (position.amount > 0n ? mark <= price : mark >= price);
}

/** Charges the open positions whose funding is due now, longs pay a positive rate. */
export function chargeFunding(state: VenueState): void {
  for (const position of state.positions.values()) {
    if (!isFundingTime(state.rules, position.symbol, state.timeMs)) continue;
    const rate = fundingRateOf(state.rules, position.symbol);
    const prices = state.books.get(position.symbol);
    if (prices === undefined) continue;
    const paid = ceilDivide(position.amount * prices.mark * rate, ONE * ONE);
    book(state, { type: 'FUNDING_FEE', symbol: position.symbol, amount: -paid });
    if (position.marginType === 'ISOLATED') position.isolatedWallet -= paid;
  }
}
