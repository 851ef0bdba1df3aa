/**
 * Is a trade without a stop that the exchange has confirmed known, and since when it has had none?
 */
import { describe, expect, it } from 'vitest';
import type { BotState } from '../../../lambda/core/bot-state.ts';
import type { Order } from '../../../lambda/core/order.ts';
import {
  hasUnprotected,
  isProtected,
  isUnprotectedTooLong,
  unprotectedMaxMs,
  unprotectedMs,
} from '../../../lambda/core/orders/protection.ts';
import { MINUTE_MS, SECOND_MS } from '../../../lambda/core/units.ts';
import {
  NOON,
  botState,
  entryOrder,
  parameters,
  position,
  stopOrder,
  takeProfitOrder,
} from '../../harness/builders.ts';

const holding = (orders: readonly Order[], count = 1): BotState =>
  botState({
    orders,
    ledger: { positions: [position(), position({ tradeId: 2, symbol: 'ETH' })].slice(0, count) },
  });
const IN_DOUBT = entryOrder({ status: 'unknown', sendBeforeMs: NOON + 25 * SECOND_MS });

describe('protection', () => {
  it('protection is a stop of that trade that rests, or another that rests in its place', () => {
    const protects = (...orders: readonly Order[]) => isProtected({ orders }, position());
    expect(protects(takeProfitOrder(), stopOrder())).toBe(true);
    expect(protects(stopOrder({ status: 'unknown', hasStandIn: true }))).toBe(true);
    expect(protects(stopOrder({ status: 'unknown' }))).toBe(false);
    expect(protects(stopOrder({ status: 'intended' }))).toBe(false);
    expect(protects(stopOrder({ tradeId: 2 }))).toBe(false);
    expect(protects(takeProfitOrder())).toBe(false);
    expect(protects()).toBe(false);
  });

  it('protection is missing for ten seconds or a watch interval at most, and for a minute without a watch', () => {
    const most = (watchIntervalSeconds: number) => unprotectedMaxMs(parameters({ watchIntervalSeconds }));
    expect([0, 2, 10, 15].map(most)).toEqual([MINUTE_MS, 10_000, 10_000, 15_000]);
  });

  it('protection is missing for too long once a stop of that trade was tried and the time has passed', () => {
    const watched = parameters({ watchIntervalSeconds: 10 });
    const isTooLong = (orders: readonly Order[], seconds: number) =>
      isUnprotectedTooLong(holding(orders), position(), NOON + seconds * SECOND_MS, watched);
    const tried = stopOrder({ status: 'intended' });
    expect(isTooLong([tried], 10)).toBe(false);
    expect(isTooLong([tried], 10.001)).toBe(true);
    expect(isTooLong([stopOrder()], 11)).toBe(false);
    expect(isTooLong([], 11)).toBe(false);
    expect(isTooLong([{ ...tried, tradeId: 2 }], 11)).toBe(false);
    expect(isTooLong([takeProfitOrder()], 11)).toBe(false);
  });

  it('protection is wanted for whatever is open, and for an entry in doubt', () => {
    expect(hasUnprotected(holding([]))).toBe(true);
    expect(hasUnprotected(holding([stopOrder()]))).toBe(false);
    expect(hasUnprotected(holding([stopOrder()], 2))).toBe(true);
    expect(hasUnprotected(holding([IN_DOUBT], 0))).toBe(true);
    expect(hasUnprotected(holding([IN_DOUBT, stopOrder()], 0))).toBe(false);
    expect(hasUnprotected(holding([entryOrder()], 0))).toBe(false);
    expect(hasUnprotected(holding([stopOrder({ status: 'unknown' })], 0))).toBe(false);
    expect(hasUnprotected(holding([], 0))).toBe(false);
  });

  it('protection is missing since the fill of a position, or since an entry in doubt may have been filled', () => {
    const since = (orders: readonly Order[], count: number) =>
      unprotectedMs(holding(orders, count), NOON + 30_000);
    expect(since([], 0)).toBe(0);
    expect(since([], 1)).toBe(30_000);
    expect(since([stopOrder()], 1)).toBe(0);
    // Sent within five seconds of its commit: not before 12:00:20.
    expect(since([IN_DOUBT], 0)).toBe(10_000);
    expect(since([IN_DOUBT], 2)).toBe(30_000);
    expect(since([IN_DOUBT, stopOrder()], 0)).toBe(0);
    expect(since([entryOrder({ status: 'unknown' })], 0)).toBe(30_000);
    expect(since([entryOrder(), stopOrder({ status: 'unknown' })], 0)).toBe(0);
  });

  it('protection is missing for as long as for the trade that has waited longest', () => {
    const late = position({ tradeId: 2, symbol: 'ETH', filledAtMs: NOON + 20_000 });
    const state = botState({ ledger: { positions: [position(), late] } });
    expect(unprotectedMs(state, NOON + 30_000)).toBe(30_000);
    expect(unprotectedMs({ ...state, orders: [stopOrder()] }, NOON + 30_000)).toBe(10_000);
  });
});
