/**
 * Is booked what really happened to the orders of an account with real money: parts, late fills, other people's share?
 */
import { describe, expect, it } from 'vitest';
import type { BotState } from '../../../lambda/core/bot-state.ts';
import type { Fill } from '../../../lambda/core/ledger/fills.ts';
import type { Order, Outcome } from '../../../lambda/core/order.ts';
import { bookFills, closeBy } from '../../../lambda/core/orders/fill-booking.ts';
import { bookOutcome, bookResolution } from '../../../lambda/core/orders/outcome-booking.ts';
import { afterExit, withoutFailingExit } from '../../../lambda/core/orders/rejected-order.ts';
import { usd } from '../../../lambda/core/units.ts';
import {
  NOON,
  at,
  botState,
  entryOrder,
  exitOrder,
  fillOf,
  parameters,
  position,
  stopOrder,
  takeProfitOrder,
} from '../../harness/builders.ts';
import { ETH, eventsOf, liveBot } from '../../harness/booking.ts';

const CONTEXT = { market: undefined, parameters: parameters(), ambiguous: false };
const answered = (state: BotState, order: Order, outcome: Outcome, atMs = NOON) =>
  bookOutcome(state, { kind: 'place', order }, { outcome, atMs }, undefined, CONTEXT.parameters);
const LATER = at('12:03');
const part = (quantity: number, timeMs = LATER, price = 99): Fill =>
  fillOf(stopOrder(), { price, quantity, timeMs });

describe('a fill that reduces a position', () => {
  it('a fill that reduces a position in part leaves an exit that is intended for the rest, and no other order', () => {
    const exit = exitOrder();
    const sentExit = exitOrder({ clientOrderId: 'bot-1-5-x', status: 'unknown' });
    const other = exitOrder({ ...ETH, clientOrderId: 'bot-1-6-x' });
    const takeProfit = takeProfitOrder({ status: 'intended' });
    const before = liveBot([stopOrder(), takeProfit, exit, sentExit, other], [position(ETH), position()]);
    const after = bookFills(before, stopOrder(), [part(2)], CONTEXT);
    expect(after.orders).toEqual([stopOrder(), takeProfit, { ...exit, quantity: 4 }, sentExit, other]);
    expect(eventsOf(after)).toMatchObject([{ kind: 'reduced', atMs: LATER, tradeId: 1, fills: [part(2)] }]);
    expect(after).not.toHaveProperty('isSumOpen');
  });

  it('a fill that reduces a position is booked once: what is booked already is left out', () => {
    const [first, second] = [
      { ...part(2), venueId: '1' },
      { ...part(4, LATER + 1), venueId: '2' },
    ];
    const held = liveBot([stopOrder()], [position({ exits: [first] })]);
    const after = bookFills(held, stopOrder(), [first, second], CONTEXT);
    expect(eventsOf(after)).toMatchObject([{ kind: 'closed', fills: [second] }]);
    expect(bookFills(held, stopOrder(), [first], CONTEXT)).toBe(held);
  });

  it('a fill that reduces a position to nothing ends its trade with the last of its fills, in whatever order they come', () => {
    const after = bookFills(liveBot([stopOrder()]), stopOrder(), [part(2), part(4, NOON, 96)], CONTEXT);
    const trade = { exitTimeMs: LATER, exitPrice: 97, reason: 'hard-stop', grossUsd: usd(-18) };
    expect(eventsOf(after)).toMatchObject([{ kind: 'closed', trade }]);
    expect(eventsOf(after)[0]).not.toHaveProperty('decision');
  });

  it('a fill that reduces a position by an exit keeps the decision in its row', () => {
    const exit = exitOrder();
    const after = bookFills(liveBot([exit]), exit, [fillOf(exit)], CONTEXT);
    expect(eventsOf(after)).toMatchObject([{ kind: 'closed', decision: exit.decision }]);
  });

  it('a fill that reduces more than is ours is ours up to what is open, and the sum stays open', () => {
    const after = bookFills(liveBot([stopOrder()]), stopOrder(), [part(8)], CONTEXT);
    expect(eventsOf(after)).toMatchObject([{ kind: 'closed', fills: [{ quantity: 6 }] }]);
    expect(after.isSumOpen).toBe(true);
    const whole = bookFills(liveBot([stopOrder()]), stopOrder(), [part(6)], CONTEXT);
    expect(whole).not.toHaveProperty('isSumOpen');
  });

  it('a fill that reduces a trade that is over comes too late and changes nothing', () => {
    const over = liveBot([stopOrder()], [position(ETH)]);
    expect(bookFills(over, stopOrder(), [part(6)], CONTEXT)).toBe(over);
    const paper = { ...over, account: botState().account };
    expect(() => bookFills(paper, stopOrder(), [part(6)], CONTEXT)).toThrow();
  });

  it('a fill that ends a trade takes its own unsent orders along', () => {
    const foreign = [
      takeProfitOrder({ ...ETH, status: 'intended' }),
      stopOrder({ ...ETH, status: 'intended', refusedAtMs: NOON }),
    ];
    const before = liveBot(
      [stopOrder(), takeProfitOrder({ status: 'intended' }), ...foreign],
      [position(ETH), position()],
    );
    const after = closeBy(before, position(), [part(6)], 'hard-stop', CONTEXT);
    expect(after.orders).toEqual([stopOrder(), ...foreign]);
    // The stop of another trade was refused, and not that of this one.
    expect(after.outbox.alerts).toEqual([]);
  });
});

