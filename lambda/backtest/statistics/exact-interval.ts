/**
 * Between which win rates does the true one lie, at the least?
 */
import { betaQuantile } from './normal.ts';
import type { Interval, Wins } from './win-rate-interval.ts';

/** At 95 %. Clopper, Pearson (1934): never too narrow for independent trades. @returns `undefined` without trades. */
export function exactInterval({ wins, trades }: Wins): Interval | undefined {
  if (trades === 0) return undefined;
  const tail = (1 - 0.95) / 2;
  return {
    from: wins === 0 ? 0 : betaQuantile(tail, wins, trades - wins + 1),
    to: wins === trades ? 1 : betaQuantile(1 - tail, wins + 1, trades - wins),
  };
}
