/**
 * Is what is missing intended, and is what is intended sent in the order that never leaves a position unprotected?
 */
import { describe, expect, it } from 'vitest';
import type { BotState } from '../../../lambda/core/bot-state.ts';
import { isDue, nextRequests, withoutUnsent } from '../../../lambda/core/orders/order-plan.ts';
import {
  botState,
  entryOrder,
  exitOrder,
  fillOf,
  position,
  stopOrder,
  takeProfitOrder,
} from '../../harness/builders.ts';
import { ETH, protectedAt } from '../../harness/booking.ts';

/** One line for each sequence: `1: cancel take-profit, place exit, cancel stop`. */
function sent(state: BotState): readonly string[] {
  return nextRequests(state).map((sequence) => {
    const requests = sequence.map((request) => {
      const words = `${request.kind} ${request.order.leg}`;
      return request.kind === 'place' && request.stop !== undefined ? `${words} with its stop` : words;
    });
    return `${sequence[0]!.order.tradeId}: ${requests.join(', ')}`;
  });
}

describe('protection', () => {
  it('protection that a reduced position lacks is intended for what is open, not for all that was entered', () => {
    const exits = [fillOf(exitOrder(), { quantity: 2 })];
    const { orders } = protectedAt(botState({ ledger: { positions: [position({ exits })] } }));
    expect(orders.map(({ leg, quantity }) => [leg, quantity])).toEqual([
      ['stop', 4],
      ['take-profit', 4],
    ]);
  });

  it('protection is intended for a position that has none: the hard stop before the take-profit', () => {
    const open = position({ side: 'short' });
    const { orders, orderCount } = protectedAt(botState({ ledger: { positions: [open] } }));
    const order = { tradeId: 1, symbol: 'BTC', side: 'short', quantity: 6, status: 'intended' };
    expect(orders).toEqual([
      { ...order, leg: 'stop', clientOrderId: 'bot-1-11-s', price: 100.25 },
      { ...order, leg: 'take-profit', clientOrderId: 'bot-1-12-t', price: 99.85 },
    ]);
    expect(orderCount).toBe(12);
  });

  it('protection is intended for every position', () => {
    const { orders } = protectedAt(botState({ ledger: { positions: [position(), position(ETH)] } }));
    expect(orders.map(({ tradeId, leg }) => `${tradeId} ${leg}`)).toEqual([
      '1 stop',
      '1 take-profit',
      '2 stop',
      '2 take-profit',
    ]);
  });

  it('protection that exists in any status is not intended again', () => {
    const ledger = { positions: [position()] };
    for (const status of ['intended', 'unknown', 'resting'] as const) {
      const orders = [stopOrder({ status }), takeProfitOrder({ status })];
      const state = botState({ ledger, orders });
      expect(protectedAt(state)).toBe(state);
    }
  });

  it('protection that is half there is completed', () => {
    const ledger = { positions: [position()] };
    const withStop = protectedAt(botState({ ledger, orders: [stopOrder()] }));
    expect(withStop.orders.map(({ leg }) => leg)).toEqual(['stop', 'take-profit']);
    const withTakeProfit = protectedAt(botState({ ledger, orders: [takeProfitOrder()] }));
    expect(withTakeProfit.orders.map(({ leg }) => leg)).toEqual(['take-profit', 'stop']);
  });

  it('protection of another trade does not count', () => {
    const orders = [
      stopOrder({ ...ETH, clientOrderId: 'b' }),
      takeProfitOrder({ ...ETH, clientOrderId: 'c' }),
    ];
    const { orders: all } = protectedAt(botState({ ledger: { positions: [position()] }, orders }));
    expect(all).toHaveLength(4);
  });

  it('protection is not renewed for a position that is being closed', () => {
    const state = botState({
      ledger: { positions: [position()] },
      orders: [exitOrder({ status: 'unknown' })],
    });
    expect(protectedAt(state)).toBe(state);
  });

  it('protection is not intended without a position', () => {
    const state = botState({ orders: [entryOrder()] });
    expect(protectedAt(state)).toBe(state);
  });
});

