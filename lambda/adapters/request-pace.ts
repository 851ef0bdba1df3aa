/**
 * May one more request of public data go out in this minute, by the weights that ccxt gives them?
 *
 * It stands in for the queue of ccxt, which holds a request for up to a minute, for longer after the clock was set back,
 * and behind those that nobody waits for any more: an open position is not judged meanwhile. A bot of three markets asks
 * for some 40 of Binance's 1,200 in a minute. What uses them up is catching up on candles after months, or a clock.
 *
 * Invariant: nobody waits here. A request that is too much fails at once, and says when it may go out.
 */
import { MINUTE_MS, SECOND_MS } from '../core/units.ts';
import type { Clock } from '../ports.ts';
import { VenueError } from './market/venue-error.ts';

interface Admitted {
  readonly timeMs: number;
  readonly weight: number;
}

export class RequestPace {
  private readonly clock: Clock;
  private readonly weightMax: number;
  /** Of the last minute, the oldest first. */
  private admitted: readonly Admitted[] = [];

  constructor(clock: Clock, weightMax: number) {
    this.clock = clock;
    this.weightMax = weightMax;
  }

  /** @throws VenueError `rate-limited` when the last minute has no room for it. */
  admit(weight: number): void {
    const nowMs = this.clock.nowMs();
    // A clock that was set back says nothing of when these went out.
    this.admitted = this.admitted.filter(({ timeMs }) => timeMs <= nowMs && nowMs - timeMs < MINUTE_MS);
    let used = this.admitted.reduce((sum, one) => sum + one.weight, 0);
    let freeMs = nowMs;
    for (const one of this.admitted) {
      if (used + weight <= this.weightMax) break;
      used -= one.weight;
      freeMs = one.timeMs + MINUTE_MS;
    }
    if (freeMs > nowMs) throw tooMuch(this.weightMax, freeMs - nowMs);
    this.admitted = [...this.admitted, { timeMs: nowMs, weight }];
  }
}

function tooMuch(weightMax: number, retryAfterMs: number): VenueError {
  const wait = `wait ${Math.ceil(retryAfterMs / SECOND_MS)} s`;
  const message = `a weight of ${weightMax} was asked for within a minute, and no more is: ${wait}`;
  return new VenueError('rate-limited', message, { retryAfterMs });
}
