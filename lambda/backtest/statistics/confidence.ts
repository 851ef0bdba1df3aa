/**
 * How many deviations are 95 %? A number, so that whoever needs no other loads no library: that of `normal.ts` takes longer
 * to load than a day takes to trade.
 */

/** Φ⁻¹(0.975): 95 % of a normal variable lie between minus and plus so many deviations. */
export const DEVIATIONS_95 = 1.959_963_984_540_054;