describe('the next request', () => {
  const open = { positions: [position()] };
  const [stop, takeProfit, exit] = [stopOrder(), takeProfitOrder(), exitOrder()];

  it('the next request is nothing without orders', () => {
    expect(sent(botState())).toEqual([]);
    expect(sent(botState({ ledger: open }))).toEqual([]);
  });

  it('the next request is an intended entry', () => {
    const stop = stopOrder({ status: 'intended' });
    expect(sent(botState({ orders: [entryOrder(), stop] }))).toEqual(['1: place entry with its stop']);
  });

  it('the next request is no entry without its stop', () => {
    expect(sent(botState({ orders: [entryOrder()] }))).toEqual([]);
  });

  it('the next request is a stop that does not rest, for as long as its trade lives', () => {
    const orders = [entryOrder({ status: 'unknown' }), stopOrder({ status: 'unknown' })];
    expect(sent(botState({ orders }))).toEqual(['1: place stop']);
    expect(sent(botState({ ledger: open, orders: [stopOrder({ status: 'unknown' })] }))).toEqual([
      '1: place stop',
    ]);
    expect(sent(botState({ orders: [stopOrder({ status: 'unknown' })] }))).toEqual([]);
  });

  it('the next request is the stop before the take-profit of a new position', () => {
    const orders = [stopOrder({ status: 'intended' }), takeProfitOrder({ status: 'intended' })];
    expect(sent(botState({ ledger: open, orders }))).toEqual(['1: place stop, place take-profit']);
  });

  it('the next request is nothing while both protective orders rest', () => {
    expect(sent(botState({ ledger: open, orders: [stop, takeProfit] }))).toEqual([]);
  });

  it('the next request is a close between the two cancels: the take-profit goes before it, the stop only after it', () => {
    const words = ['1: cancel take-profit, place exit, cancel stop'];
    expect(sent(botState({ ledger: open, orders: [stop, takeProfit, exit] }))).toEqual(words);
    expect(sent(botState({ ledger: open, orders: [exit, takeProfit, stop] }))).toEqual(words);
  });

  it('the next request is a close alone when nothing rests', () => {
    const unsent = [stopOrder({ status: 'intended' }), takeProfitOrder({ status: 'unknown' })];
    expect(sent(botState({ ledger: open, orders: [...unsent, exit] }))).toEqual(['1: place exit']);
  });

  it('the next request is never again an order that nobody knows of', () => {
    const orders = [entryOrder({ status: 'unknown' })];
    expect(sent(botState({ orders }))).toEqual([]);
    const unknown = exitOrder({ status: 'unknown' });
    expect(sent(botState({ ledger: open, orders: [stop, takeProfit, unknown] }))).toEqual([]);
  });

  it('the next request sweeps the protection of a trade that is over', () => {
    expect(sent(botState({ orders: [stop, takeProfit] }))).toEqual(['1: cancel stop, cancel take-profit']);
    expect(sent(botState({ orders: [takeProfit] }))).toEqual(['1: cancel take-profit']);
  });

  it('the next request does not sweep protection whose exit is still unknown', () => {
    expect(sent(botState({ orders: [stop, exitOrder({ status: 'unknown' })] }))).toEqual([]);
  });

  it('the next request does not place protection for a trade that is over', () => {
    expect(sent(botState({ orders: [stopOrder({ status: 'intended' })] }))).toEqual([]);
  });

  it('the requests that are sent next are a sequence for each trade, closes first, in the order they were decided', () => {
    const entry = entryOrder({ tradeId: 4, clientOrderId: 'f' });
    const taken = stopOrder({ tradeId: 4, clientOrderId: 'g', status: 'intended' });
    const second = exitOrder({ ...ETH, clientOrderId: 'd' });
    const third = exitOrder({ tradeId: 3, symbol: 'SOL', clientOrderId: 'e' });
    const ledger = { positions: [position(), position(ETH), position({ tradeId: 3, symbol: 'SOL' })] };
    const protect = stopOrder({ status: 'intended' });
    expect(sent(botState({ ledger, orders: [entry, taken, protect, third, second] }))).toEqual([
      '3: place exit',
      '2: place exit',
      '4: place entry with its stop',
      '1: place stop',
    ]);
  });
});

describe('a request further on in its sequence', () => {
  const [stop, takeProfit, exit] = [stopOrder(), takeProfitOrder(), exitOrder()];
  const open = { positions: [position()] };

  it('a request further on in its sequence is due while its order is in the book as it was committed', () => {
    const state = botState({ ledger: open, orders: [stop, takeProfit, exit] });
    expect(isDue(state, { kind: 'place', order: exit })).toBe(true);
    expect(isDue(state, { kind: 'cancel', order: takeProfit })).toBe(true);
  });

  it('a request further on in its sequence is not due when the trade is over, or its quantity has changed: that has to be committed first', () => {
    const shrunk = botState({ ledger: open, orders: [stop, { ...exit, quantity: 2 }] });
    expect(isDue(shrunk, { kind: 'place', order: exit })).toBe(false);
    expect(isDue(botState({ orders: [stop] }), { kind: 'place', order: exit })).toBe(false);
  });

  it('a request further on in its sequence cancels the stop only when nothing of its trade is open', () => {
    const cancel = { kind: 'cancel', order: stop } as const;
    expect(isDue(botState({ ledger: open, orders: [stop] }), cancel)).toBe(false);
    expect(isDue(botState({ orders: [stop] }), cancel)).toBe(true);
  });
});

describe('a trade that is stalled', () => {
  it('a trade that is stalled gets nothing intended and nothing sent, and others do', () => {
    const ledger = { positions: [position(), position(ETH)] };
    const { orders } = protectedAt(botState({ ledger }), new Set([1]));
    expect(orders.map(({ tradeId }) => tradeId)).toEqual([2, 2]);
    expect(nextRequests(botState({ ledger, orders }), new Set([2]))).toEqual([]);
  });
});

describe('what was not sent', () => {
  it('what was not sent is forgotten, and what was sent is not', () => {
    const orders = [stopOrder(), exitOrder(), entryOrder({ ...ETH, status: 'unknown' })];
    const state = botState({ orders });
    expect(withoutUnsent(state).orders).toEqual([orders[0], orders[2]]);
    expect(withoutUnsent(state, ({ leg }) => leg === 'entry')).toBe(state);
  });
});
