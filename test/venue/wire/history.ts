/**
 * Which part of a long history does a request get?
 *
 * A limit takes the *oldest* of the window, except for orders asked for without a beginning. Without times the window
 * is the last seven days, and no window is longer.
 */
import { DAY_MS } from '../../../lambda/core/units.ts';
import { isOpen } from '../orders/matching.ts';
import { Refusal } from '../refusals.ts';
import type { AlgoOrder, Income, VenueOrder, VenuePosition, VenueState, VenueTrade } from '../venue-state.ts';
import type { Call } from './wire-route.ts';

const WINDOW_MS = 7 * DAY_MS;
const KEPT_MS = 90 * DAY_MS;
const KEPT_UNFILLED_MS = 3 * DAY_MS;

interface Window {
  readonly startMs: number;
  readonly endMs: number;
}

function windowOf({ state, params }: Call): Window {
  const start = params.integer('startTime');
  const end = params.integer('endTime');
  const startMs = start ?? (end ?? state.timeMs) - WINDOW_MS;
  const endMs = end ?? Math.min(startMs + WINDOW_MS, Number.MAX_SAFE_INTEGER);
  if (endMs - startMs > WINDOW_MS)
    throw new Refusal(-1130, 'The time between startTime and endTime is over 7 days.');
  return { startMs, endMs };
}

function limitOf({ params }: Call, usual: number, most = 1_000): number {
  const limit = params.integer('limit') ?? usual;
  if (limit > most || limit < 1) throw new Refusal(-1130);
  return limit;
}

function isInside({ startMs, endMs }: Window, timeMs: number): boolean {
  return timeMs >= startMs && timeMs <= endMs;
}

/** `/fapi/v1/userTrades` */
export function tradesAsked(call: Call, symbol: string): readonly VenueTrade[] {
  const { state, params } = call;
  const limit = limitOf(call, 500);
  const visible = state.trades.filter(
    (trade) => trade.symbol === symbol && isShown(state, trade, state.rules.tradeVisibleAfterMs),
  );
  const orderId = params.integer('orderId');
  if (orderId !== undefined) return visible.filter((trade) => trade.orderId === orderId).slice(0, limit);
  const fromId = params.integer('fromId');
  const hasTimes = params.text('startTime') !== undefined || params.text('endTime') !== undefined;
  if (fromId !== undefined && hasTimes)
    throw new Refusal(-1130, 'fromId cannot be sent with startTime or endTime.');
  if (fromId !== undefined) return visible.filter(({ id }) => id >= fromId).slice(0, limit);
  const window = windowOf(call);
  return visible.filter(({ timeMs }) => isInside(window, timeMs)).slice(0, limit);
}

/** What is forgotten: unfilled orders after three days, all of them after ninety. */
function isKept(state: VenueState, order: VenueOrder): boolean {
  const ageMs = state.timeMs - order.timeMs;
  return isOpen(order) || ageMs <= (order.filled === 0n ? KEPT_UNFILLED_MS : KEPT_MS);
}

/** `/fapi/v1/allOrders` */
export function ordersAsked(call: Call, symbol: string | undefined): readonly VenueOrder[] {
  const { state, params } = call;
  const limit = limitOf(call, 500);
  const kept = state.orders.filter(
    (order) =>
      (symbol === undefined || order.symbol === symbol) && isKept(state, order) && isListed(state, order),
  );
  const orderId = params.integer('orderId');
  if (orderId !== undefined) return kept.filter((order) => order.orderId >= orderId).slice(0, limit);
  const window = windowOf(call);
  const inside = kept.filter(({ timeMs }) => isInside(window, timeMs));
  return params.text('startTime') === undefined ? inside.slice(-limit) : inside.slice(0, limit);
}

/** `/fapi/v1/allAlgoOrders` */
export function algosAsked(call: Call, symbol: string): readonly AlgoOrder[] {
  const { state, params } = call;
  const limit = limitOf(call, 500);
  const ours = state.algos.filter((algo) => algo.symbol === symbol && isListed(state, algo));
  const algoId = params.integer('algoId');
  if (algoId !== undefined) return ours.filter((algo) => algo.algoId >= algoId).slice(0, limit);
  const window = windowOf(call);
  const inside = ours.filter(({ timeMs }) => isInside(window, timeMs));
  return params.text('startTime') === undefined ? inside.slice(-limit) : inside.slice(0, limit);
}

