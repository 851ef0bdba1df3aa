import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { count, decimals, dollars, minute, percent, price } from '../../../lambda/core/text/figure-words.ts';

/** Another hand: the numbers of the language's own formatter. */
const intl = (digits: number) =>
  new Intl.NumberFormat('en-US', {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
    signDisplay: 'negative',
  });

describe('numbers as people read them', () => {
  it.each([
    [1.005, '1.01'],
    [2.675, '2.68'],
    [-1_234.565, '-1,234.57'],
    [-0.001, '0.00'],
    [0, '0.00'],
    [999_999.995, '1,000,000.00'],
    [-45, '-45.00'],
    [0.995, '1.00'],
    [9_007_199.254999999, '9,007,199.25'],
  ])('%f dollars are %s', (amount, words) => {
    expect(dollars(amount)).toBe(words);
  });

  it('are those of a formatter of another hand', () => {
    const amount = fc.oneof(
      fc.integer({ min: -10_000_000, max: 10_000_000 }).map((tenths) => tenths / 1_000),
      fc.double({ min: -1e9, max: 1e9, noNaN: true }),
    );
    fc.assert(
      fc.property(amount, fc.integer({ min: 0, max: 4 }), (value, digits) => {
        fc.pre(value === 0 || Math.abs(value) >= 1e-6);
        expect(decimals(value, digits)).toBe(intl(digits).format(value));
      }),
      { numRuns: 1_000 },
    );
  });

  it.each([
    [0, '0'],
    [1_234, '1,234'],
    [1_234.56789, '1,234.568'],
    [-12_345_678, '-12,345,678'],
  ])('%f things are %s', (amount, words) => {
    expect(count(amount)).toBe(words);
  });

  it.each([
    [95_429.17122, '95,429.17'],
    [1_000, '1,000.00'],
    [999.9999, '1000'],
    [123.4567, '123.457'],
    [1.25, '1.25'],
    [0, '0'],
    [100, '100'],
    [0.1, '0.1'],
    [0.00001234567, '0.0000123457'],
    [0.000000123456789, '0.000000123457'],
    [5e-324, '0'],
  ])('a price of %f is %s', (value, words) => {
    expect(price(value)).toBe(words);
  });

  it('a share is a percentage, and an unknown one is unknown', () => {
    expect(percent(0.28)).toBe('28.0 %');
    expect(percent(0.45249, 0)).toBe('45 %');
    expect(percent(undefined)).toBe('unknown');
  });

  it('a time is a minute in UTC', () => {
    expect(minute(Date.UTC(2025, 4, 4, 16, 17, 59))).toBe('2025-05-04 16:17');
  });
});
