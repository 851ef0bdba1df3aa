/**
 * What is tried again, how often, and after how long?
 *
 * - A failure that may pass is tried again, later each time. Whoever says how long to wait is left alone for so long.
 * - Ctrl-C ends a wait at once.
 */
import pRetry from 'p-retry';
import { sleep } from '../../../lambda/adapters/machine.ts';
import { SECOND_MS } from '../../../lambda/core/units.ts';

export interface Patience {
  readonly signal: AbortSignal;
  /** How often one thing is tried again. */
  readonly retries?: number;
  /** Before the second try; each further wait is twice as long. */
  readonly backoffMs?: number;
  /** Waits as long as somebody asked for. */
  readonly pause?: (durationMs: number, signal: AbortSignal) => Promise<unknown>;
  /** Told before such a wait. */
  readonly onWait?: (durationMs: number, why: string) => void;
}

/** What a failure says about another try. */
export interface Outlook {
  readonly mayPass: boolean;
  /** How long somebody asks to be left alone. */
  readonly retryAfterMs: number;
}

const RETRIES = 5;
const BACKOFF_MS = SECOND_MS;
const BACKOFF_MAX_MS = 30 * SECOND_MS;

/** @throws what the last try threw, or the reason of the signal. */
export function patiently<Result>(
  attempt: () => Promise<Result>,
  outlookOf: (error: unknown) => Outlook,
  { signal, retries = RETRIES, backoffMs = BACKOFF_MS, pause = sleep, onWait }: Patience,
): Promise<Result> {
  return pRetry(attempt, {
    signal,
    retries,
    minTimeout: backoffMs,
    maxTimeout: BACKOFF_MAX_MS,
    // Many who were cut off together do not come back together.
    randomize: true,
    shouldRetry: async ({ error, retryDelay }) => {
      const { mayPass, retryAfterMs } = outlookOf(error);
      if (mayPass && retryAfterMs > retryDelay) {
        onWait?.(retryAfterMs, error.message);
        await pause(retryAfterMs - retryDelay, signal);
      }
      return mayPass;
    },
  });
}
