/**
 * At which price does an order fill, and when?
 *
 * The rules of `lambda/core/fill-model.ts`: a taker's price is the touch, moved against it by the slippage; a resting
 * limit fills as a maker, at its own price, and only where the market trades through it. What the book does not hold
 * is not filled: a market order's rest expires.
 */
import { takerEntryPrice } from '../../../lambda/core/fill-model.ts';
import { fill, reducible } from '../account/account.ts';
import { ceilDivide, decimal, floorDivide, smaller, timesDown, toNumber, type Decimal } from '../decimal.ts';
import { checkOrder, checkQuantity, checkTick, listingOf, type OrderRequest } from './order-checks.ts';
import { Refusal } from '../refusals.ts';
import { nextId, type Level, type OrderSide, type VenueOrder, type VenueState } from '../venue-state.ts';

const FIRST_ORDER_ID = 8_000_000_000;

/** The touch as a taker pays it. */
function takerPrice(state: VenueState, symbol: string, side: OrderSide, touch: Decimal): Decimal {
  const { slippageBps, fillPrices } = state.rules;
  const exact = takerEntryPrice(side === 'BUY' ? 'long' : 'short', toNumber(touch), slippageBps);
  const price = decimal(exact);
  if (fillPrices === 'exact') return price;
  const { tick } = listingOf(state, symbol);
  return (side === 'BUY' ? ceilDivide(price, tick) : floorDivide(price, tick)) * tick;
}

type Taker = Pick<OrderRequest, 'symbol' | 'side' | 'type' | 'price'>;

/** How far a taker goes: to its limit, a market order as far from the mark price as the market allows. */
function boundOf(state: VenueState, { symbol, side, type, price }: Taker): Decimal | undefined {
  if (type === 'LIMIT') return price;
  const mark = state.books.get(symbol)?.mark;
  if (mark === undefined) return undefined;
  const reach = timesDown(mark, listingOf(state, symbol).marketTakeBound);
  return side === 'BUY' ? mark + reach : mark - reach;
}

/** What a taker of this side meets, best first, as far as it goes. */
function levelsFor(state: VenueState, taker: Taker): readonly Level[] {
  const { symbol, side } = taker;
  const prices = state.books.get(symbol);
  const levels = (side === 'BUY' ? prices?.asks : prices?.bids) ?? [];
  const bound = boundOf(state, taker);
  if (bound === undefined) return levels;
  return levels.filter(({ price }) => (side === 'BUY' ? price <= bound : price >= bound));
}

/** What an order may still fill: a reduce-only one no more than there is to reduce. */
function fillable(state: VenueState, order: VenueOrder): Decimal {
  const rest = order.quantity - order.filled;
  return order.reduceOnly || order.closePosition ? smaller(rest, reducible(state, order)) : rest;
}

/** Fills what the book holds for a taker, level by level. */
function take(state: VenueState, order: VenueOrder): void {
  for (const level of levelsFor(state, order)) {
    const wanted = fillable(state, order);
    const quantity = level.quantity === undefined ? wanted : smaller(wanted, level.quantity);
    if (quantity === 0n) continue;
    if (level.quantity !== undefined) level.quantity -= quantity;
    const slipped = takerPrice(state, order.symbol, order.side, level.price);
    const limit = order.type === 'LIMIT' ? order.price : slipped;
    const price = (order.side === 'BUY') === slipped > limit ? limit : slipped;
    fill(state, order, { price, quantity, isMaker: false });
  }
}

function end(state: VenueState, order: VenueOrder, status: 'CANCELED' | 'EXPIRED'): void {
  order.status = status;
  order.updateMs = state.timeMs;
  state.openOrders.delete(order);
}

/** Whether it still can fill. */
export function isOpen({ status }: VenueOrder): boolean {
  return status === 'NEW' || status === 'PARTIALLY_FILLED';
}

function canFillWhole(state: VenueState, order: Taker & Pick<OrderRequest, 'quantity'>): boolean {
  let held = 0n;
  for (const { quantity } of levelsFor(state, order)) {
    if (quantity === undefined) return true;
    held += quantity;
  }
  return held >= order.quantity;
}

