/**
 * What may be sent of a tick whose item the store does not take, because it is too large?
 *
 * Invariants:
 * - Only what reduces.
 * - A close has a number that is committed, and that no other order has: that of its trade's stop.
 */
import type { BotState } from '../bot-state.ts';
import { exitIdOf, type Order } from '../order.ts';
import type { RequestSequence } from './order-plan.ts';

/** Whether a sequence opens nothing. */
export function isReducing(sequence: RequestSequence): boolean {
  return sequence.every(({ order }) => order.leg !== 'entry');
}

/**
 * The closes of a tick that cannot commit, each under the number of the stop that was committed with its entry: the
 * next tick closes under the same id what this one has closed already.
 */
export function withCommittedNumbers(state: BotState, held: BotState): BotState {
  const known = new Set(held.orders.map(({ clientOrderId }) => clientOrderId));
  const orders = state.orders.map((order): Order => {
    const stop = held.orders.find(({ leg, tradeId }) => leg === 'stop' && tradeId === order.tradeId);
    if (order.leg !== 'exit' || stop === undefined || known.has(order.clientOrderId)) return order;
    return { ...order, clientOrderId: exitIdOf(stop) };
  });
  return { ...state, orders };
}
