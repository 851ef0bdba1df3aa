/**
 * Is money exact, and does every rounding go the way its name says?
 */
import { describe, expect, it } from 'vitest';
import {
  DAY_MS,
  HOUR_MS,
  MINUTE_MS,
  PARAMETER_USD_MAX,
  SECOND_MS,
  ZERO_USD,
  dayStartMs,
  fractionOfBps,
  fractionOfPct,
  isExact,
  isTimeMs,
  minus,
  minuteStartMs,
  negate,
  pctOfFraction,
  plus,
  roundDown,
  roundUp,
  smaller,
  sumIfExact,
  toDollars,
  usd,
  usdFromUnits,
} from '../../lambda/core/units.ts';
import { rowsOf } from '../harness/builders.ts';

describe('an amount of money', () => {
  it('an amount of money counts hundred-millionths of a dollar', () => {
    expect(usd(1)).toBe(100_000_000);
    expect(usd(0.00000001)).toBe(1);
    expect(usd(-2.5)).toBe(-250_000_000);
  });

  it('an amount of money is the decimal its operator wrote, not the double below it', () => {
    // 0.29 × 1e8 is 28999999.999999996 in doubles, and 1.1 × 1e8 is 110000000.00000001.
    expect(usd(0.29)).toBe(29_000_000);
    expect(usd(1.1)).toBe(110_000_000);
  });

  it('an amount of money sums exactly where dollars as doubles would not', () => {
    expect(plus(usd(0.1), usd(0.2))).toBe(usd(0.3));
    let sum = ZERO_USD;
    for (let k = 0; k < 1_000_000; k += 1) sum = plus(sum, usd(0.1));
    expect(sum).toBe(10_000_000_000_000);
  });

  it('an amount of money subtracts, changes its sign and compares', () => {
    expect(minus(usd(1), usd(1.5))).toBe(-50_000_000);
    expect(negate(usd(1.5))).toBe(-150_000_000);
    expect(smaller(usd(1), usd(2))).toBe(usd(1));
    expect(smaller(usd(2), usd(1))).toBe(usd(1));
    expect(smaller(usd(-2), usd(1))).toBe(usd(-2));
  });

  it('an amount of money is never a negative zero', () => {
    expect(Object.is(negate(ZERO_USD), 0)).toBe(true);
    expect(Object.is(roundUp(-0.000000001), 0)).toBe(true);
    expect(Object.is(usd(-0), 0)).toBe(true);
  });

  it('an amount of money is read back from its count of units', () => {
    expect(usdFromUnits(123_456_789)).toBe(usd(1.23456789));
    expect(() => usdFromUnits(0.5)).toThrow(RangeError);
  });

  it('an amount of money is shown in dollars', () => {
    expect(toDollars(usdFromUnits(250_000_000))).toBe(2.5);
    expect(toDollars(usdFromUnits(-1))).toBe(-1e-8);
  });
});

describe('the range of an amount', () => {
  it('the range of an amount reaches to the last integer that a double counts', () => {
    expect(usdFromUnits(9_007_199_254_740_991)).toBe(9_007_199_254_740_991);
    expect(usdFromUnits(-9_007_199_254_740_991)).toBe(-9_007_199_254_740_991);
    expect(() => usdFromUnits(9_007_199_254_740_992)).toThrow(RangeError);
  });

  it('the range of an amount is kept by every operation', () => {
    const largest = usdFromUnits(9_007_199_254_740_991);
    expect(() => plus(largest, usdFromUnits(1))).toThrow(RangeError);
    expect(() => minus(negate(largest), usdFromUnits(1))).toThrow(RangeError);
    expect(() => usd(90_071_993)).toThrow('±90071992 USD');
    expect(() => roundUp(90_071_993)).toThrow(RangeError);
    expect(() => roundDown(-90_071_993)).toThrow(RangeError);
  });

  it('the range of an amount holds no NaN and no infinity', () => {
    for (const notAnAmount of [Number.NaN, Infinity, -Infinity]) {
      expect(() => usd(notAnAmount)).toThrow(RangeError);
      expect(() => roundUp(notAnAmount)).toThrow(RangeError);
      expect(() => roundDown(notAnAmount)).toThrow(RangeError);
    }
  });

  it('the range of an amount leaves room for sums of the largest parameters', () => {
    const largest = usd(PARAMETER_USD_MAX);
    const nine = Array.from({ length: 9 }, () => largest).reduce((sum, amount) => plus(sum, amount));
    expect(toDollars(nine)).toBe(90_000_000);
  });
});

