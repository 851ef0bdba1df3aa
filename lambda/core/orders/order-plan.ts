/**
 * `lambda/core/orders/`: which orders are missing, and what a fill, an end or a rejection changes.
 *
 * Plans a trade's orders: which of them are missing, and which requests come next.
 *
 * Invariants:
 * - An entry goes out with its hard stop; the take-profit follows the fill.
 * - A stop that does not rest is sent again, under the same id, for as long as its trade lives.
 * - The take-profit is cancelled before a market close, the stop only once nothing is open.
 * - Protective orders of a finished trade are cancelled.
 * - A trade whose requests do not succeed waits until the account has been read again.
 */
import { intendOrder, modeOf, type BotState } from '../bot-state.ts';
import type { BotParameters } from '../../config.ts';
import { takerEntryPrice } from '../fill-model.ts';
import type { MarketView } from '../market.ts';
import type { EntryOrder, Order, ProtectiveOrder, Request, StopOrder } from '../order.ts';
import type { Decision } from '../ledger/ledger-events.ts';
import { openQuantity, stopPriceOf, type Position } from '../ledger/position.ts';
import type { ExitReason } from '../reasons.ts';
import { hasUnprotected } from './protection.ts';

/** Requests that follow each other: when one does not succeed, the rest of its sequence is not sent. */
export type RequestSequence = readonly Request[];

/** Intends a market order that closes the open part of a position. */
export function intendExit(
  state: BotState,
  position: Position,
  reason: ExitReason,
  decision: Decision,
): BotState {
  const { tradeId, symbol, side } = position;
  const quantity = openQuantity(position);
  return intendOrder(state, 'exit', (identity) => {
    return { ...identity, leg: 'exit', tradeId, symbol, side, quantity, reason, decision };
  });
}

/** Trades whose requests do not succeed in this tick. */
export type StalledTrades = ReadonlySet<number>;

const NONE_STALLED: StalledTrades = new Set();

/**
 * Intends the protective orders that open positions lack. An entry in doubt has its stop from its own commit; one of a
 * release that did not do that gets it here.
 */
export function intendProtection(
  state: BotState,
  { views, parameters }: TickMarket,
  stalled = NONE_STALLED,
): BotState {
  let next = state;
  for (const order of state.orders) {
    if (order.leg !== 'entry' || order.status !== 'unknown') continue;
    const { tradeId, symbol, side, quantity, terms } = order;
    if (stalled.has(tradeId) || state.orders.some((other) => isStop(other) && other.tradeId === tradeId))
      continue;
    const market = views.find((view) => view.market.symbol === symbol)?.market;
    const price = stopPriceOf(side, plannedEntryPrice(order, parameters), terms, market);
    next = intendOrder(next, 'stop', (identity) => {
      return { ...identity, leg: 'stop', tradeId, symbol, side, quantity, price };
    });
  }
  for (const position of state.ledger.positions) {
    if (stalled.has(position.tradeId)) continue;
    const legs = state.orders.filter(({ tradeId }) => tradeId === position.tradeId).map(({ leg }) => leg);
    if (legs.includes('exit')) continue;
    if (!legs.includes('stop')) {
      next = intendOrder(next, 'stop', (identity) => ({
        ...protection(position),
        ...identity,
        leg: 'stop',
        price: position.stopPrice,
      }));
    }
    if (!legs.includes('take-profit')) {
      next = intendOrder(next, 'take-profit', (identity) => ({
        ...protection(position),
        ...identity,
        leg: 'take-profit',
        price: position.takeProfitPrice,
      }));
    }
  }
  return next;
}

/** The market and the parameters of a tick. */
interface TickMarket {
  readonly views: readonly MarketView[];
  readonly parameters: BotParameters;
}

/** The price at which an entry was planned to be filled. */
function plannedEntryPrice({ price, side, decision }: EntryOrder, { slippageBps }: BotParameters): number {
  return price ?? takerEntryPrice(side, decision.price, slippageBps);
}

function protection(position: Position) {
  const { tradeId, symbol, side } = position;
  return { tradeId, symbol, side, quantity: openQuantity(position) };
}

/**
 * Gives each intended order the time until which it may be sent. A stop can only reduce: it may be sent for as long as
 * the invocation lives, until `deadlineMs`.
 */
export function withSendDeadline(state: BotState, sendBeforeMs: number, deadlineMs: number): BotState {
  const isNext = (order: Order) => order.status === 'intended' || isDueStop(order);
  if (!state.orders.some(isNext)) return state;
  const orders = state.orders.map((order) =>
    isNext(order) ? { ...order, sendBeforeMs: isStop(order) ? deadlineMs : sendBeforeMs } : order,
  );
  return { ...state, orders };
}

/**
 * Without the orders that were not sent: their trades are decided anew. The stop of a trade that lives stays, under its
 * id, until it rests.
 */
export function withoutUnsent(
  state: BotState,
  isConcerned: (order: Order) => boolean = () => true,
): BotState {
  const kept = state.orders.filter(
    (order) => order.status !== 'intended' || isStop(order) || !isConcerned(order),
  );
  const orders = kept.filter(
    (order) => order.status !== 'intended' || !isStop(order) || isLive({ ...state, orders: kept }, order),
  );
  return orders.length === state.orders.length ? state : { ...state, orders };
}

