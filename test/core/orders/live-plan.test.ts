/**
 * What does a bot with real money send next, until when, and what may it send of what the store holds already?
 */
import { describe, expect, it } from 'vitest';
import type { BotState } from '../../../lambda/core/bot-state.ts';
import type { Order } from '../../../lambda/core/order.ts';
import {
  committedStops,
  intendProtection,
  isDue,
  nextRequests,
  withSendDeadline,
  withoutUnsent,
} from '../../../lambda/core/orders/order-plan.ts';
import { SECOND_MS } from '../../../lambda/core/units.ts';
import {
  NOON,
  botState,
  entryOrder,
  exitOrder,
  parameters,
  position,
  stopOrder,
  takeProfitOrder,
  view,
} from '../../harness/builders.ts';
import { ETH, liveBot } from '../../harness/booking.ts';

const intended = { status: 'intended' } as const;
const IN_DOUBT = entryOrder({ status: 'unknown' });
const ENTRIES = [1, 2].flatMap((tradeId) => {
  const trade = { tradeId, symbol: `S${tradeId}`, status: 'intended' } as const;
  return [
    entryOrder({ ...trade, clientOrderId: `bot-1-${tradeId}1-e` }),
    stopOrder({ ...trade, clientOrderId: `bot-1-${tradeId}2-s` }),
  ];
});
const sent = (state: BotState) =>
  nextRequests(state).map(([first]) => `${first?.order.leg} of ${first?.order.tradeId}`);

describe('with real money the next request', () => {
  it('with real money the next request is one entry at a time, on paper all of them', () => {
    expect(sent(liveBot(ENTRIES, []))).toEqual(['entry of 1']);
    expect(sent(botState({ orders: ENTRIES }))).toEqual(['entry of 1', 'entry of 2']);
  });

  it('with real money the next request is no entry while something else is due, or something has no confirmed stop', () => {
    const open = position({ tradeId: 3, symbol: 'BTC' });
    const own = { tradeId: 3, symbol: 'BTC' } as const;
    expect(sent(liveBot([...ENTRIES, exitOrder(own)], [open]))).toEqual(['exit of 3']);
    expect(sent(liveBot(ENTRIES, [open]))).toEqual([]);
    expect(sent(liveBot([...ENTRIES, stopOrder(own)], [open]))).toEqual(['entry of 1']);
    const doubt = entryOrder({ ...own, status: 'unknown' });
    expect(sent(liveBot([...ENTRIES, doubt], []))).toEqual([]);
  });

  it('with real money the next request is none of an order whose fate is unknown, and none while all that rests is wanted', () => {
    expect(nextRequests(liveBot([stopOrder(), takeProfitOrder()]))).toEqual([]);
    expect(sent(liveBot([stopOrder(), takeProfitOrder({ ...ETH })]))).toEqual(['take-profit of 2']);
    expect(sent(liveBot([stopOrder({ status: 'unknown' })]))).toEqual(['stop of 1']);
    expect(sent(liveBot([exitOrder({ status: 'resting' }), stopOrder()]))).toEqual([]);
  });

  it('with real money the next request cancels a stop when its own trade is over, whatever else is open', () => {
    const stop = stopOrder();
    const cancel = { kind: 'cancel', order: stop } as const;
    expect(isDue(liveBot([stop]), cancel)).toBe(false);
    expect(isDue(liveBot([stop], [position(ETH)]), cancel)).toBe(true);
    expect(isDue(liveBot([stop], [position(ETH), position()]), cancel)).toBe(false);
    const due = stopOrder(intended);
    expect(isDue(liveBot([due]), { kind: 'place', order: due })).toBe(true);
  });
});

