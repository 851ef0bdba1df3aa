/**
 * Does a tick that cannot be committed send only what reduces, under numbers that are committed?
 */
import { describe, expect, it } from 'vitest';
import type { Order } from '../../../lambda/core/order.ts';
import { isReducing, withCommittedNumbers } from '../../../lambda/core/orders/uncommitted-closes.ts';
import { botState, entryOrder, exitOrder, stopOrder, takeProfitOrder } from '../../harness/builders.ts';

describe('a tick that cannot be committed', () => {
  it('a tick that cannot be committed sends what reduces and no entry', () => {
    const place = (order: Order) => ({ kind: 'place', order }) as const;
    expect(isReducing([place(exitOrder()), place(stopOrder())])).toBe(true);
    expect(isReducing([place(exitOrder()), place(entryOrder())])).toBe(false);
    expect(isReducing([])).toBe(true);
  });

  it('a tick that cannot be committed closes under the number of the stop of the same trade', () => {
    const other = { tradeId: 2, symbol: 'ETH' } as const;
    const stops = [stopOrder({ ...other, clientOrderId: 'bot-1-6-s' }), takeProfitOrder(), stopOrder()];
    const exit = exitOrder({ clientOrderId: 'bot-1-9-x' });
    const state = botState({ orders: [...stops, exit] });
    const renamed = withCommittedNumbers(state, botState({ orders: stops }));
    expect(renamed).toEqual({ ...state, orders: [...stops, { ...exit, clientOrderId: 'bot-1-2-x' }] });
  });

  it('a tick that cannot be committed leaves alone what is committed, what has no stop and what does not close', () => {
    const late = stopOrder({ clientOrderId: 'bot-1-8-s' });
    const unprotected = exitOrder({ tradeId: 2, symbol: 'ETH', clientOrderId: 'bot-1-9-x' });
    const state = botState({ orders: [exitOrder(), late, unprotected] });
    const held = botState({ orders: [stopOrder(), exitOrder()] });
    expect(withCommittedNumbers(state, held).orders).toEqual(state.orders);
  });
});
