/**
 * What does the bot ask of the machine that it runs on? Its time, its timers, and names that nobody else has.
 *
 * Invariant: no other code of the bot asks for them, so that a simulated world decides all of it here.
 */
import { randomUUID } from 'node:crypto';
import { setTimeout as waitFor } from 'node:timers/promises';
import type { Clock } from '../ports.ts';

export const machineClock: Clock = { nowMs: () => Date.now() };

/** `false` when the signal cut it short. */
export async function sleep(durationMs: number, signal: AbortSignal): Promise<boolean> {
  try {
    await waitFor(durationMs, undefined, { signal });
    return true;
  } catch (error) {
    if (signal.aborted) return false;
    throw error;
  }
}

export async function pause(durationMs: number): Promise<void> {
  await waitFor(durationMs);
}

/** Aborts after so long. */
export function deadlineAfter(durationMs: number): AbortSignal {
  return AbortSignal.timeout(durationMs);
}

/** The result of a call, or the failure that `late` makes where it takes longer. */
export async function within<Result>(
  deadlineMs: number,
  call: () => Promise<Result>,
  late: () => Error,
): Promise<Result> {
  let timer: NodeJS.Timeout | undefined;
  const deadline = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(late()), deadlineMs);
  });
  try {
    return await Promise.race([call(), deadline]);
  } finally {
    clearTimeout(timer);
  }
}

/** An id that nothing else has. */
export const newId = (): string => randomUUID();
