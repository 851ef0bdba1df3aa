/**
 * The time at the venue.
 *
 * A minute is over when the venue says so: with the clock of a machine that is some seconds off, the last candle would
 * seem to be missing every minute, or be taken before it has closed.
 *
 * Invariant: without an answer, with one in another unit than ms, or with a difference that may be the way of the
 * request, the machine's time is used.
 */
import { canDo, type CcxtClient } from './ccxt-client.ts';
import { SECOND_MS, isTimeMs } from '../../core/units.ts';
import type { Clock } from '../../ports.ts';

/** Smaller differences are not corrected: the answer's way is measured with them. */
const DIFFERENCE_MIN_MS = SECOND_MS;
/** An answer that took longer says too little of the time between. */
const WAY_MAX_MS = 2 * SECOND_MS;

export class VenueClock implements Clock {
  private readonly machine: Clock;
  private offsetMs = 0;

  constructor(machine: Clock) {
    this.machine = machine;
  }

  nowMs(): number {
    return this.machine.nowMs() + this.offsetMs;
  }

  /** Venue's time less the machine's, 0 while they agree. */
  get differenceMs(): number {
    return this.offsetMs;
  }

  /** Asks the venue for its time. @throws VenueError or an error of ccxt, and keeps the difference it knew. */
  async measure(client: CcxtClient): Promise<void> {
    if (!canDo(client, 'fetchTime')) return;
    const askedMs = this.machine.nowMs();
    const venueMs = await client.fetchTime();
    const answeredMs = this.machine.nowMs();
    if (typeof venueMs !== 'number' || !isTimeMs(venueMs)) return;
    if (answeredMs - askedMs > WAY_MAX_MS) return;
    const differenceMs = Math.round(venueMs - (askedMs + answeredMs) / 2);
    this.offsetMs = Math.abs(differenceMs) < DIFFERENCE_MIN_MS ? 0 : differenceMs;
  }
}