describe('an entry that was filled', () => {
  it('an entry that was filled in parts is unprotected from its first fill on, and its stop is the one that went along', () => {
    const entry = entryOrder();
    const fills = [
      fillOf(entry, { quantity: 2, timeMs: LATER }),
      fillOf(entry, { quantity: 4, timeMs: at('12:01') }),
    ];
    const orders = [entry, stopOrder({ ...ETH, price: 42 }), takeProfitOrder(), stopOrder({ price: 99.7 })];
    const after = bookFills(liveBot(orders, []), entry, fills, CONTEXT);
    expect(after.ledger.positions).toMatchObject([{ filledAtMs: at('12:01'), stopPrice: 99.7, quantity: 6 }]);
    expect(after.ledger.positions[0]).not.toHaveProperty('hasUnpricedFee');
    expect(eventsOf(after)[0]).not.toHaveProperty('decisionLagSeconds');
  });

  it('an entry that was filled says how long after its decision the venue accepted it', () => {
    const entry = entryOrder();
    const context = { ...CONTEXT, acceptedAtMs: NOON + 2_500 };
    const after = bookFills(liveBot([entry], []), entry, [fillOf(entry)], context);
    expect(eventsOf(after)).toMatchObject([{ kind: 'opened', decisionLagSeconds: 2.5 }]);
  });

  it('an entry that was filled has a fee without a price when one of its fills has', () => {
    const entry = entryOrder();
    const fee = (isPriced: boolean) => ({ feePaidIn: { amount: 0.001, currency: 'BNB', isPriced } });
    const opened = (...fills: readonly Fill[]) =>
      bookFills(liveBot([entry], []), entry, fills, CONTEXT).ledger.positions[0]?.hasUnpricedFee;
    const half = (isPriced: boolean, venueId: string) =>
      fillOf(entry, { quantity: 3, venueId, ...fee(isPriced) });
    expect(opened(half(true, '1'), half(false, '2'))).toBe(true);
    expect(opened(half(true, '1'), half(true, '2'))).toBeUndefined();
  });
});

describe('an answer about a stop', () => {
  it('an answer about a stop in doubt may say that another rests in its place', () => {
    const stop = stopOrder({ status: 'unknown' });
    const unknown = (hasStandIn?: true) =>
      ({ status: 'unknown', cause: 'HTTP 502', ...(hasStandIn && { hasStandIn }) }) as const;
    const heard = (order: Order, outcome: Outcome) =>
      bookResolution(liveBot([order]), order, outcome, CONTEXT).orders;
    expect(heard(stop, unknown(true))).toEqual([{ ...stop, hasStandIn: true }]);
    expect(heard(stop, unknown())).toEqual([stop]);
    expect(heard(takeProfitOrder({ status: 'intended' }), unknown(true))).toEqual([
      takeProfitOrder({ status: 'unknown' }),
    ]);
    expect(heard(stop, { status: 'resting' })).toEqual([stopOrder()]);
  });

  it('an answer about an entry that opened nothing ends its stop, and no other order', () => {
    const entry = entryOrder();
    const others = [takeProfitOrder(), stopOrder(ETH)];
    const state = liveBot([entry, stopOrder({ status: 'intended' }), ...others], [position(ETH)]);
    const after = bookResolution(state, entry, { status: 'expired' }, CONTEXT);
    expect(after.orders).toEqual(others);
  });
});

