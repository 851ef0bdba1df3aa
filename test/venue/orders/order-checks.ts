/**
 * Which orders does the venue refuse, and with which code?
 *
 * Nothing here changes anything. @throws Refusal
 */
import { feeRatesOf, reducible } from '../account/account.ts';
import { isMultipleOf, timesDown, toNumber, type Decimal } from '../decimal.ts';
import { bracketOf, type Listing } from '../market/listings.ts';
import { canAfford, notionalAfter } from '../account/margin.ts';
import { Refusal } from '../refusals.ts';
import {
  leverageOf,
  type OrderSide,
  type PositionSide,
  type TimeInForce,
  type VenueOrder,
  type VenueState,
} from '../venue-state.ts';

export interface OrderRequest {
  readonly symbol: string;
  readonly side: OrderSide;
  readonly positionSide: PositionSide;
  readonly type: 'LIMIT' | 'MARKET';
  readonly timeInForce: TimeInForce;
  readonly quantity: Decimal;
  /** 0 for a market order. */
  readonly price: Decimal;
  readonly reduceOnly: boolean;
  readonly clientOrderId: string | undefined;
}

const CLIENT_ID = /^[.A-Z:/a-z0-9_-]{1,36}$/;

export function checkClientId(clientId: string | undefined): void {
  if (clientId !== undefined && !CLIENT_ID.test(clientId)) throw new Refusal(-4015);
}

export function listingOf(state: VenueState, symbol: string): Listing {
  const listing = state.listings.get(symbol);
  if (listing === undefined) throw new Refusal(-1121);
  return listing;
}

/** A market that is on the list and open. */
export function checkStatus({ isListed, isTrading }: Listing, isReducing: boolean): void {
  if (!isListed) throw new Refusal(-1121);
  if (!isTrading) throw new Refusal(isReducing ? -1122 : -4140);
}

/** Markets whose prices follow another market want an agreement to be signed once. */
export function checkAgreement({ hasSignedAgreement }: VenueState, listing: Listing): void {
  if (listing.needsAgreement && !hasSignedAgreement) throw new Refusal(-4411);
}

/** One-way accounts have BOTH, hedged ones LONG and SHORT, which know themselves what reduces. */
export function checkPositionSide(
  { isHedged }: VenueState,
  { positionSide, reduceOnly }: Pick<OrderRequest, 'positionSide' | 'reduceOnly'>,
): void {
  if (isHedged === (positionSide === 'BOTH')) throw new Refusal(-4061);
  if (isHedged && reduceOnly) throw new Refusal(-1106, "Parameter 'reduceonly' sent when not required.");
}

function stepRefusal(value: Decimal, step: Decimal, offStep: -4014 | -4023): Refusal {
  // More decimals than the step has, or as many and no multiple of it.
  let unit = 1n;
  while (step % (unit * 10n) === 0n) unit *= 10n;
  return new Refusal(value % unit === 0n ? offStep : -1111);
}

export function checkQuantity(listing: Listing, quantity: Decimal, isMarket: boolean): void {
  if (quantity <= 0n) throw new Refusal(-4003);
  if (!isMultipleOf(quantity, listing.step)) throw stepRefusal(quantity, listing.step, -4023);
  if (quantity < listing.minQuantity) throw new Refusal(-4004);
  if (quantity > (isMarket ? listing.maxMarketQuantity : listing.maxQuantity)) throw new Refusal(-4005);
}

export function checkTick(listing: Listing, price: Decimal): void {
  if (price <= 0n)
    throw new Refusal(-1102, "Mandatory parameter 'price' was not sent, was empty/null, or malformed.");
  if (price < listing.minPrice) throw new Refusal(-4013);
  if (price > listing.maxPrice) throw new Refusal(-4002);
  if (!isMultipleOf(price, listing.tick)) throw stepRefusal(price, listing.tick, -4014);
}

function checkBand(state: VenueState, listing: Listing, { side, type, price }: OrderRequest): void {
  const prices = state.books.get(listing.symbol);
  if (prices === undefined) return;
  const ceiling = timesDown(prices.mark, listing.priceUp);
  const floor = timesDown(prices.mark, listing.priceDown);
  if (type === 'LIMIT') {
    if (side === 'BUY' && price > ceiling) throw new Refusal(-4016);
    if (side === 'SELL' && price < floor) throw new Refusal(-4024);
    return;
  }
  const touch = (side === 'BUY' ? prices.asks : prices.bids)[0]?.price;
  if (touch !== undefined && (side === 'BUY' ? touch > ceiling : touch < floor)) throw new Refusal(-4131);
}

/** What resting reduce-only orders of the same side take off a position already. */
export function reducedByResting(
  state: VenueState,
  order: Pick<VenueOrder, 'symbol' | 'side' | 'positionSide'>,
): Decimal {
  let sum = 0n;
  for (const { symbol, side, positionSide, reduceOnly, quantity, filled } of state.openOrders) {
    const isSame = symbol === order.symbol && side === order.side && positionSide === order.positionSide;
    if (isSame && reduceOnly) sum += quantity - filled;
  }
  return sum;
}

/** A reduce-only order needs something to reduce that no resting order reduces already. */
export function checkReduceOnly(
  state: VenueState,
  order: Pick<VenueOrder, 'symbol' | 'side' | 'positionSide' | 'quantity'>,
): void {
  const held = reducible(state, order);
  if (held === 0n) throw new Refusal(-2022);
  if (held <= reducedByResting(state, order)) throw new Refusal(state.rules.reduceOnlyTwiceCode);
  if (order.quantity > held && state.rules.reduceOnlyTooLarge === 'refused') throw new Refusal(-2022);
}

function checkMargin(state: VenueState, listing: Listing, request: OrderRequest, price: Decimal): void {
  const exposure = { ...request, price };
  const { taker } = feeRatesOf(state, request.symbol);
  if (!canAfford(state, exposure, taker)) throw new Refusal(-2019);
  const { leverage } = bracketOf(listing, toNumber(notionalAfter(state, exposure)));
  const isGrowing = request.quantity > reducible(state, request);
  if (isGrowing && leverageOf(state, request.symbol) > leverage) throw new Refusal(-2027);
}

/** Everything that Binance looks at before an order reaches the book. */
export function checkOrder(state: VenueState, request: OrderRequest): void {
  const { symbol, side, type, quantity, price, reduceOnly, clientOrderId } = request;
  const listing = listingOf(state, symbol);
  const isClosing = reduceOnly || quantity <= reducible(state, request);
  checkStatus(listing, isClosing);
  checkAgreement(state, listing);
  checkClientId(clientOrderId);
  let openOrders = 0;
  for (const open of state.openOrders) {
    if (open.symbol !== symbol) continue;
    if (open.clientOrderId === clientOrderId) throw new Refusal(-4116);
    openOrders += 1;
  }
  checkPositionSide(state, request);
  checkQuantity(listing, quantity, type === 'MARKET');
  if (type === 'LIMIT') checkTick(listing, price);
  if (openOrders >= listing.maxOrders) throw new Refusal(-2025);
  if (reduceOnly) checkReduceOnly(state, request);
  checkBand(state, listing, request);
  const prices = state.books.get(symbol);
  const paid = type === 'LIMIT' ? price : (side === 'BUY' ? prices?.asks[0] : prices?.bids[0])?.price;
  if (paid === undefined) return;
  if (!isClosing && timesDown(paid, quantity) < listing.minNotional) {
    throw new Refusal(-4164);
  }
  checkMargin(state, listing, request, paid);
}