describe('an entry in doubt', () => {
  const tick = (...steps: readonly number[]) => ({
    views: steps.map((priceStep, k) => view({ symbol: ['ETH', 'BTC'][k]!, market: { priceStep } })),
    parameters: parameters(),
  });

  it('an entry in doubt without a stop gets one at the distance of its terms, on a price of its own market', () => {
    const { orders } = intendProtection(liveBot([IN_DOUBT], []), tick(50, 0.1));
    // 100 slipped to 100.005, less 0.25 %: 99.7549…, on the next step towards the entry
    const { clientOrderId, status, leg, ...stop } = orders[1]!;
    expect([orders.length, clientOrderId, status, leg]).toEqual([2, 'bot-1-11-s', 'intended', 'stop']);
    expect(stop).toEqual({ tradeId: 1, symbol: 'BTC', side: 'long', quantity: 6, price: 99.8 });
    const limited = intendProtection(liveBot([{ ...IN_DOUBT, price: 200 }], []), tick(50, 0.1));
    expect(limited.orders[1]).toMatchObject({ price: 199.5 });
  });

  it('an entry in doubt gets no second stop, and none while its trade is stalled or it is not in doubt', () => {
    const unchanged = (orders: readonly Order[], stalled = new Set<number>()) => {
      const state = liveBot(orders, []);
      return intendProtection(state, tick(50, 0.1), stalled) === state;
    };
    expect(unchanged([IN_DOUBT, stopOrder(intended)])).toBe(true);
    expect(unchanged([IN_DOUBT], new Set([1]))).toBe(true);
    expect(unchanged([entryOrder()])).toBe(true);
    expect(unchanged([IN_DOUBT, stopOrder({ ...ETH })])).toBe(false);
    expect(unchanged([IN_DOUBT, takeProfitOrder()])).toBe(false);
  });
});

describe('the time until which an order may be sent', () => {
  const [soon, late] = [NOON + 5 * SECOND_MS, NOON + 50 * SECOND_MS];
  const timesOf = (...orders: readonly Order[]) =>
    withSendDeadline(liveBot(orders), soon, late).orders.map(({ sendBeforeMs }) => sendBeforeMs);

  it('the time until which an order may be sent is that of its commit, and for a stop the end of the invocation', () => {
    expect(timesOf(entryOrder(), stopOrder(intended), exitOrder(), takeProfitOrder(intended))).toEqual([
      soon,
      late,
      soon,
      soon,
    ]);
  });

  it('the time until which an order may be sent is set again for a stop in doubt, and for nothing else that was sent', () => {
    expect(timesOf(stopOrder({ status: 'unknown' }), takeProfitOrder(), IN_DOUBT)).toEqual([
      late,
      undefined,
      undefined,
    ]);
    const resting = liveBot([stopOrder(), takeProfitOrder()]);
    expect(withSendDeadline(resting, soon, late)).toBe(resting);
  });
});

describe('what was not sent', () => {
  it('what was not sent is forgotten, and a stop only with its trade', () => {
    const stop = stopOrder(intended);
    expect(withoutUnsent(liveBot([entryOrder(), stop], [])).orders).toEqual([]);
    expect(withoutUnsent(liveBot([IN_DOUBT, stop], [])).orders).toEqual([IN_DOUBT, stop]);
    expect(withoutUnsent(liveBot([stop, exitOrder()])).orders).toEqual([stop]);
    expect(withoutUnsent(liveBot([stop], [position(ETH)])).orders).toEqual([]);
    const foreign = entryOrder({ ...ETH, status: 'unknown' });
    expect(withoutUnsent(liveBot([foreign, stop], [])).orders).toEqual([foreign]);
    const settled = liveBot([stopOrder({ status: 'unknown' })], []);
    expect(withoutUnsent(settled)).toBe(settled);
  });
});

describe('a stop that the store holds', () => {
  const due = stopOrder(intended);

  it('a stop that the store holds is sent again while its trade lives, and no other order is', () => {
    const again = (state: BotState, held = state, stalled = new Set<number>()) =>
      committedStops(state, held, stalled).map(({ kind, order }) => `${kind} ${order.leg}`);
    expect(again(liveBot([due, takeProfitOrder(intended)]))).toEqual(['place stop']);
    expect(again(liveBot([IN_DOUBT, due], []))).toEqual(['place stop']);
    expect(again(liveBot([due]), liveBot([]))).toEqual([]);
    expect(again(liveBot([due]), liveBot([takeProfitOrder()]))).toEqual([]);
    expect(again(liveBot([due], []))).toEqual([]);
    expect(again(liveBot([stopOrder()]))).toEqual([]);
    expect(again(liveBot([due]), liveBot([due]), new Set([1]))).toEqual([]);
  });

  it('a stop that the store holds goes out with its own entry where that was never sent', () => {
    const sentFor = (entry: Order) => committedStops(liveBot([entry, due]), liveBot([due])).length;
    expect(sentFor(entryOrder())).toBe(0);
    expect(sentFor(entryOrder(ETH))).toBe(1);
    expect(sentFor(exitOrder())).toBe(1);
    expect(sentFor(IN_DOUBT)).toBe(1);
  });
});
