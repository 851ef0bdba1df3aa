/**
 * Which stops are sent again, and which entries get one?
 */
import { describe, expect, it } from 'vitest';
import type { BotState } from '../../../lambda/core/bot-state.ts';
import { committedStops, type StalledTrades } from '../../../lambda/core/orders/order-plan.ts';
import { botState, entryOrder, position, stopOrder } from '../../harness/builders.ts';
import { protectedAt } from '../../harness/booking.ts';

describe('a stop that the store holds already', () => {
  const [entry, stop] = [entryOrder({ status: 'unknown' }), stopOrder({ status: 'unknown' })];
  const ids = (state: BotState, held: BotState, stalled?: StalledTrades) =>
    committedStops(state, held, stalled).map(({ order }) => order.clientOrderId);

  it('a stop that the store holds already is sent again while its trade lives, and until it rests', () => {
    const doubt = botState({ orders: [entry, stop] });
    const open = botState({ ledger: { positions: [position()] }, orders: [stop] });
    expect(ids(doubt, doubt)).toEqual([stop.clientOrderId]);
    expect(ids(open, open)).toEqual([stop.clientOrderId]);
    const resting = { ...open, orders: [stopOrder()] };
    expect(ids(resting, resting)).toEqual([]);
    const over = botState({ orders: [stop] });
    expect(ids(over, over)).toEqual([]);
    expect(ids(open, open, new Set([1]))).toEqual([]);
  });

  it('a stop that the store does not hold yet waits for its commit, and so does one of an entry that was not sent', () => {
    const open = botState({ ledger: { positions: [position()] }, orders: [stop] });
    expect(ids(open, botState())).toEqual([]);
    const unsent = botState({ orders: [entryOrder(), stopOrder({ status: 'intended' })] });
    expect(ids(unsent, unsent)).toEqual([]);
  });
});

describe('an entry in doubt that an earlier release left without a stop', () => {
  it('an entry in doubt that an earlier release left without a stop gets one, priced as its fill was planned', () => {
    const doubt = entryOrder({ status: 'unknown', decision: { ...entryOrder().decision, price: 100 } });
    const { orders } = protectedAt(botState({ orders: [doubt] }));
    // 100 × 1.00005 × 0.9975
    expect(orders).toMatchObject([doubt, { leg: 'stop', status: 'intended' }]);
    expect(orders[1]?.leg === 'stop' ? orders[1].price : 0).toBeCloseTo(99.7549875, 9);
    expect(protectedAt(botState({ orders: [doubt] }), new Set([1])).orders).toEqual([doubt]);
  });
});
