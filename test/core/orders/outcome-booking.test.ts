/**
 * Does an answer change the order that it is about, its trade, and nothing else?
 */
import { describe, expect, it } from 'vitest';
import type { BotState } from '../../../lambda/core/bot-state.ts';
import type { Order, Outcome, Protection } from '../../../lambda/core/order.ts';
import { bookOutcome } from '../../../lambda/core/orders/outcome-booking.ts';
import { nextRequests } from '../../../lambda/core/orders/order-plan.ts';
import {
  NOON,
  entryOrder,
  exitOrder,
  fillOf,
  parameters,
  position,
  stopOrder,
  takeProfitOrder,
} from '../../harness/builders.ts';
import { ETH, filled, liveBot } from '../../harness/booking.ts';

const answered = (state: BotState, order: Order, outcome: Outcome) =>
  bookOutcome(state, { kind: 'place', order }, { outcome, atMs: NOON }, undefined, parameters());

describe('an order that rests', () => {
  it('an order that rests is in the book once, and nothing fails', () => {
    const stop = stopOrder({ status: 'intended' });
    const after = answered(liveBot([stop, takeProfitOrder()]), stop, { status: 'resting' });
    expect(after.orders).toEqual([stopOrder(), takeProfitOrder()]);
    expect(after).not.toHaveProperty('failingExits');
  });

  it('an order that was refused is no failing exit unless it is one', () => {
    const takeProfit = takeProfitOrder({ status: 'intended' });
    const refused = { status: 'rejected', cause: 'a test' } as const;
    expect(answered(liveBot([takeProfit]), takeProfit, refused)).not.toHaveProperty('failingExits');
    const exit = exitOrder();
    expect(answered(liveBot([exit]), exit, refused).failingExits).toMatchObject([{ tradeId: 1 }]);
  });
});

describe('an exit that is filled in part', () => {
  const exit = exitOrder();
  const two = liveBot([exit], [position(ETH), position()]);

  it('an exit that is filled in part and is over has the rest of its own trade closed', () => {
    const after = answered(two, exit, filled(exit, { quantity: 2 }));
    expect(after.orders).toMatchObject([{ leg: 'exit', tradeId: 1, quantity: 4, status: 'intended' }]);
  });

  it('an exit that is filled in part and goes on has no other beside it', () => {
    const after = answered(two, exit, { status: 'resting', fills: [fillOf(exit, { quantity: 2 })] });
    expect(after.orders).toMatchObject([{ clientOrderId: exit.clientOrderId, status: 'resting' }]);
  });
});

describe('a stop that was not sent', () => {
  it('a stop that was not sent with its entry stays intended', () => {
    const [entry, stop] = [entryOrder(), stopOrder({ status: 'intended' })];
    const answer = (protection: Protection) =>
      bookOutcome(
        liveBot([entry, stop], []),
        { kind: 'place', order: entry, stop },
        { outcome: { status: 'unknown', cause: 'no answer' }, atMs: NOON, protection },
        undefined,
        parameters(),
      ).orders.map(({ leg, status }) => `${leg} ${status}`);
    expect(answer({})).toEqual(['entry unknown', 'stop intended']);
    expect(answer({ stop: { status: 'resting' } })).toEqual(['entry unknown', 'stop resting']);
  });
});

describe('an entry that rests', () => {
  it('an entry that rests is not cancelled by the close of its trade: only protection is', () => {
    const orders = [entryOrder({ status: 'resting' }), takeProfitOrder(), stopOrder(), exitOrder()];
    const requests = nextRequests(liveBot(orders)).flat();
    expect(requests.map(({ kind, order }) => `${kind} ${order.leg}`)).toEqual([
      'cancel take-profit',
      'place exit',
      'cancel stop',
    ]);
  });
});
