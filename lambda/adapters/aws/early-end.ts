/**
 * Ends an invocation by itself before the platform does, so that its failure is logged.
 */
import middy from '@middy/core';
import type { Context } from 'aws-lambda';
import { FAIL_EARLY_MS } from '../../core/strategy/watch-steps.ts';

/** @throws Error where the work is given up; its signal is aborted then. */
export function endingEarly<Answer>(
  work: (event: unknown, context: Context, signal: AbortSignal) => Promise<Answer>,
): (event: unknown, context: Context) => Promise<Answer> {
  const handler = middy<unknown, Answer>({
    timeoutEarlyInMillis: FAIL_EARLY_MS,
    timeoutEarlyResponse: () => {
      throw new Error(`the tick took too long, and was given up ${FAIL_EARLY_MS} ms before its deadline`);
    },
  }).handler(async (event, context, { signal }) => work(event, context, signal));
  return async (event, context) => handler(event, context);
}
