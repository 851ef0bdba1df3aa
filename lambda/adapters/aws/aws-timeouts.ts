/**
 * How long may a call to AWS take that a tick can do without?
 *
 * Invariant: it ends within `ATTEMPTS` × `REQUEST_TIMEOUT_MS` and a short pause. A tick has a minute; parameters and
 * mail are worth a few seconds of it.
 */

import { awsAgent } from '../proxy.ts';

/** The first one included. Both calls may be repeated: one reads, the other carries an id. */
export const ATTEMPTS = 2;
export const REQUEST_TIMEOUT_MS = 1_000;

/** For the constructor of a client. */
export function shortTimeouts(requestTimeoutMs: number = REQUEST_TIMEOUT_MS) {
  return {
    maxAttempts: ATTEMPTS,
    requestHandler: {
      ...awsAgent(),
      connectionTimeout: requestTimeoutMs,
      requestTimeout: requestTimeoutMs,
      // Otherwise the timeout of a request is only a warning, and the request goes on.
      throwOnRequestTimeout: true,
      socketTimeout: requestTimeoutMs,
    },
  };
}