describe('rounding', () => {
  it.each([
    // amount in dollars, up, down: in units of 1e-8
    ['a third of a unit', 1e-8 / 3, 1, 0],
    ['two thirds of a unit', 2e-8 / 3, 1, 0],
    ['a whole unit', 1e-8, 1, 1],
    ['a third of a unit that is received', -1e-8 / 3, 0, -1],
    ['one and a half units', 1.5e-8, 2, 1],
    ['minus one and a half units', -1.5e-8, -1, -2],
    ['nothing', 0, 0, 0],
  ])('rounding takes %s up and down as named', (_words, amountUsd, up, down) => {
    expect(roundUp(amountUsd)).toBe(up);
    expect(roundDown(amountUsd)).toBe(down);
  });

  it('rounding gives the exact decimal product of a decimal price and a decimal quantity, either way', () => {
    // price, quantity, product in units of 1e-8: by hand. In doubles several are off by one in the last place.
    const table = rowsOf(`
      0.1        3       30000000
      1.1        1.1     121000000
      4.35       100     43500000000
      0.07       0.7     4900000
      96123.4    0.006   57674040000
      97561.3    0.123   1200003990000
      64999.99   0.015   97499985000
      178.21     33.7    600567700000
      1.005      1000    100500000000
      8.2        0.05    41000000
    `);
    for (const [price, quantity, units] of table) {
      expect(roundUp(Number(price) * Number(quantity)), `${price} × ${quantity} up`).toBe(Number(units));
      expect(roundDown(Number(price) * Number(quantity)), `${price} × ${quantity} down`).toBe(Number(units));
    }
  });

  it('rounding forgives a float error and nothing more', () => {
    // 1000 USD is 1e11 units; a thousandth of a unit is far beyond the error of a double there (about 1e-5 units).
    expect(roundUp(1000 + 1e-11)).toBe(100_000_000_001);
    expect(roundDown(1000 - 1e-11)).toBe(99_999_999_999);
    expect(roundUp(1000 + 1e-13)).toBe(100_000_000_000);
    expect(roundDown(1000 - 1e-13)).toBe(100_000_000_000);
  });

  it('rounding forgives a difference the error of the prices it was taken of', () => {
    // (100.15 − 100.05) × 1 is 0.10000000000000853 in doubles: the digits lost belong to the prices, not to the 0.1.
    const difference = 100.15 - 100.05;
    expect(roundUp(difference, 200)).toBe(10_000_000);
    expect(roundUp(difference)).toBe(10_000_001);
    const below = 100.3 - 100.2;
    expect(below).toBeLessThan(0.1);
    expect(roundDown(below, 200)).toBe(10_000_000);
    expect(roundDown(below)).toBe(9_999_999);
  });

  it('rounding forgives a negative magnitude as much as a positive one', () => {
    expect(roundUp(-1.1 * 1.1)).toBe(-121_000_000);
    expect(roundDown(-1.1 * 1.1)).toBe(-121_000_000);
  });
});

describe('percentages and basis points', () => {
  it('percentages and basis points are fractions of a hundred and of ten thousand', () => {
    expect(fractionOfPct(0.15)).toBe(0.0015);
    expect(fractionOfPct(-50)).toBe(-0.5);
    expect(pctOfFraction(0.0005)).toBe(0.05);
    expect(pctOfFraction(1 - 0.95)).toBe(5);
    expect(fractionOfBps(0.5)).toBe(0.00005);
    expect(fractionOfBps(10_000)).toBe(1);
  });
});

describe('a sum of what a stored row says', () => {
  it('a sum of what a stored row says is unknown where a part is, or where it cannot be kept exactly', () => {
    const most = usdFromUnits(Number.MAX_SAFE_INTEGER);
    const unit = usdFromUnits(1);
    expect(sumIfExact(usd(1), usd(-3))).toBe(usd(-2));
    expect(sumIfExact(undefined, usd(1))).toBeUndefined();
    expect(sumIfExact(minus(most, unit), unit)).toBe(most);
    expect(sumIfExact(most, unit)).toBeUndefined();
    expect(sumIfExact(negate(most), negate(unit))).toBeUndefined();
  });
});

describe('an amount that somebody states', () => {
  it('an amount that somebody states can be kept up to ninety million dollars', () => {
    expect(isExact(90_071_992.5)).toBe(true);
    expect(isExact(90_071_993)).toBe(false);
    expect(isExact(Number.NaN)).toBe(false);
  });
});

describe('time', () => {
  it('time in ms is a whole number between 2001 and 2286', () => {
    for (const timeMs of [1e12, 1e13 - 1, Date.UTC(2026, 0, 6)]) expect(isTimeMs(timeMs)).toBe(true);
    for (const timeMs of [1e12 - 1, 1e13, 1_736_121_600, 1e12 + 0.5]) expect(isTimeMs(timeMs)).toBe(false);
  });

  it('time knows its lengths', () => {
    expect([SECOND_MS, MINUTE_MS, HOUR_MS, DAY_MS]).toEqual([1000, 60_000, 3_600_000, 86_400_000]);
  });

  it('time starts a day at 00:00 UTC', () => {
    const midnightMs = Date.UTC(2026, 0, 6);
    expect(dayStartMs(midnightMs)).toBe(midnightMs);
    expect(dayStartMs(midnightMs - 1)).toBe(Date.UTC(2026, 0, 5));
    expect(dayStartMs(midnightMs + 86_399_999)).toBe(midnightMs);
  });

  it('time starts a minute at its full second', () => {
    const minuteMs = Date.UTC(2026, 0, 5, 12, 34);
    expect(minuteStartMs(minuteMs)).toBe(minuteMs);
    expect(minuteStartMs(minuteMs + 59_999)).toBe(minuteMs);
    expect(minuteStartMs(minuteMs - 1)).toBe(Date.UTC(2026, 0, 5, 12, 33));
  });
});