/** Lets a new order meet the book. */
function execute(state: VenueState, order: VenueOrder): void {
  if (order.timeInForce !== 'GTX') take(state, order);
  if (!isOpen(order)) return;
  const expires = order.type === 'MARKET' || order.timeInForce === 'IOC' || order.timeInForce === 'FOK';
  if (expires || fillable(state, order) === 0n) end(state, order, 'EXPIRED');
  else state.openOrders.add(order);
}

/** An order as it enters the books, whatever becomes of it. */
export function register(
  state: VenueState,
  request: OrderRequest,
  origin: Partial<Pick<VenueOrder, 'origType' | 'closePosition'>> = {},
): VenueOrder {
  const orderId = nextId(state, FIRST_ORDER_ID);
  const { symbol, side, positionSide, type, timeInForce, reduceOnly, price, quantity } = request;
  const order: VenueOrder = {
    orderId,
    clientOrderId: request.clientOrderId ?? `venue${orderId}`,
    symbol,
    side,
    positionSide,
    type,
    timeInForce,
    reduceOnly,
    closePosition: origin.closePosition ?? false,
    origType: origin.origType ?? type,
    timeMs: state.timeMs,
    price,
    quantity,
    filled: 0n,
    filledValue: 0n,
    status: 'NEW',
    updateMs: state.timeMs,
  };
  state.orders.push(order);
  return order;
}

/** Places an order. @throws Refusal */
export function place(state: VenueState, request: OrderRequest): VenueOrder {
  checkOrder(state, request);
  const { timeInForce } = request;
  if (timeInForce === 'FOK' && !canFillWhole(state, request)) throw new Refusal(-5021);
  const takes = timeInForce === 'GTX' && levelsFor(state, request).length > 0;
  if (takes && state.rules.postOnlyThatTakes === 'refused') throw new Refusal(-5022);
  const order = register(state, request);
  if (takes) end(state, order, 'EXPIRED');
  else execute(state, order);
  return order;
}

/** What the venue itself sends to the book: a triggered stop, a liquidation. */
export function placeOwn(
  state: VenueState,
  request: OrderRequest,
  origin: Partial<Pick<VenueOrder, 'origType' | 'closePosition'>>,
): VenueOrder {
  const order = register(state, request, origin);
  execute(state, order);
  return order;
}

export function cancel(state: VenueState, order: VenueOrder | undefined): VenueOrder {
  if (order === undefined || !isOpen(order)) throw new Refusal(-2011);
  end(state, order, 'CANCELED');
  return order;
}

/** Another price and quantity, at the end of the queue. @throws Refusal */
export function amend(
  state: VenueState,
  order: VenueOrder | undefined,
  { price, quantity }: { readonly price: Decimal; readonly quantity: Decimal },
): VenueOrder {
  if (order === undefined || !isOpen(order)) throw new Refusal(-2013);
  const listing = listingOf(state, order.symbol);
  checkQuantity(listing, quantity, false);
  checkTick(listing, price);
  if (order.price === price && order.quantity === quantity) throw new Refusal(-5027);
  state.openOrders.delete(order);
  order.updateMs = state.timeMs;
  // Less than what is filled already leaves nothing to wait for.
  if (quantity <= order.filled) {
    end(state, order, 'CANCELED');
    return order;
  }
  order.price = price;
  order.quantity = quantity;
  if (order.timeInForce === 'GTX' && levelsFor(state, order).length > 0) end(state, order, 'EXPIRED');
  else execute(state, order);
  return order;
}

/** Fills resting orders of a symbol that trades at these prices go through, up to `quantity` in all. */
export function meetLimits(
  state: VenueState,
  symbol: string,
  { high, low, quantity }: { readonly high: Decimal; readonly low: Decimal; readonly quantity?: Decimal },
): void {
  let left = quantity;
  for (const order of state.openOrders) {
    const isMet = order.side === 'BUY' ? low < order.price : high > order.price;
    if (order.symbol !== symbol || !isMet) continue;
    const wanted = fillable(state, order);
    const filled = left === undefined ? wanted : smaller(wanted, left);
    if (filled === 0n) continue;
    if (left !== undefined) left -= filled;
    fill(state, order, { price: order.price, quantity: filled, isMaker: true });
  }
}
