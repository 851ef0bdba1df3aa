/**
 * What has the bot's address asked the exchange for in this minute, as the exchange says with every answer?
 *
 * - All bots behind one address, and strangers, are in that number: what another has used is not there for us.
 * - It counts by the exchange's minute. What it said of an earlier minute says nothing of this one.
 */
import { plannedWeightMax } from '../core/request-weight.ts';
import { minuteStartMs } from '../core/units.ts';
import type { Clock, RequestBudget } from '../ports.ts';
import type { CcxtTransport } from './market/ccxt-transport.ts';
import type { RequestLimit } from './market/venue-capabilities.ts';

export class UsedWeight implements RequestBudget {
  private readonly clock: Clock;
  private readonly header: string;
  private readonly weightMax: number;
  private readonly onWarning: (text: string) => void;
  private minuteMs = -Infinity;
  private used = 0;

  /** @param clock the exchange's time. @param onWarning told once a minute, when plans have used up their part. */
  constructor(clock: Clock, limit: RequestLimit, onWarning: (text: string) => void = () => {}) {
    this.clock = clock;
    this.onWarning = onWarning;
    this.header = limit.usedHeader;
    this.weightMax = plannedWeightMax(limit.weights);
  }

  /** A transport that notes what its answers say. */
  metered(transport: CcxtTransport): CcxtTransport {
    return async (url, request) => {
      const response = await transport(url, request);
      this.note(response.headers.get(this.header));
      return response;
    };
  }

  left(): number | undefined {
    return this.minuteMs === this.minuteNow() ? this.weightMax - this.used : undefined;
  }

  private note(said: string | null): void {
    if (said === null || !/^\d+$/.test(said)) return;
    const minuteMs = this.minuteNow();
    if (this.minuteMs !== minuteMs) this.used = 0;
    this.minuteMs = minuteMs;
    const before = this.used;
    // Answers overtake each other, and the number only grows within a minute.
    this.used = Math.max(before, Number(said));
    if (before >= this.weightMax || this.used < this.weightMax) return;
    this.onWarning(
      `the exchange counts a weight of ${this.used} at this address in this minute, and ${this.weightMax} are planned: nothing is opened, and positions are watched less often`,
    );
  }

  private minuteNow(): number {
    return minuteStartMs(this.clock.nowMs());
  }
}
