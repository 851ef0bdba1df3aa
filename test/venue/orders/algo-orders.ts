/**
 * What are conditional orders, until they are triggered and after?
 *
 * They rest apart from the book. Triggered, one becomes a different, ordinary order of the same client id, and its row
 * says which; refused by the book, it is REJECTED and nothing protects any more. At most one conditional order that
 * closes a position rests in each direction.
 */
import { abs, type Decimal } from '../decimal.ts';
import { reducible } from '../account/account.ts';
import { place, placeOwn } from './matching.ts';
import {
  checkAgreement,
  checkClientId,
  checkPositionSide,
  checkQuantity,
  checkReduceOnly,
  checkStatus,
  checkTick,
  listingOf,
} from './order-checks.ts';
import { Refusal } from '../refusals.ts';
import {
  nextId,
  positionKey,
  type AlgoOrder,
  type AlgoType,
  type OrderSide,
  type PositionSide,
  type TimeInForce,
  type VenueState,
  type WorkingType,
} from '../venue-state.ts';

const FIRST_ALGO_ID = 4_000_000_000_000_000;

export interface AlgoRequest {
  readonly symbol: string;
  readonly side: OrderSide;
  readonly positionSide: PositionSide;
  readonly type: AlgoType;
  readonly timeInForce: TimeInForce;
  readonly triggerPrice: Decimal;
  /** 0 for one that becomes a market order. */
  readonly price: Decimal;
  /** 0 for one that closes the position. */
  readonly quantity: Decimal;
  readonly reduceOnly: boolean;
  readonly closePosition: boolean;
  readonly workingType: WorkingType;
  readonly priceProtect: boolean;
  readonly clientAlgoId: string | undefined;
}

/** Whether a price triggers it. */
export function isMet(
  { type, side, triggerPrice }: Pick<AlgoOrder, 'type' | 'side' | 'triggerPrice'>,
  price: Decimal,
): boolean {
  const isStop = type === 'STOP_MARKET' || type === 'STOP';
  return isStop === (side === 'SELL') ? price <= triggerPrice : price >= triggerPrice;
}

/** The price that a conditional order watches. */
export function watchedPrice(
  state: VenueState,
  { symbol, workingType }: Pick<AlgoOrder, 'symbol' | 'workingType'>,
): Decimal | undefined {
  const prices = state.books.get(symbol);
  return workingType === 'MARK_PRICE' ? prices?.mark : prices?.last;
}

function checkClosing(state: VenueState, request: AlgoRequest): void {
  const { symbol, side, type, positionSide, quantity, reduceOnly } = request;
  if (quantity > 0n || reduceOnly) throw new Refusal(-1106);
  if (type !== 'STOP_MARKET' && type !== 'TAKE_PROFIT_MARKET') throw new Refusal(-4136);
  if (reducible(state, request) === 0n) throw new Refusal(-4509);
  for (const open of state.openAlgos) {
    const isSame = open.symbol === symbol && open.side === side && open.positionSide === positionSide;
    if (isSame && open.closePosition && open.type === type) throw new Refusal(-4130);
  }
}

/** @throws Refusal */
export function checkAlgo(state: VenueState, request: AlgoRequest): void {
  const listing = listingOf(state, request.symbol);
  checkStatus(listing, request.closePosition || request.reduceOnly);
  checkAgreement(state, listing);
  checkClientId(request.clientAlgoId);
  let openAlgos = 0;
  for (const open of state.openAlgos) {
    if (open.clientAlgoId === request.clientAlgoId) throw new Refusal(state.rules.duplicateAlgoIdCode);
    if (open.symbol === request.symbol) openAlgos += 1;
  }
  checkPositionSide(state, request);
  checkTick(listing, request.triggerPrice);
  const isLimit = request.type === 'STOP' || request.type === 'TAKE_PROFIT';
  if (isLimit) checkTick(listing, request.price);
  if (openAlgos >= listing.maxAlgoOrders) throw new Refusal(-4045);
  if (request.closePosition) checkClosing(state, request);
  else checkQuantity(listing, request.quantity, !isLimit);
  const watched = watchedPrice(state, request);
  if (watched !== undefined && isMet(request, watched)) throw new Refusal(-2021);
}

