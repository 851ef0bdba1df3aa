/**
 * What does the simulated venue answer to a request, and which account does it leave?
 */
import { describe, expect, it } from 'vitest';
import type { Order, ProtectiveOrder, Request } from '../../../lambda/core/order.ts';
import { EMPTY_ACCOUNT, type PaperAccount } from '../../../lambda/core/paper/paper-account.ts';
import { answer, type PriceRange } from '../../../lambda/core/paper/paper-orders.ts';
import { usd } from '../../../lambda/core/units.ts';
import {
  FREE,
  NOON,
  at,
  entryOrder,
  exitOrder,
  quote,
  stopOrder,
  takeProfitOrder,
} from '../../harness/builders.ts';

/** 25 basis points of 400 are 1. */
const COSTS = { ...FREE, takerFeePct: 0.05, slippageBps: 25 };
const NOW = quote([400, 800], at('12:01:07'));

const place = (order: Order): Request => ({ kind: 'place', order });
const cancel = (order: ProtectiveOrder): Request => ({ kind: 'cancel', order });
const asked = (account: PaperAccount, request: Request) => answer(account, request, NOW, COSTS);

const LONG = { symbol: 'BTC', side: 'long', quantity: 6, metToMs: NOON } as const;
const HELD: PaperAccount = { positions: [LONG], orders: [stopOrder(), takeProfitOrder()] };

describe('an entry', () => {
  it('an entry fills a long at the ask, slipped upwards', () => {
    const { account, outcome } = asked(EMPTY_ACCOUNT, place(entryOrder()));
    // 800 × 1.0025 = 802; 0.05 % of 802 × 6 = 2.406
    const filled = { price: 802, quantity: 6, feeUsd: usd(2.406), liquidity: 'taker', timeMs: NOW.timeMs };
    expect(outcome).toEqual({ status: 'filled', fills: [{ clientOrderId: 'bot-1-1-e', ...filled }] });
    expect(account.orders).toEqual([]);
    expect(account.positions).toEqual([{ ...LONG, metToMs: NOW.timeMs + 1 }]);
  });

  it('an entry fills a short at the bid, slipped downwards', () => {
    const { account, outcome } = asked(EMPTY_ACCOUNT, place(entryOrder({ side: 'short', quantity: 2 })));
    expect(outcome).toMatchObject({ status: 'filled', fills: [{ price: 399, quantity: 2 }] });
    expect(account.positions).toMatchObject([{ symbol: 'BTC', side: 'short', quantity: 2 }]);
  });

  it('an entry takes its stop along, which rests where the entry is filled and is not sent where it is not', () => {
    const withStop: Request = { kind: 'place', order: entryOrder(), stop: stopOrder() };
    const filled = asked(EMPTY_ACCOUNT, withStop);
    expect(filled.protection).toEqual({ stop: { status: 'resting' } });
    expect(filled.account.orders).toEqual([stopOrder()]);
    const rejected = asked(HELD, withStop);
    expect(rejected.protection).toBeUndefined();
    expect(rejected.account).toBe(HELD);
    expect(asked(EMPTY_ACCOUNT, place(entryOrder()))).not.toHaveProperty('protection');
  });

  it('an entry fills whatever the prices of the minute were before it', () => {
    const soFar = { high: 1_000, low: 1 };
    expect(answer(EMPTY_ACCOUNT, place(entryOrder()), NOW, COSTS, soFar).outcome.status).toBe('filled');
  });

  it('an entry is kept beside a position in another symbol', () => {
    const { account } = asked(HELD, place(entryOrder({ symbol: 'ETH' })));
    expect(account.positions.map(({ symbol }) => symbol)).toEqual(['BTC', 'ETH']);
    expect(account.orders).toEqual(HELD.orders);
  });

  it('an entry is rejected where there is a position already', () => {
    const { account, outcome } = asked(HELD, place(entryOrder()));
    expect(outcome).toEqual({ status: 'rejected', cause: 'BTC has a position already' });
    expect(account).toBe(HELD);
  });

  it('an entry is rejected where there is no price', () => {
    const { account, outcome } = answer(EMPTY_ACCOUNT, place(entryOrder()), undefined, COSTS);
    expect(outcome).toEqual({ status: 'rejected', cause: 'BTC has no price now' });
    expect(account).toBe(EMPTY_ACCOUNT);
  });
});

