/**
 * `lambda/core/orders/`: which orders are missing, and what a fill, an end or a rejection changes.
 *
 * Plans a trade's orders: which of them are missing, and which requests come next.
 *
 * Invariants:
 * - A position that is not being closed gets its hard stop before its take-profit.
 * - The take-profit is cancelled before a market close, the stop only once nothing is open.
 * - Protective orders of a finished trade are cancelled.
 * - A trade whose requests do not succeed waits until the account has been read again.
 */
import { intendOrder, modeOf, type BotState } from '../bot-state.ts';
import type { Order, ProtectiveOrder, Request } from '../order.ts';
import type { Decision } from '../ledger/ledger-events.ts';
import { openQuantity, type Position } from '../ledger/position.ts';
import type { ExitReason } from '../reasons.ts';

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

/** Intends the protective orders that open positions lack. */
export function intendProtection(state: BotState, stalled = NONE_STALLED): BotState {
  let next = state;
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

function protection(position: Position) {
  const { tradeId, symbol, side } = position;
  return { tradeId, symbol, side, quantity: openQuantity(position) };
}

/** Gives each intended order the time until which it may be sent. */
export function withSendDeadline(state: BotState, sendBeforeMs: number): BotState {
  if (!state.orders.some(({ status }) => status === 'intended')) return state;
  const orders = state.orders.map((order) =>
    order.status === 'intended' ? { ...order, sendBeforeMs } : order,
  );
  return { ...state, orders };
}

/** Without the orders that were not sent: their trades are decided anew. */
export function withoutUnsent(
  state: BotState,
  isConcerned: (order: Order) => boolean = () => true,
): BotState {
  const orders = state.orders.filter((order) => order.status !== 'intended' || !isConcerned(order));
  return orders.length === state.orders.length ? state : { ...state, orders };
}

/**
 * The next requests, a sequence for each trade: closes first, in the order in which they were decided, then
 * protection, then entries.
 *
 * A live bot sends one entry at a time, and protects it before it sends the next.
 */
export function nextRequests(state: BotState, stalled = NONE_STALLED): readonly RequestSequence[] {
  const sequences = allRequests(state).filter(
    ([first]) => first !== undefined && !stalled.has(first.order.tradeId),
  );
  if (modeOf(state) === 'paper') return sequences;
  const isEntry = ([first]: RequestSequence) => first?.order.leg === 'entry';
  const others = sequences.filter((sequence) => !isEntry(sequence));
  return others.length > 0 ? others : sequences.slice(0, 1);
}

function allRequests({ orders, ledger }: BotState): readonly RequestSequence[] {
  const isOpen = (tradeId: number) => ledger.positions.some((position) => position.tradeId === tradeId);
  // Most ticks find the protective orders of their positions, and nothing else.
  if (orders.every(({ status, tradeId }) => status === 'resting' && isOpen(tradeId))) return [];
  const sequences: RequestSequence[] = [];
  const exitsFirst = [...orders.filter(({ leg }) => leg === 'exit'), ...orders];
  for (const tradeId of new Set(exitsFirst.map((order) => order.tradeId))) {
    const ofTrade = orders.filter((order) => order.tradeId === tradeId);
    const sequence = requestsOfTrade(ofTrade, isOpen(tradeId));
    if (sequence.length > 0) sequences.push(sequence);
  }
  return sequences;
}

function requestsOfTrade(orders: readonly Order[], isOpen: boolean): RequestSequence {
  const resting = orders.filter(isResting);
  const exit = orders.find(({ leg, status }) => leg === 'exit' && status === 'intended');
  if (exit !== undefined) {
    const [stops, takeProfits] = [resting.filter(isStop), resting.filter((order) => !isStop(order))];
    return [...takeProfits.map(cancel), place(exit), ...stops.map(cancel)];
  }
  const intended = orders.filter(({ status }) => status === 'intended').map(place);
  const isOver = !isOpen && orders.every(({ leg }) => leg === 'stop' || leg === 'take-profit');
  return isOver ? resting.map(cancel) : intended;
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

function place(order: Order): Request {
  return { kind: 'place', order };
}

function cancel(order: ProtectiveOrder): Request {
  return { kind: 'cancel', order };
}

function isStop({ leg }: Order): boolean {
  return leg === 'stop';
}

function isResting(order: Order): order is ProtectiveOrder {
  return order.status === 'resting' && (order.leg === 'stop' || order.leg === 'take-profit');
}
