/**
 * May a venue be asked now?
 *
 * Invariant: one that wants to be left alone is not asked before the time it named; calls fail as it failed then.
 */
import type { Clock } from '../../ports.ts';
import { failureOf, type VenueError } from './venue-error.ts';

export class VenueBackoff {
  private readonly clock: Clock;
  private quietUntilMs = -Infinity;
  private quietBecause: VenueError | undefined;

  constructor(clock: Clock) {
    this.clock = clock;
  }

  /** One call. @throws VenueFailure */
  async ask<Answer>(call: () => Promise<Answer>): Promise<Answer> {
    try {
      return await this.callRaw(call);
    } catch (error) {
      throw failureOf(error);
    }
  }

  /** One call. @throws what it throws, or the failure because of which the venue is left alone. */
  async callRaw<Answer>(call: () => Promise<Answer>): Promise<Answer> {
    if (this.quietBecause !== undefined && this.clock.nowMs() < this.quietUntilMs) throw this.quietBecause;
    try {
      return await call();
    } catch (error) {
      const failure = failureOf(error);
      if (failure.kind === 'rate-limited') {
        this.quietUntilMs = this.clock.nowMs() + failure.retryAfterMs;
        this.quietBecause = failure;
      }
      throw error;
    }
  }
}
