/**
 * Do the three measures read the candles they name, and no others?
 */
import { describe, expect, it } from 'vitest';
import { momentum, range, volumeRatio } from '../../../lambda/core/strategy/indicators.ts';

const column = (...values: number[]) => Float64Array.from(values);

describe('momentum', () => {
  it('momentum is the close over the close so many candles before, less one', () => {
    const close = column(50, 100, 7, 9, 125, 999);
    expect(momentum(close, 4, 3)).toBe(0.25);
    expect(momentum(close, 1, 1)).toBe(1);
    expect(momentum(column(100, 75), 1, 1)).toBe(-0.25);
  });
});

describe('the volume ratio', () => {
  it('the volume ratio is the volume over the mean of those before it, its own left out', () => {
    // mean of 10 and 30 is 20
    expect(volumeRatio(column(500, 10, 30, 50, 900), 3, 2)).toBe(2.5);
  });

  it('the volume ratio is unknown when nothing was traded before', () => {
    expect(volumeRatio(column(7, 0, 0, 50), 3, 2)).toBeUndefined();
    expect(volumeRatio(column(0, 0, 0.5, 50), 3, 3)).toBe(300);
  });

  it('the volume ratio is 0 when nothing is traded now', () => {
    expect(volumeRatio(column(10, 10, 0), 2, 2)).toBe(0);
  });
});

describe('the range', () => {
  it('the range is highest high to lowest low over the lowest low, the current candle included', () => {
    const high = column(500, 101, 105, 103, 900);
    const low = column(1, 100, 104, 102, 0.5);
    expect(range(high, low, 3, 3)).toBe(0.05);
  });

  it('the range counts the current candle and the first of its window, and nothing around them', () => {
    const flat = column(100, 100, 100, 100, 100);
    expect(range(column(100, 100, 100, 125, 900), flat, 3, 2)).toBe(0.25);
    expect(range(column(900, 900, 125, 100, 900), flat, 3, 2)).toBe(0.25);
    expect(range(flat, column(1, 1, 80, 100, 1), 3, 2)).toBe(0.25);
    expect(range(flat, column(1, 1, 100, 80, 1), 3, 2)).toBe(0.25);
  });
});
