/**
 * At which moments of a minute are open positions judged, besides its tick?
 *
 * Invariant: no step begins so late that the platform would end the function during it.
 */
import { MINUTE_MS, SECOND_MS } from '../units.ts';

/** How long a watch step may take with its orders, and the function to end: a later one belongs to the next minute. */
export const STEP_TIME_MS = 4 * SECOND_MS;

/** The platform kills a function at its deadline; this much earlier it fails by itself, and says so. */
export const FAIL_EARLY_MS = 1_000;

/** Times after the turn of the minute, of a bot that nothing delays; none where it does not watch. */
export function watchStepsMs(watchIntervalSeconds: number): readonly number[] {
  const intervalMs = watchIntervalSeconds * SECOND_MS;
  if (intervalMs === 0) return [];
  const steps = Math.floor((MINUTE_MS - FAIL_EARLY_MS - STEP_TIME_MS) / intervalMs);
  return Array.from({ length: steps }, (_, k) => (k + 1) * intervalMs);
}
