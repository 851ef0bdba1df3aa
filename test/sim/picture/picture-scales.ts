/**
 * Where a time and a price are in the picture.
 */
export const WIDTH = 1_400;
export const LEFT = 76;
export const RIGHT = 16;

export interface Scale {
  readonly place: (value: number) => number;
  /** Round values to be written beside it. */
  readonly ticks: readonly number[];
}

export function timeScale(endMs: number): Scale {
  const place = (ms: number) => LEFT + ((WIDTH - LEFT - RIGHT) * ms) / Math.max(1, endMs);
  return { place, ticks: roundSteps(0, endMs / 60_000, 16).map((minutes) => minutes * 60_000) };
}

/** @param top the higher price's place */
export function priceScale(prices: readonly number[], top: number, height: number): Scale {
  const low = Math.min(...prices);
  const high = Math.max(...prices);
  const margin = Math.max((high - low) * 0.06, high * 0.000_05);
  const [from, to] = [low - margin, high + margin];
  return {
    place: (price) => top + (height * (to - price)) / (to - from),
    ticks: roundSteps(from, to, 5),
  };
}

const ROUND = [1, 2, 5, 10];

/** Multiples of a round number within a range, at most so many. */
function roundSteps(from: number, to: number, countMax: number): readonly number[] {
  const least = Math.max((to - from) / countMax, Number.MIN_VALUE);
  const power = 10 ** Math.floor(Math.log10(least));
  const step = power * (ROUND.find((digit) => digit * power >= least) ?? 10);
  const first = Math.ceil(from / step);
  const count = Math.floor(to / step) - first + 1;
  return Array.from({ length: Math.max(0, count) }, (_, k) => Number(((first + k) * step).toPrecision(12)));
}