describe('an order that was refused', () => {
  it('an order that was refused for the keys of the bot alerts its operator, and one that was filled does not', () => {
    const takeProfit = takeProfitOrder({ status: 'intended' });
    const refused = { status: 'rejected', cause: 'invalid key', code: 'credentials' } as const;
    const state = liveBot([takeProfit, stopOrder()]);
    const alerted = answered(state, takeProfit, refused).outbox.alerts;
    expect(alerted.map(({ happened }) => happened)).toEqual([expect.stringContaining('The exchange')]);
    expect(answered(state, takeProfit, { status: 'resting' }).outbox.alerts).toEqual([]);
  });

  it('an order that was refused its cancel goes on resting, and is not sent again', () => {
    const state = liveBot([stopOrder()]);
    const outcome = { status: 'rejected', cause: 'busy', code: 'unavailable' } as const;
    const request = { kind: 'cancel', order: stopOrder() } as const;
    const after = bookOutcome(state, request, { outcome, atMs: NOON }, undefined, CONTEXT.parameters);
    expect(after.orders).toEqual([stopOrder()]);
  });

  it('an order that was refused because the price is beyond its stop has its own trade closed, whatever else is being closed', () => {
    const stop = stopOrder({ status: 'intended' });
    const state = liveBot([stop, exitOrder({ ...ETH, status: 'unknown' })], [position(ETH), position()]);
    const crossed = { status: 'rejected', cause: 'would trigger', code: 'would-trigger' } as const;
    expect(answered(state, stop, crossed).orders[1]).toMatchObject({
      leg: 'exit',
      tradeId: 1,
      reason: 'unprotected',
      decision: { price: 99.75, tickMs: NOON },
    });
  });
});

describe('an exit that fails', () => {
  const failing = (tradeId: number, isTold = false) => ({ tradeId, sinceMs: NOON, isTold });
  const exit = exitOrder();
  const two = liveBot([exit], [position(), position(ETH)]);

  it('an exit that fails is noted beside those of other trades, since its first failure', () => {
    const state = { ...two, failingExits: [failing(2), failing(1)] };
    const after = afterExit(state, exit, { status: 'expired' }, NOON + 1_000);
    expect(after.failingExits).toEqual([failing(2), failing(1)]);
    expect(withoutFailingExit(after, 1).failingExits).toEqual([failing(2)]);
    expect(withoutFailingExit(after, 3)).toBe(after);
    expect(withoutFailingExit(two, 1)).toBe(two);
  });

  it('an exit that fails halts when it was never placed, and says so', () => {
    const state = { ...two, failingExits: [failing(1)] };
    const after = afterExit(state, exit, { status: 'never-placed' }, at('12:02'));
    expect(after.ledger.halted?.cause).toBe(
      'the exchange has not closed the long in BTC for two minutes: no clear answer came to the market order, and the exchange has never placed it',
    );
    expect(after.failingExits).toEqual([failing(1, true)]);
  });

  it('an exit that fails is no matter of a trade that is over, nor is one that has met somebody', () => {
    const over = liveBot([exit], [position(ETH)]);
    expect(afterExit(over, exit, { status: 'expired' }, NOON)).toBe(over);
    for (const status of ['cancelled', 'gone', 'resting'] as const) {
      expect(afterExit(two, exit, { status }, NOON)).toBe(two);
    }
  });

  it('an exit that meets too little is followed by another one for the rest', () => {
    const after = answered(liveBot([exit]), exit, {
      status: 'filled',
      fills: [fillOf(exit, { quantity: 2 })],
    });
    expect(after.orders).toMatchObject([
      { leg: 'exit', quantity: 4, status: 'intended', reason: 'max-hold' },
    ]);
    expect(after.orders[0]?.clientOrderId).not.toBe(exit.clientOrderId);
  });
});
