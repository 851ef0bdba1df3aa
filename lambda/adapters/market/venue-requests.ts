/**
 * The one function through which requests go to a venue, and their failures come back. A process has one for all that
 * it asks: what the market hears holds for the account, and for whoever opens either of them.
 *
 * - A venue that wants to be left alone is not asked before the time it named: requests fail as the one before did. One
 *   request of a step that protects or closes a position goes out all the same, unless the venue has banned us. Whoever
 *   goes on asking is banned, and longer each time.
 * - It is left alone on its own word, however late that came, and never because of a pace of ours. Of two
 *   answers the later time holds, and so does a ban: they may have overtaken each other.
 * - Every failure is a VenueError.
 * - Every request ends by a deadline of our own, whatever ccxt or the venue do. Nothing is sent again here.
 */
import type { Clock } from '../../ports.ts';
import { within } from '../machine.ts';
import { failureOf, VenueError } from './venue-error.ts';

/** How long a request may take, its answer included; after that the venue itself rejects one of the account. */
export const REQUEST_MS = 6_000;

/** An address that went on after it was told to wait. */
const BANNED = 418;

export class VenueRequests {
  private readonly clock: Clock;
  private readonly deadlineMs: number;
  private quietUntilMs = -Infinity;
  private bannedUntilMs = -Infinity;
  private quietBecause: VenueError | undefined;
  private mayProtect = true;

  /** @param clock by which it waits: that of the machine, where there is another one. */
  constructor(clock: Clock, deadlineMs = REQUEST_MS) {
    this.clock = clock;
    this.deadlineMs = deadlineMs;
  }

  /** Whether the venue wants to be left alone now. */
  get isLeftAlone(): boolean {
    return this.quietBecause !== undefined && this.clock.nowMs() < this.quietUntilMs;
  }

  /** Once before each tick and watch step, whose first request may be a stop. */
  beginStep(): void {
    this.mayProtect = true;
  }

  /**
   * One request, named in the error of one that takes too long.
   *
   * @param kind `protective`: of an order that can only reduce. Orders have no weight at the venues that count it.
   * @param deadlineMs where it may take longer than others.
   * @throws VenueError
   */
  async ask<Answer>(
    name: string,
    call: () => Promise<Answer>,
    kind: 'ordinary' | 'protective' = 'ordinary',
    deadlineMs = this.deadlineMs,
  ): Promise<Answer> {
    if (this.quietBecause !== undefined && this.isLeftAlone) {
      const isBanned = this.clock.nowMs() < this.bannedUntilMs;
      if (kind === 'ordinary' || isBanned || !this.mayProtect) throw this.quietBecause;
      this.mayProtect = false;
    }
    try {
      return await answerWithin(deadlineMs, name, () => this.heard(call));
    } catch (thrown) {
      throw failureOf(thrown);
    }
  }

  /** What the venue says after the deadline is heard, too. */
  private async heard<Answer>(call: () => Promise<Answer>): Promise<Answer> {
    try {
      return await call();
    } catch (thrown) {
      const error = failureOf(thrown);
      const isItsWord = error.httpStatus !== undefined || error.ccxtError !== undefined;
      if (error.kind === 'rate-limited' && isItsWord) this.keepQuiet(error);
      throw error;
    }
  }

  private keepQuiet({ kind, message, host, httpStatus, retryAfterMs }: VenueError): void {
    const untilMs = this.clock.nowMs() + retryAfterMs;
    if (httpStatus === BANNED) this.bannedUntilMs = Math.max(this.bannedUntilMs, untilMs);
    if (untilMs <= this.quietUntilMs) return;
    this.quietUntilMs = untilMs;
    this.quietBecause = new VenueError(kind, message, {
      host,
      ...(httpStatus !== undefined && { httpStatus }),
      retryAfterMs,
    });
  }
}

/** The result of a call, or an error that says that nobody knows. */
export function answerWithin<Result>(
  deadlineMs: number,
  name: string,
  call: () => Promise<Result>,
): Promise<Result> {
  return within(
    deadlineMs,
    call,
    () => new VenueError('no-answer', `${name}: no complete answer within ${deadlineMs / 1_000} s`),
  );
}
