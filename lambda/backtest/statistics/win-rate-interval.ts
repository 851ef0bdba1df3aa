/**
 * Between which win rates does the true one lie?
 *
 * Trades are taken for independent. Those of one strategy cluster, so that the interval is too narrow.
 */
import { DEVIATIONS_95 } from './confidence.ts';

export interface Interval {
  readonly from: number;
  readonly to: number;
}

export interface Wins {
  readonly wins: number;
  readonly trades: number;
}

/** At 95 %. Wilson (1927). @returns `undefined` without trades. */
export function wilsonInterval({ wins, trades }: Wins): Interval | undefined {
  if (trades === 0) return undefined;
  const z = DEVIATIONS_95;
  const rate = wins / trades;
  const scale = 1 + z ** 2 / trades;
  const centre = (rate + z ** 2 / (2 * trades)) / scale;
  const half = (z / scale) * Math.sqrt((rate * (1 - rate)) / trades + z ** 2 / (4 * trades ** 2));
  return { from: wins === 0 ? 0 : centre - half, to: wins === trades ? 1 : centre + half };
}
