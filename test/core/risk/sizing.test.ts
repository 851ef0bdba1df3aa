/**
 * Is the quantity collateral × leverage / price, rounded down, no less than the venue takes, and no more?
 */
import { describe, expect, it } from 'vitest';
import type { Market } from '../../../lambda/core/market.ts';
import { quantityAt } from '../../../lambda/core/risk/sizing.ts';
import { terms } from '../../harness/builders.ts';

const sized = (price: number, market: Partial<Market> = {}) =>
  quantityAt(price, terms(), { symbol: 'BTC', ...market });

describe('a quantity', () => {
  it('a quantity is collateral × leverage / price', () => {
    expect(sized(100)).toBe(6);
    expect(quantityAt(100, terms({ collateralUsd: 12.5, leverage: 8 }), { symbol: 'BTC' })).toBe(1);
  });

  it('a quantity is rounded down to the step', () => {
    // 600 / 96123.4 = 0.00624197…
    expect(sized(96_123.4, { quantityStep: 0.001 })).toBe(0.006);
    expect(sized(96_123.4, { quantityStep: 0.0001 })).toBe(0.0062);
    expect(sized(85_800, { quantityStep: 0.001 })).toBe(0.006);
  });

  it('a quantity is the whole number of steps it comes to', () => {
    expect(sized(100_000, { quantityStep: 0.001 })).toBe(0.006);
    expect(sized(200, { quantityStep: 0.1 })).toBe(3);
  });
});

describe('a minimum', () => {
  it('a minimum of quantity is met exactly, and denied below', () => {
    expect(sized(100_000, { quantityStep: 0.001, minQuantity: 0.006 })).toBe(0.006);
    expect(sized(100_000, { quantityStep: 0.001, minQuantity: 0.007 })).toBeUndefined();
    expect(sized(100, { minQuantity: 6.0001 })).toBeUndefined();
  });

  it('a minimum of notional is met exactly, and denied below', () => {
    expect(sized(100_000, { quantityStep: 0.001, minNotionalUsd: 600 })).toBe(0.006);
    expect(sized(100_000, { quantityStep: 0.001, minNotionalUsd: 600.01 })).toBeUndefined();
  });

  it('a minimum is asked of the rounded quantity', () => {
    // 0.0065 × 92300 = 599.95 before rounding, 0.006 × 92300 = 553.8 after
    expect(sized(92_300, { quantityStep: 0.001, minNotionalUsd: 553.8 })).toBe(0.006);
    expect(sized(92_300, { quantityStep: 0.001, minNotionalUsd: 560 })).toBeUndefined();
    expect(sized(92_300, { quantityStep: 0.001, minQuantity: 0.0062 })).toBeUndefined();
  });

  it('a quantity of nothing is below every minimum, stated or not', () => {
    expect(sized(100_000, { quantityStep: 0.01 })).toBeUndefined();
  });

  it('a minimum that is unknown denies nothing', () => {
    expect(sized(6e9)).toBe(1e-7);
  });

  it('a minimum of exactly collateral × leverage is met at every price', () => {
    const denied = Array.from({ length: 1000 }, (_, k) => 1000 + k).filter(
      (price) => sized(price, { minNotionalUsd: 600 }) === undefined,
    );
    expect(denied).toEqual([]);
  });
});

describe('a maximum', () => {
  it('a maximum of one order of either kind cuts a quantity off, and is met exactly', () => {
    expect(sized(100, { maxMarketQuantity: 6 })).toBe(6);
    expect(sized(100, { maxMarketQuantity: 5.9 })).toBe(5.9);
    expect(sized(100, { maxQuantity: 5.8 })).toBe(5.8);
    expect(sized(100, { maxQuantity: 5.8, maxMarketQuantity: 5.9 })).toBe(5.8);
    expect(sized(100, { maxQuantity: 1000, maxMarketQuantity: 5.9 })).toBe(5.9);
  });

  it('a maximum that is no whole number of steps is rounded down to one', () => {
    expect(sized(100, { quantityStep: 0.5, maxMarketQuantity: 5.9 })).toBe(5.5);
    expect(sized(100, { quantityStep: 0.1, maxMarketQuantity: 0.3 })).toBe(0.3);
  });

  it('a maximum below the minimum denies', () => {
    expect(sized(100, { maxMarketQuantity: 0.5, minQuantity: 0.6 })).toBeUndefined();
    expect(sized(100, { maxMarketQuantity: 0.5, minNotionalUsd: 51 })).toBeUndefined();
    expect(sized(100, { quantityStep: 1, maxMarketQuantity: 0.5 })).toBeUndefined();
    expect(sized(100, { maxMarketQuantity: 0.5, minNotionalUsd: 50 })).toBe(0.5);
  });

  it('a maximum that is unknown cuts nothing off', () => {
    expect(sized(1e-9)).toBe(6e11);
  });
});
