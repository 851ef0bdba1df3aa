/**
 * Is a position of the bot's that has no stop left alone?
 *
 * A bot that commits, and whom nothing keeps from the venue, does something for it: it sends a stop, or a close. That holds
 * while anything else is wrong, too.
 */
import type { LoggedRequest } from '../../venue/request-faults.ts';
import type { Unprotected, VenueState } from '../../venue/venue-state.ts';
import { MINUTE_MS, type Looking } from './findings.ts';
import { OwnAmounts } from './own-amounts.ts';

/** An order in doubt is concluded in less, and a stop that was refused is sent again at each step. */
const LEFT_ALONE_MS = 5 * MINUTE_MS;
const COMMITS_MIN = 3;
/** What may keep a bot from the venue, or from a conclusion, by the class of what happens. */
const EXCUSES = /^(?:venue|market|clock|death|freeze)/;
const OWN_WAY_OUT = /-[sx]$/;

export interface NeglectTerms extends Looking {
  readonly botId: string;
  readonly venue: Pick<VenueState, 'trades' | 'unprotected'>;
  readonly requests: readonly LoggedRequest[];
  /** Whether the bot's table knows that entry. */
  readonly isKnown: (entryId: string) => boolean;
}

export class NeglectRules {
  private readonly terms: NeglectTerms;
  private readonly amounts: OwnAmounts;
  private readRequests = 0;
  private readIntervals = 0;
  private open: readonly Unprotected[] = [];
  private excusedMs = -Infinity;
  /** The last stop or close that it has sent, by market. */
  private readonly triedMs = new Map<string, number>();
  private commitsMs: readonly number[] = [];

  constructor(terms: NeglectTerms) {
    this.terms = terms;
    this.amounts = new OwnAmounts(terms.botId, terms.venue.trades);
  }

  /** Something was so now. */
  note(classes: readonly string[]): void {
    if (classes.some((name) => EXCUSES.test(name))) this.excusedMs = this.terms.nowMs();
  }

  committed(): void {
    const nowMs = this.terms.nowMs();
    this.commitsMs = [...this.commitsMs.filter((timeMs) => nowMs - timeMs <= LEFT_ALONE_MS), nowMs];
  }

  look(): void {
    const { venue, nowMs } = this.terms;
    this.readNews();
    this.open = [...this.open, ...venue.unprotected.slice(this.readIntervals)].filter(
      ({ toMs }) => toMs === undefined,
    );
    this.readIntervals = venue.unprotected.length;
    for (const { symbol, fromMs } of this.open) {
      const sinceMs = Math.max(fromMs, this.excusedMs, this.triedMs.get(symbol) ?? -Infinity);
      const commits = this.commitsMs.filter((timeMs) => timeMs > sinceMs).length;
      if (nowMs() - sinceMs <= LEFT_ALONE_MS || commits < COMMITS_MIN) continue;
      const held = this.amounts.heldFrom(symbol, fromMs);
      if (held?.untilMs !== Infinity || !this.terms.isKnown(held.entryId)) continue;
      const words = `${symbol} is without a stop since ${new Date(fromMs).toISOString()}, and nothing is sent for it`;
      this.terms.say('left-unprotected', words);
    }
  }

  private readNews(): void {
    const { requests, botId } = this.terms;
    for (; this.readRequests < requests.length; this.readRequests += 1) {
      const { method, symbol, clientId = '', timeMs } = requests[this.readRequests] ?? {};
      if (method !== 'POST' || symbol === undefined || timeMs === undefined) continue;
      if (clientId.startsWith(`${botId}-`) && OWN_WAY_OUT.test(clientId)) this.triedMs.set(symbol, timeMs);
    }
  }
}
