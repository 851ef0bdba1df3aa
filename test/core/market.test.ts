/**
 * Are steps kept, and is an unknown step no step?
 */
import { describe, expect, it } from 'vitest';
import {
  DEFAULT_MAINTENANCE_MARGIN_PCT,
  candlesOfRows,
  ceilToStep,
  closingLimit,
  closingPrice,
  direction,
  floorToStep,
  maxPositionQuantity,
  openingPrice,
  withSessions,
} from '../../lambda/core/market.ts';
import { quote, rowsOf } from '../harness/builders.ts';

describe('a step', () => {
  it('a step is kept downwards and upwards', () => {
    const table = rowsOf(`
      value     step     floor    ceil
      6.7       1        6        7
      6         1        6        6
      0.0062    0.001    0.006    0.007
      0.3       0.1      0.3      0.3
      0.7       0.1      0.7      0.7
      1.1       0.1      1.1      1.1
      2.675     0.005    2.675    2.675
      99.7451   0.1      99.7     99.8
      100.15    0.05     100.15   100.15
      99.99     0.5      99.5     100
      0.00000012  1e-8   1.2e-7   1.2e-7
      0.000000125 1e-8   1.2e-7   1.3e-7
      1234567   1000     1234000  1235000
      0.25      0.25     0.25     0.25
      0.2499    0.25     0        0.25
      3e-7      2.5e-7   2.5e-7   5e-7
    `).map((line) => line.flatMap((cell) => cell.split(/\s+/)));
    for (const [value, step, floor, ceil] of table.slice(1)) {
      expect(floorToStep(Number(value), Number(step)), `${value} down to ${step}`).toBe(Number(floor));
      expect(ceilToStep(Number(value), Number(step)), `${value} up to ${step}`).toBe(Number(ceil));
    }
  });

  it('a step gives the decimal multiple itself, without a tail of digits', () => {
    // 3 × 0.1 is 0.30000000000000004 in doubles.
    expect(floorToStep(0.35, 0.1)).toBe(0.3);
    expect(ceilToStep(0.25, 0.1)).toBe(0.3);
    for (let k = 1; k <= 2000; k += 1) {
      const multiple = Number(`${Math.floor(k / 1000)}.${String(k % 1000).padStart(3, '0')}`);
      expect(floorToStep(multiple, 0.001)).toBe(multiple);
      expect(ceilToStep(multiple, 0.001)).toBe(multiple);
    }
  });

  it('a step is not forced on a value where the venue states none', () => {
    expect(floorToStep(1.23456789, undefined)).toBe(1.23456789);
    expect(ceilToStep(1.23456789, undefined)).toBe(1.23456789);
  });

  it('a step takes a value just beyond a multiple to that multiple only within float error', () => {
    expect(floorToStep(0.2999999, 0.1)).toBe(0.2);
    expect(ceilToStep(0.3000001, 0.1)).toBe(0.4);
  });
});

describe('a step of several digits', () => {
  it('a step of several digits is kept with its decimals, and so is one that is written with an exponent', () => {
    expect(ceilToStep(26, 12.5)).toBe(37.5);
    expect(floorToStep(3.5e-10, 1e-10)).toBe(3e-10);
  });
});

describe('the largest position', () => {
  it('the largest position is what one order takes, of either kind, as far as that is known', () => {
    const most = (limits: object) => maxPositionQuantity({ symbol: 'BTC', ...limits });
    expect(most({ maxQuantity: 7, maxMarketQuantity: 5 })).toBe(5);
    expect(most({ maxQuantity: 4, maxMarketQuantity: 5 })).toBe(4);
    expect(most({ maxQuantity: 7 })).toBe(7);
    expect(most({ maxMarketQuantity: 5 })).toBe(5);
    expect(most({})).toBeUndefined();
  });
});

describe('rows of candles', () => {
  it('rows of candles become columns in their order', () => {
    const row = (k: number) => ({
      openTimeMs: k,
      open: k + 1,
      high: k + 2,
      low: k + 3,
      close: k + 4,
      volume: k + 5,
    });
    const { length, ...columns } = candlesOfRows([row(10), row(20)]);
    expect(length).toBe(2);
    expect(Object.entries(columns).map(([name, values]) => [name, ...values])).toEqual([
      ['openTimeMs', 10, 20],
      ['open', 11, 21],
      ['high', 12, 22],
      ['low', 13, 23],
      ['close', 14, 24],
      ['volume', 15, 25],
    ]);
    expect(candlesOfRows([]).length).toBe(0);
  });
});

describe('a side', () => {
  it('a side has the sign of its profit', () => {
    expect(direction('long')).toBe(1);
    expect(direction('short')).toBe(-1);
  });

  it('a side opens and closes at the price that is against it', () => {
    const now = quote([99, 101]);
    expect(openingPrice('long', now)).toBe(101);
    expect(openingPrice('short', now)).toBe(99);
    expect(closingPrice('long', now)).toBe(99);
    expect(closingPrice('short', now)).toBe(101);
  });
});

describe('the limit of an order that closes at once', () => {
  it('the limit of an order that closes at once goes one percent through the price, or half of a narrower band', () => {
    const now = quote([100, 200]);
    const band = { belowPct: 1.2, abovePct: 0.4 };
    expect(closingLimit('long', now, { symbol: 'BTC' })).toBe(99);
    expect(closingLimit('short', now, { symbol: 'BTC' })).toBe(202);
    expect(closingLimit('long', now, { symbol: 'BTC', priceBand: band })).toBeCloseTo(99.4, 9);
    expect(closingLimit('short', now, { symbol: 'BTC', priceBand: band })).toBeCloseTo(200.4, 9);
  });

  it('the limit of an order that closes at once lies on a step, towards the price', () => {
    const market = { symbol: 'BTC', priceStep: 0.5 };
    expect(closingLimit('long', quote([100.3, 101]), market)).toBe(99.5);
    expect(closingLimit('short', quote([99, 100.3]), market)).toBe(101);
  });
});

describe('an unstated maintenance margin', () => {
  it('an unstated maintenance margin is taken as half a percent', () => {
    expect(DEFAULT_MAINTENANCE_MARGIN_PCT).toBe(0.5);
  });
});

describe('the sessions of a market', () => {
  it('the sessions of a market are its own, and it stays as it is where it has none', () => {
    const market = { symbol: 'XAUUSDT', maxQuantity: 1 };
    const sessions = { sessions: [], knownFromMs: 0, knownUntilMs: 1 };
    expect(withSessions(market, sessions)).toEqual({ ...market, sessions });
    expect(withSessions(market, undefined)).toBe(market);
  });
});
