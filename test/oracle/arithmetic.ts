/** Spans of time, sums and whole steps. */
export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

export function sum(values: number[]): number {
  return values.reduce((a, b) => a + b, 0);
}

// A whole number of steps; the tolerance and the final rounding only undo the noise of binary fractions.
export function roundDown(value: number, step: number): number {
  return Number((Math.floor(value / step + 1e-9) * step).toPrecision(14));
}

export function roundUp(value: number, step: number): number {
  return Number((Math.ceil(value / step - 1e-9) * step).toPrecision(14));
}
