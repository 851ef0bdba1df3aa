/**
 * How long does a command wait for AWS? A stop button that hangs is none.
 */
import { shortTimeouts } from '../../lambda/adapters/aws/aws-timeouts.ts';

/** A person may sit at a slow line. */
const REQUEST_TIMEOUT_MS = 10_000;
/** Services that all of an account share throttle now and then. */
const ATTEMPTS_MAX = 3;

/** For the constructor of a client. */
export function clientOptions(region: string) {
  return { ...shortTimeouts(REQUEST_TIMEOUT_MS), maxAttempts: ATTEMPTS_MAX, region };
}
