/**
 * Which seeds are run, in which order?
 */
import { DAY_MS } from '../../../lambda/core/units.ts';
import type { Scenario } from '../swarm/happening-file.ts';

/** Why a run is made again and again. */
export interface KeptSeed extends Scenario {
  readonly sentence: string;
}

export interface RunPlan extends Scenario {
  /** Of a kept one. */
  readonly sentence?: string;
  /** The file that it was read from. */
  readonly file?: string;
}

/** The first day that has seeds of its own. */
const FIRST_DAY_MS = Date.UTC(2024, 0, 1);
/** No day runs so many. */
const SEEDS_PER_DAY = 100_000;

/** The first seed of a day: no other day, and nobody who counts from 1, begins there. */
export function freshSeed(todayMs: number): number {
  return Math.floor((todayMs - FIRST_DAY_MS) / DAY_MS) * SEEDS_PER_DAY;
}

/** One seed after the other, without end unless there is a last one. */
export function* seedsFrom(
  first: number,
  others: Omit<RunPlan, 'seed'>,
  last = Infinity,
): Generator<RunPlan, undefined> {
  for (let seed = first; seed <= last; seed += 1) yield { seed, ...others };
  return undefined;
}