describe('a protective order', () => {
  it('a protective order rests, stop and take-profit alike', () => {
    const bare = { positions: [LONG], orders: [] };
    const stop = asked(bare, place(stopOrder()));
    expect(stop.outcome).toEqual({ status: 'resting' });
    const takeProfit = asked(stop.account, place(takeProfitOrder()));
    expect(takeProfit.outcome).toEqual({ status: 'resting' });
    expect(takeProfit.account).toEqual(HELD);
  });

  it('a protective order rests without a price now', () => {
    const bare = { positions: [LONG], orders: [] };
    expect(answer(bare, place(stopOrder()), undefined, COSTS).outcome).toEqual({ status: 'resting' });
  });

  it('a protective order is rejected where there is nothing to reduce', () => {
    const rejected = { status: 'rejected', cause: 'reduce-only: ETH has no position' };
    expect(asked(HELD, place(stopOrder({ symbol: 'ETH' }))).outcome).toEqual(rejected);
    expect(asked(HELD, place(takeProfitOrder({ symbol: 'ETH' }))).outcome).toEqual(rejected);
  });
});

describe('an exit', () => {
  it('an exit closes a long at the bid, slipped downwards', () => {
    const { account, outcome } = asked(HELD, place(exitOrder()));
    // 400 × 0.9975 = 399; 0.05 % of 399 × 6 = 1.197
    const filled = { price: 399, quantity: 6, feeUsd: usd(1.197), liquidity: 'taker', timeMs: NOW.timeMs };
    expect(outcome).toEqual({ status: 'filled', fills: [{ clientOrderId: 'bot-1-4-x', ...filled }] });
    expect(account.positions).toEqual([]);
    expect(account.orders).toEqual(HELD.orders);
  });

  it('an exit closes a short at the ask, slipped upwards', () => {
    const short = { ...HELD, positions: [{ ...LONG, side: 'short' } as const] };
    const { outcome } = asked(short, place(exitOrder({ side: 'short' })));
    expect(outcome).toMatchObject({ fills: [{ price: 802 }] });
  });

  it('an exit leaves the other positions open', () => {
    const two = { ...HELD, positions: [LONG, { ...LONG, symbol: 'ETH' }] };
    expect(asked(two, place(exitOrder())).account.positions.map(({ symbol }) => symbol)).toEqual(['ETH']);
  });

  it('an exit comes too late where the stop was met within this minute, at its price or beyond, and the take-profit counts for nothing', () => {
    const after = (range: PriceRange, account = HELD, side: 'long' | 'short' = 'long') =>
      answer(account, place(exitOrder({ side })), NOW, COSTS, range).outcome;
    const late = {
      status: 'rejected',
      cause: 'reduce-only: the stop of BTC was met before, within this minute',
    };
    expect(after({ high: 101, low: 99.75 })).toEqual(late);
    expect(after({ high: 101, low: 99.76 }).status).toBe('filled');
    expect(after({ high: 101, low: 1 }, { ...HELD, orders: [takeProfitOrder()] }).status).toBe('filled');
    const [side, short] = ['short', { ...LONG, side: 'short' }] as const;
    const shorted = { positions: [short], orders: [stopOrder({ side }), takeProfitOrder({ side })] };
    expect(after({ high: 100.25, low: 99 }, shorted, side)).toEqual(late);
    expect(after({ high: 100.24, low: 99 }, shorted, side).status).toBe('filled');
  });

  it('an exit is rejected where there is nothing to reduce, or no price', () => {
    expect(asked(HELD, place(exitOrder({ symbol: 'ETH' }))).outcome).toEqual({
      status: 'rejected',
      cause: 'reduce-only: ETH has no position',
    });
    const priceless = answer(HELD, place(exitOrder()), undefined, COSTS);
    expect(priceless).toEqual({
      account: HELD,
      outcome: { status: 'rejected', cause: 'BTC has no price now' },
    });
  });
});

describe('a cancel', () => {
  it('a cancel takes the order out of the account, and no other', () => {
    const { account, outcome } = asked(HELD, cancel(stopOrder()));
    expect(outcome).toEqual({ status: 'cancelled' });
    expect(account).toEqual({ positions: [LONG], orders: [takeProfitOrder()] });
  });

  it('a cancel of an order that does not rest comes too late', () => {
    const { account, outcome } = asked(HELD, cancel(stopOrder({ clientOrderId: 'another' })));
    expect(outcome).toEqual({ status: 'gone' });
    expect(account).toBe(HELD);
  });

  it('a cancel needs no price and no position', () => {
    const left = { positions: [], orders: [stopOrder()] };
    expect(answer(left, cancel(stopOrder()), undefined, COSTS)).toEqual({
      account: EMPTY_ACCOUNT,
      outcome: { status: 'cancelled' },
    });
  });
});
