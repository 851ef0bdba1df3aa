/**
 * Numbers as a person would write them, for tests that draw parameters and prices.
 */
import fc from 'fast-check';

export const whole = (min: number, max: number) => fc.integer({ min, max });

/** To four decimals, as a person would write it: nothing that costs less than what money is rounded to. */
export const real = (min: number, max: number) => whole(min * 1e4, max * 1e4).map((units) => units / 1e4);

/** Mostly values that make things happen, sometimes any that is allowed. */
export function mostly<Value>(usual: fc.Arbitrary<Value>, allowed: fc.Arbitrary<Value>): fc.Arbitrary<Value> {
  return fc.oneof({ arbitrary: usual, weight: 8 }, { arbitrary: allowed, weight: 1 });
}

/**
 * Dollars that results on a grid of prices do not meet exactly, where the oracle's floats would decide by their noise.
 */
export const dollars = (min: number, max: number) =>
  whole(min * 1e4, max * 1e4).map((units) => (units + 0.37) / 1e4);
