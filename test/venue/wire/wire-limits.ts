/**
 * How much has an address asked for lately, and is that too much?
 *
 * Weight is counted by the calendar minute, orders by the minute and by ten seconds, all in the venue's time. Who goes
 * on after the limit is banned for two minutes.
 */
import { MINUTE_MS, SECOND_MS } from '../../../lambda/core/units.ts';
import type { LoggedRequest } from '../request-faults.ts';
import type { VenueRules } from '../venue-rules.ts';

const ORDERS_PER_MINUTE_MAX = 1_200;
const ORDERS_PER_TEN_SECONDS_MAX = 300;
const REFUSED_BEFORE_BAN = 10;
const BAN_MS = 2 * MINUTE_MS;

class Counter {
  private readonly spanMs: number;
  private startMs = -Infinity;
  private count = 0;

  constructor(spanMs: number) {
    this.spanMs = spanMs;
  }

  add(nowMs: number, amount: number): number {
    const startMs = Math.floor(nowMs / this.spanMs) * this.spanMs;
    if (startMs !== this.startMs) this.count = 0;
    this.startMs = startMs;
    this.count += amount;
    return this.count;
  }
}

type Counted = Pick<LoggedRequest, 'weight' | 'orders'>;
type Budget = Pick<VenueRules, 'weightPerMinuteMax' | 'othersWeight'>;

export interface LimitVerdict {
  readonly headers: Readonly<Record<string, string>>;
  /** Present when the request is refused. */
  readonly refused?: {
    readonly status: 418 | 429;
    readonly code: -1003 | -1015;
    readonly retryAfterSeconds: number;
  };
}

export class WireLimits {
  private readonly weights = new Counter(MINUTE_MS);
  private readonly ordersByMinute = new Counter(MINUTE_MS);
  private readonly ordersByTenSeconds = new Counter(10 * SECOND_MS);
  private readonly refusals = new Counter(MINUTE_MS);
  /** Until when the address is banned; 0 before it ever was. */
  bannedUntilMs = 0;

  count(
    nowMs: number,
    { weight, orders }: Counted,
    { weightPerMinuteMax, othersWeight }: Budget,
  ): LimitVerdict {
    const used = this.weights.add(nowMs, weight) + othersWeight;
    const headers: Record<string, string> = { 'x-mbx-used-weight-1m': String(used) };
    const perMinute = this.ordersByMinute.add(nowMs, orders);
    const perTenSeconds = this.ordersByTenSeconds.add(nowMs, orders);
    if (orders > 0) {
      headers['x-mbx-order-count-1m'] = String(perMinute);
      headers['x-mbx-order-count-10s'] = String(perTenSeconds);
    }
    const retryAfterSeconds = Math.ceil((MINUTE_MS - (nowMs % MINUTE_MS)) / SECOND_MS);
    if (nowMs < this.bannedUntilMs) {
      const banSeconds = Math.ceil((this.bannedUntilMs - nowMs) / SECOND_MS);
      return { headers, refused: { status: 418, code: -1003, retryAfterSeconds: banSeconds } };
    }
    if (used > weightPerMinuteMax) {
      if (this.refusals.add(nowMs, 1) > REFUSED_BEFORE_BAN) this.bannedUntilMs = nowMs + BAN_MS;
      return { headers, refused: { status: 429, code: -1003, retryAfterSeconds } };
    }
    if (orders > 0 && (perMinute > ORDERS_PER_MINUTE_MAX || perTenSeconds > ORDERS_PER_TEN_SECONDS_MAX)) {
      return { headers, refused: { status: 429, code: -1015, retryAfterSeconds } };
    }
    return { headers };
  }
}
