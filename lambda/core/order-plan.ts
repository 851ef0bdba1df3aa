/**
 * Which orders are missing, and what must be sent next?
 *
 * Invariants: a position that is not being closed gets its hard stop before its take-profit; the take-profit is
 * cancelled before a market close, the stop only after it; protection of a trade that is over is swept.
 */
import { intend, type BotState } from './bot-state.ts';
import type { Order, ProtectiveOrder, Request } from './order.ts';
import type { Position } from './position.ts';

/** Requests that follow each other: when one does not succeed, the rest of its sequence is not sent. */
export type RequestSequence = readonly Request[];

/** Intends the protective orders that open positions lack. */
export function intendProtection(state: BotState): BotState {
  let next = state;
  for (const position of state.ledger.positions) {
    const legs = state.orders.filter(({ tradeId }) => tradeId === position.tradeId).map(({ leg }) => leg);
    if (legs.includes('exit')) continue;
    if (!legs.includes('stop')) {
      next = intend(next, 'stop', (identity) => ({
        ...protection(position),
        ...identity,
        leg: 'stop',
        price: position.stopPrice,
      }));
    }
    if (!legs.includes('take-profit')) {
      next = intend(next, 'take-profit', (identity) => ({
        ...protection(position),
        ...identity,
        leg: 'take-profit',
        price: position.takeProfitPrice,
      }));
    }
  }
  return next;
}

function protection({ tradeId, symbol, side, quantity }: Position) {
  return { tradeId, symbol, side, quantity };
}

/** What is to be sent now, a sequence for each trade: closes first, in the order in which they were decided. */
export function nextRequests({ orders, ledger }: BotState): readonly RequestSequence[] {
  if (orders.length === 0) return [];
  const sequences: RequestSequence[] = [];
  const exitsFirst = [...orders.filter(({ leg }) => leg === 'exit'), ...orders];
  for (const tradeId of new Set(exitsFirst.map((order) => order.tradeId))) {
    const ofTrade = orders.filter((order) => order.tradeId === tradeId);
    const isOpen = ledger.positions.some((position) => position.tradeId === tradeId);
    const sequence = requestsOfTrade(ofTrade, isOpen);
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
