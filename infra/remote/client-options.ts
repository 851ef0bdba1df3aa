/**
 * How long does a command wait for AWS? A stop button that hangs is none.
 */
import { shortTimeouts } from '../../lambda/adapters/aws/aws-timeouts.ts';

/** Also over a slow line, with the name and the encryption of a first request. */
const REQUEST_TIMEOUT_MS = 5_000;
/** Services that all of an account share throttle now and then. */
const ATTEMPTS_MAX = 3;

/** For the constructor of a client. */
export function clientOptions(region: string) {
  return { ...shortTimeouts(REQUEST_TIMEOUT_MS), maxAttempts: ATTEMPTS_MAX, region };
}
