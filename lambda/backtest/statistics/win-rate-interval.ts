/**
 * Between which win rates does the true one lie?
 *
 * Both intervals take trades for independent. Those of one strategy cluster, so that both are too narrow.
 */
import { betaQuantile, normalQuantile } from './normal.ts';

export interface Interval {
  readonly from: number;
  readonly to: number;
}

interface Wins {
  readonly wins: number;
  readonly trades: number;
  /** 0.95 for 19 in 20. */
  readonly confidence?: number;
}

/** Wilson (1927). @returns `undefined` without trades. */
export function wilsonInterval({ wins, trades, confidence = 0.95 }: Wins): Interval | undefined {
  if (trades === 0) return undefined;
  const z = normalQuantile((1 + confidence) / 2);
  const rate = wins / trades;
  const scale = 1 + z ** 2 / trades;
  const centre = (rate + z ** 2 / (2 * trades)) / scale;
  const half = (z / scale) * Math.sqrt((rate * (1 - rate)) / trades + z ** 2 / (4 * trades ** 2));
  return { from: wins === 0 ? 0 : centre - half, to: wins === trades ? 1 : centre + half };
}

/** Clopper, Pearson (1934): never too narrow for independent trades. @returns `undefined` without trades. */
export function exactInterval({ wins, trades, confidence = 0.95 }: Wins): Interval | undefined {
  if (trades === 0) return undefined;
  const tail = (1 - confidence) / 2;
  return {
    from: wins === 0 ? 0 : betaQuantile(tail, wins, trades - wins + 1),
    to: wins === trades ? 1 : betaQuantile(1 - tail, wins + 1, trades - wins),
  };
}