/** @throws Refusal */
export function placeAlgo(state: VenueState, request: AlgoRequest): AlgoOrder {
  checkAlgo(state, request);
  const algoId = nextId(state, FIRST_ALGO_ID);
  const algo: AlgoOrder = {
    ...request,
    algoId,
    clientAlgoId: request.clientAlgoId ?? `venue${algoId}`,
    timeMs: state.timeMs,
    status: 'NEW',
    updateMs: state.timeMs,
    triggeredMs: undefined,
    order: undefined,
  };
  state.algos.push(algo);
  state.openAlgos.add(algo);
  return algo;
}

function become(state: VenueState, algo: AlgoOrder, status: AlgoOrder['status']): void {
  algo.status = status;
  algo.updateMs = state.timeMs;
  if (status !== 'NEW' && status !== 'TRIGGERING') state.openAlgos.delete(algo);
}

/** It is over, whatever it was for, and no order came of it. */
export function endAlgo(
  state: VenueState,
  algo: AlgoOrder,
  status: 'FINISHED' | 'EXPIRED' | 'REJECTED' | 'CANCELED',
): void {
  become(state, algo, status);
}

export function cancelAlgo(state: VenueState, algo: AlgoOrder | undefined): AlgoOrder {
  if (algo?.status !== 'NEW') throw new Refusal(-2011);
  become(state, algo, 'CANCELED');
  return algo;
}

/** Its price has been met: the order reaches the book at once, or after the venue's delay. */
export function trigger(state: VenueState, algo: AlgoOrder): void {
  algo.triggeredMs = state.timeMs;
  become(state, algo, 'TRIGGERING');
  const { triggerDelayMs } = state.rules;
  if (triggerDelayMs === 0) sendTriggered(state, algo);
  else state.due.push({ kind: 'trigger', atMs: state.timeMs + triggerDelayMs, algo });
}

/** Makes it an ordinary order. */
export function sendTriggered(state: VenueState, algo: AlgoOrder): void {
  const { symbol, side, positionSide, type, closePosition, reduceOnly, clientAlgoId } = algo;
  const isLimit = type === 'STOP' || type === 'TAKE_PROFIT';
  const held = abs(state.positions.get(positionKey(symbol, positionSide))?.amount ?? 0n);
  const request = {
    symbol,
    side,
    positionSide,
    type: isLimit ? ('LIMIT' as const) : ('MARKET' as const),
    timeInForce: algo.timeInForce,
    quantity: closePosition ? held : algo.quantity,
    price: algo.price,
    reduceOnly,
    clientOrderId: clientAlgoId,
  };
  try {
    if (closePosition) {
      if (reducible(state, algo) === 0n) throw new Refusal(-2022);
      algo.order = placeOwn(state, request, { origType: type, closePosition });
    } else if (reduceOnly) {
      checkReduceOnly(state, algo);
      algo.order = placeOwn(state, request, { origType: type });
    } else {
      algo.order = place(state, request);
    }
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    become(state, algo, closePosition ? 'EXPIRED' : 'REJECTED');
    return;
  }
  become(state, algo, 'TRIGGERED');
  const { finishDelayMs } = state.rules;
  if (finishDelayMs === 0) finish(state, algo);
  else state.due.push({ kind: 'finish', atMs: state.timeMs + finishDelayMs, algo });
}

/** Says that its order is filled or cancelled; one that rests is waited for. */
export function finish(state: VenueState, algo: AlgoOrder): void {
  if (algo.status !== 'TRIGGERED') return;
  if (algo.order !== undefined && state.openOrders.has(algo.order)) {
    state.due.push({ kind: 'finish', atMs: state.timeMs + 1_000, algo });
    return;
  }
  become(state, algo, 'FINISHED');
}
