/**
 * May a venue be asked now?
 *
 * Invariant: one that wants to be left alone is not asked before the time it named; calls fail as it failed then.
 */
import type { Clock } from '../ports.ts';
import { failureOf, type VenueFailure } from './venue-failure.ts';

export class Manners {
  private readonly clock: Clock;
  private quietUntilMs = -Infinity;
  private quietBecause: VenueFailure | undefined;

  constructor(clock: Clock) {
    this.clock = clock;
  }

  /** One call. @throws VenueFailure */
  async ask(call: () => Promise<unknown>): Promise<unknown> {
    if (this.quietBecause !== undefined && this.clock.nowMs() < this.quietUntilMs) throw this.quietBecause;
    try {
      return await call();
    } catch (error) {
      const failure = failureOf(error);
      if (failure.kind === 'rate-limited') {
        this.quietUntilMs = this.clock.nowMs() + failure.retryAfterMs;
        this.quietBecause = failure;
      }
      throw failure;
    }
  }
}
