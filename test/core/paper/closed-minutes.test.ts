/**
 * Does nothing happen to a simulated position while its market is closed, and everything with the first price after it?
 */
import { describe, expect, it } from 'vitest';
import { enforceDayLimit } from '../../../lambda/core/decide.ts';
import type { PaperAccount } from '../../../lambda/core/paper/paper-account.ts';
import { matchRestingOrders } from '../../../lambda/core/paper/paper-matching.ts';
import { nextOpenMs, openCandles, sessionsOf } from '../../../lambda/core/trading-sessions.ts';
import { HOUR_MS, MINUTE_MS, usd } from '../../../lambda/core/units.ts';
import {
  FREE,
  NOON,
  at,
  botState,
  candles,
  parameters,
  position,
  quote,
  stopOrder,
  view,
} from '../../harness/builders.ts';

/** Closed from one minute after noon until half past four of the next day: two times of funding lie in between. */
const OPEN_MS = NOON + 16.5 * HOUR_MS;
const sessions = sessionsOf(
  [
    { startMs: NOON - HOUR_MS, endMs: NOON + MINUTE_MS },
    { startMs: OPEN_MS, endMs: OPEN_MS + HOUR_MS },
  ],
  { startMs: 0, endMs: Infinity },
);

const ACCOUNT: PaperAccount = {
  positions: [{ symbol: 'BTC', side: 'long', quantity: 6, metToMs: NOON + 1 }],
  orders: [stopOrder({ price: 99 })],
};
const matched = (timeMs: number, price: number) =>
  matchRestingOrders(ACCOUNT, [view({ market: { sessions }, quote: quote(price, timeMs) })], {
    cost: { ...FREE, fundingPct: 0.01 },
    ambiguousCandle: 'stop-first',
  });

describe('a closed minute', () => {
  it('a closed minute fills nothing and charges nothing, whatever its price', () => {
    expect(matched(NOON + 5 * HOUR_MS, 50)).toEqual({ account: ACCOUNT, activities: [] });
  });

  it('a closed minute leaves its funding, and the stop that was jumped over, to the first open one', () => {
    const { activities } = matched(OPEN_MS, 90);
    // Twice 0.01 % of 90 × 6; filled where the market opened.
    expect(activities).toMatchObject([
      { kind: 'funding', paidUsd: usd(0.054) },
      { kind: 'funding', paidUsd: usd(0.054) },
      { kind: 'fill', timeMs: OPEN_MS, fill: { price: 90 } },
    ]);
  });

  it('a closed minute stops no day: its price is none', () => {
    const lost = botState({ ledger: { positions: [position()] } });
    const tickMs = NOON + 5 * HOUR_MS;
    const seen = (known: object) => ({
      tickMs,
      views: [view({ market: known, quote: quote(50, tickMs) })],
      symbols: [],
      parameters: parameters({ dailyLossUsd: 30 }),
    });
    expect(enforceDayLimit(lost, seen({ sessions }))).toBe(lost);
    expect(enforceDayLimit(lost, seen({}))).not.toBe(lost);
  });

  it('a closed minute has no candle, and the next that may have one is the first of the next session', () => {
    const shown = candles('11:59 1 1 1 1 1\n12:00 2 2 2 2 1\n12:01 3 3 3 3 1');
    expect([...openCandles(shown, sessions).open]).toEqual([1, 2]);
    expect(openCandles(shown, undefined)).toBe(shown);
    const open = openCandles(shown, sessions);
    expect(openCandles(open, sessions)).toBe(open);
    expect(nextOpenMs(sessions, at('12:00'))).toBe(at('12:00'));
    expect(nextOpenMs(sessions, at('12:01'))).toBe(OPEN_MS);
    expect(nextOpenMs(undefined, at('12:01'))).toBe(at('12:01'));
  });
});