/** Whether the trade of an order has a position, or may have one: its entry is in flight or unknown. */
export function isLive({ ledger, orders }: Pick<BotState, 'ledger' | 'orders'>, { tradeId }: Order): boolean {
  return (
    ledger.positions.some((position) => position.tradeId === tradeId) ||
    orders.some((order) => order.leg === 'entry' && order.tradeId === tradeId)
  );
}

/**
 * The stops of live trades that do not rest yet and that the store holds already: they are sent again whatever the
 * store does now.
 *
 * @param held the state as it was committed last.
 */
export function committedStops(
  state: BotState,
  held: BotState,
  stalled = NONE_STALLED,
): readonly Extract<Request, { readonly kind: 'place' }>[] {
  const isHeld = (id: string) => held.orders.some(({ clientOrderId }) => clientOrderId === id);
  return state.orders
    .filter((order) => isDueStop(order) && isHeld(order.clientOrderId) && isLive(state, order))
    .filter(({ tradeId }) => !stalled.has(tradeId) && !isUnsentEntry(state, tradeId))
    .map(place);
}

/** An entry that was never sent: its stop goes out with it. */
function isUnsentEntry({ orders }: BotState, tradeId: number): boolean {
  return orders.some(
    (order) => order.leg === 'entry' && order.tradeId === tradeId && order.status === 'intended',
  );
}

/**
 * The next requests, a sequence for each trade: closes first, in the order in which they were decided, then
 * protection, then entries.
 *
 * A live bot sends one entry at a time, and none while something that is open, or may be, has no confirmed stop.
 */
export function nextRequests(state: BotState, stalled = NONE_STALLED): readonly RequestSequence[] {
  const sequences = allRequests(state).filter(
    ([first]) => first !== undefined && !stalled.has(first.order.tradeId),
  );
  if (modeOf(state) === 'paper') return sequences;
  const isEntry = ([first]: RequestSequence) => first?.order.leg === 'entry';
  const others = sequences.filter((sequence) => !isEntry(sequence));
  if (others.length > 0) return others;
  // What the exchange refuses of one stop it may refuse of the next.
  return hasUnprotected(state) ? [] : sequences.slice(0, 1);
}

/** Of each trade, also of one that asks for nothing now. */
function allRequests({ orders, ledger }: BotState): readonly RequestSequence[] {
  const isOpen = (tradeId: number) => ledger.positions.some((position) => position.tradeId === tradeId);
  // Most ticks find the protective orders of their positions, and nothing else.
  if (orders.every(({ status, tradeId }) => status === 'resting' && isOpen(tradeId))) return [];
  const exitsFirst = [...orders.filter(({ leg }) => leg === 'exit'), ...orders];
  return [...new Set(exitsFirst.map((order) => order.tradeId))].map((tradeId) => {
    const ofTrade = orders.filter((order) => order.tradeId === tradeId);
    return requestsOfTrade(ofTrade, isOpen(tradeId));
  });
}

function requestsOfTrade(orders: readonly Order[], isOpen: boolean): RequestSequence {
  const resting = orders.filter(isResting);
  const exit = orders.find(({ leg, status }) => leg === 'exit' && status === 'intended');
  if (exit !== undefined) {
    const [stops, takeProfits] = [resting.filter(isStop), resting.filter((order) => !isStop(order))];
    return [...takeProfits.map(cancel), place(exit), ...stops.map(cancel)];
  }
  const isOver = !isOpen && orders.every(({ leg }) => leg === 'stop' || leg === 'take-profit');
  if (isOver) return resting.map(cancel);
  const stop = orders.find(isDueStop);
  const entry = orders.find(({ leg, status }) => leg === 'entry' && status === 'intended');
  if (entry !== undefined) return stop === undefined ? [] : [{ kind: 'place', order: entry, stop }];
  const others = orders.filter((order) => order.status === 'intended' && !isStop(order));
  return [...(stop === undefined ? [] : [stop]), ...others].map(place);
}

/** A stop that does not rest is sent until it does, under its own id: a twin that rests answers that it is there. */
function isDueStop(order: Order): order is StopOrder {
  return order.leg === 'stop' && order.status !== 'resting';
}

/**
 * Whether a request of a sequence is still due after those before it. Its order must be as it was committed, and a stop
 * is cancelled only once nothing is open.
 */
export function isDue({ orders, ledger }: BotState, { kind, order }: Request): boolean {
  if (!orders.includes(order)) return false;
  return (
    kind === 'place' || !isStop(order) || ledger.positions.every(({ tradeId }) => tradeId !== order.tradeId)
  );
}

function place(order: Order): Extract<Request, { readonly kind: 'place' }> {
  return { kind: 'place', order };
}

function cancel(order: ProtectiveOrder): Request {
  return { kind: 'cancel', order };
}

function isStop(order: Order): order is StopOrder {
  return order.leg === 'stop';
}

function isResting(order: Order): order is ProtectiveOrder {
  return order.status === 'resting' && (order.leg === 'stop' || order.leg === 'take-profit');
}