/** `/fapi/v1/income` */
export function incomesAsked(call: Call): readonly Income[] {
  const { state, params } = call;
  const limit = limitOf(call, 100);
  const page = params.integer('page') ?? 1;
  const symbol = params.text('symbol');
  const type = params.text('incomeType');
  const window = windowOf(call);
  return state.incomes
    .filter(
      (income) =>
        (symbol === undefined || income.symbol === symbol) &&
        (type === undefined || income.type === type) &&
        isShown(state, income, state.rules.incomeVisibleAfterMs) &&
        isInside(window, income.timeMs),
    )
    .slice((page - 1) * limit, page * limit);
}

interface Shown {
  readonly timeMs: number;
  readonly shownFromMs?: number;
}

function isShown({ timeMs }: VenueState, one: Shown, delayMs: number): boolean {
  return Math.max(one.timeMs + delayMs, one.shownFromMs ?? 0) <= timeMs;
}

/** Whether lists know of it already. */
export function isListed(state: VenueState, order: Shown): boolean {
  return isShown(state, order, state.rules.listVisibleAfterMs);
}

function isVisible(state: VenueState, order: Shown): boolean {
  return isShown(state, order, state.rules.orderVisibleAfterMs);
}

/** `/fapi/v1/forceOrders` */
export function forcedOrders(call: Call, symbol: string | undefined): readonly VenueOrder[] {
  const { state, params } = call;
  const wanted = params.text('autoCloseType');
  const window = windowOf(call);
  return state.orders
    .filter(
      (order) =>
        order.origType === 'LIQUIDATION' &&
        (symbol === undefined || order.symbol === symbol) &&
        (wanted === undefined || (wanted === 'ADL') === order.clientOrderId.startsWith('adl_')) &&
        isInside(window, order.timeMs) &&
        isListed(state, order),
    )
    .slice(0, limitOf(call, 50, 100));
}

/** Positions, balances and what rests, as they were so long ago. */
export function accountBefore(state: VenueState, agoMs: number): VenueState {
  if (agoMs === 0) return state;
  const atMs = state.timeMs - agoMs;
  const positions = new Map<string, VenuePosition>();
  for (const { key, position, timeMs } of state.positionChanges) {
    if (timeMs > atMs) break;
    if (position === undefined) positions.delete(key);
    else positions.set(key, position);
  }
  const wallets = new Map(state.wallets);
  for (const { asset, amount, timeMs } of state.incomes) {
    if (timeMs > atMs) wallets.set(asset, (wallets.get(asset) ?? 0n) - amount);
  }
  const openOrders = new Set([...state.openOrders].filter(({ timeMs }) => timeMs <= atMs));
  return { ...state, positions, wallets, openOrders };
}

/** By id or client id; the latest where several orders had the same. */
export function findOrder(
  { state, params }: Call,
  clientIdName = 'origClientOrderId',
): VenueOrder | undefined {
  const orderId = params.integer('orderId');
  const clientId = params.text(clientIdName);
  if (orderId === undefined && clientId === undefined) {
    throw new Refusal(-1102, `Param '${clientIdName}' or 'orderId' must be sent, but both were empty/null!`);
  }
  const symbol = params.required('symbol');
  return state.orders.findLast(
    (order) =>
      order.symbol === symbol &&
      (orderId === undefined ? order.clientOrderId === clientId : order.orderId === orderId),
  );
}

export function visibleOrder(call: Call, clientIdName?: string): VenueOrder {
  const order = findOrder(call, clientIdName);
  if (order === undefined || !isVisible(call.state, order) || !isKept(call.state, order))
    throw new Refusal(-2013);
  return order;
}

export function findAlgo({ state, params }: Call): AlgoOrder | undefined {
  const algoId = params.integer('algoId');
  const clientId = params.text('clientAlgoId');
  if (algoId === undefined && clientId === undefined) {
    throw new Refusal(-1102, "Param 'algoId' or 'clientAlgoId' must be sent, but both were empty/null!");
  }
  return state.algos.findLast((algo) =>
    algoId === undefined ? algo.clientAlgoId === clientId : algo.algoId === algoId,
  );
}

export function visibleAlgo(call: Call): AlgoOrder {
  const algo = findAlgo(call);
  if (algo === undefined || !isVisible(call.state, algo)) throw new Refusal(-2013);
  return algo;
}
