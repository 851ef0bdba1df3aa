/**
 * Is a market judged by the limits that it states, and by none that it does not?
 */
import { describe, expect, it } from 'vitest';
import { DEFAULT_PARAMETERS, type BotParameters } from '../../../lambda/config.ts';
import type { Market } from '../../../lambda/core/market.ts';
import { marketLines } from '../../../lambda/core/preflight/market-checks.ts';

const LIMITS: Partial<Market> = {
  maxQuantity: 1000,
  maxMarketQuantity: 120,
  maxOrders: 200,
  maxConditionalOrders: 10,
  priceBand: { belowPct: 5, abovePct: 5 },
  marketTakePct: 5,
};

function lineOf(check: 'size' | 'limits', market: Partial<Market>, changes: Partial<BotParameters> = {}) {
  const unread = { failure: 'not asked' };
  const facts = { settings: unread, tiers: unread, fees: unread, isTraded: true, ask: { value: 100 } };
  const lines = marketLines(
    { ...facts, market: { symbol: 'BTCUSDT', ...market } },
    { ...DEFAULT_PARAMETERS, ...changes },
  );
  const line = lines.find((one) => one.check === check);
  return `${line?.hasPassed === true ? 'passed' : 'failed'}: ${line?.found} → ${line?.todo ?? ''}`;
}

describe('the limits of a market', () => {
  it('the limits of a market are stated as the exchange states them', () => {
    expect(lineOf('limits', LIMITS)).toBe(
      'passed: a market order takes up to 120; a limit order up to 1000; 200 orders and 10 conditional ones may be open; a limit price may be 5 % below the mark price and 5 % above; a market order fills within 5 % of it → ',
    );
  });

  it('the limits of a market that states none are unknown, and stop nothing', () => {
    expect(lineOf('limits', {})).toBe(
      'passed: a market order takes up to an unknown quantity; a limit order up to an unknown quantity; an unknown number of orders and an unknown number of conditional ones may be open; a limit price may be an unknown % below the mark price and an unknown % above; a market order fills within an unknown % of it → ',
    );
    expect(lineOf('size', {}, { collateralUsd: 400_000 })).toMatch(/^passed/);
  });

  it.each([
    ['one ordinary order', { maxOrders: 1 }, 'failed'],
    ['two ordinary orders', { maxOrders: 2 }, 'passed'],
    ['one conditional order', { maxConditionalOrders: 1 }, 'passed'],
  ])('the limits of a market that takes %s leave room for a position, or stop', (_, limits, outcome) => {
    expect(lineOf('limits', { ...LIMITS, ...limits })).toMatch(RegExp(`^${outcome}`));
  });

  it.each([
    ['below the mark price', { priceBand: { belowPct: 0.9, abovePct: 5 } }],
    ['above the mark price', { priceBand: { belowPct: 5, abovePct: 0.9 } }],
    ['of market orders', { marketTakePct: 0.9 }],
  ])('the limits %s must leave room for the slippage', (_, limits) => {
    expect(lineOf('limits', { ...LIMITS, ...limits }, { slippageBps: 90 })).toMatch(/^passed/);
    expect(lineOf('limits', { ...LIMITS, ...limits }, { slippageBps: 91 })).toMatch(
      /^failed: .*→ Set slippageBps to at most 90, /,
    );
  });
});

describe('the size of a position', () => {
  it('the size of a position that one order just closes passes, and a larger one is told the most', () => {
    expect(lineOf('size', LIMITS, { collateralUsd: 600 })).toBe('passed: 120 at 100 is 12000.00 USDT → ');
    expect(lineOf('size', LIMITS, { collateralUsd: 601 })).toBe(
      'failed: 12020 USDT at 100 is too much: one order takes up to 120 → Set collateralUsd to at most 600, or lower leverage: a larger position could not be closed at once.',
    );
  });

  it('the size of a position is bound by limit orders too: its take-profit is one', () => {
    expect(lineOf('size', { ...LIMITS, maxQuantity: 5 })).toMatch(/one order takes up to 5 → .*at most 25,/);
  });
});
