/**
 * Waits in real time.
 */
import { setTimeout } from 'node:timers/promises';

/** `false` when the signal cut it short. */
export async function sleep(durationMs: number, signal: AbortSignal): Promise<boolean> {
  try {
    await setTimeout(durationMs, undefined, { signal });
    return true;
  } catch (error) {
    if (signal.aborted) return false;
    throw error;
  }
}
