/**
 * Does the row of a trade tell when it had no stop, as it was at the venue?
 *
 * The venue's own times count. What the bot can know of them:
 *
 * - It asks the venue when a stop was placed and when one has ended, and learns both to the millisecond, however late it asks.
 * - Between the trigger of a stop and its fill the venue has no stop, and the bot one that is filling: a second at most.
 * - While the venue hides or loses answers, a stop may be there that the bot has not seen: it tells more than there was, and
 *   never less.
 * - A stop that has ended by itself and is placed again under its own number, by a function that was frozen, is one stop for who asks by
 *   that number: nobody is told of the time between.
 * - Whose position has parts of somebody else has stops of somebody else: nothing is concluded of such a trade.
 * - Of a position that was closed while the account could not be read, or taken away, it may say that it does not know.
 * - What an older release has written, and what was filled or opened in another table, says nothing. Everything else says something.
 */
import { z } from 'zod';
import type { AlgoOrder, VenueState, VenueTrade } from '../../venue/venue-state.ts';
import { MINUTE_MS, SECOND_MS, type Looking } from './findings.ts';
import type { OlderRelease } from './older-release.ts';
import type { RecordedEvent, RecordedRow } from './recorded-items.ts';

const TOLERANCE_MS = SECOND_MS;
/** What was so shortly before a trade may have hidden its first stop. */
const LEAD_MS = 2 * MINUTE_MS;
const TROUBLE = /^(?:venue|clock|freeze|death|function|network)/;
/** What may, beside that, leave a bot without a word of the stops of a trade. */
const UNSEEN = /^(?:taken over|owner|keys)/;

const timeMs = z.int();
const toldSchema = z.object({
  spans: z.array(z.object({ fromMs: timeMs, toMs: timeMs })),
  shorter: z.object({ count: z.int(), totalSeconds: z.number() }).optional(),
});

export interface Span {
  readonly fromMs: number;
  readonly toMs: number;
}

/** In the order in which they were placed. */
export type PlacedStop = Pick<AlgoOrder, 'clientAlgoId' | 'symbol' | 'timeMs'>;

export interface UnprotectedTerms extends Looking {
  readonly botId: string;
  readonly venue: Pick<VenueState, 'unprotected' | 'trades'> & { readonly algos: readonly PlacedStop[] };
  readonly older: Pick<OlderRelease, 'mayWorkAt' | 'lastMs'>;
}

type Opened = Extract<RecordedEvent, { kind: 'opened' }>;
type Closed = Extract<RecordedEvent, { kind: 'closed' }>;

export class UnprotectedRules {
  private readonly terms: UnprotectedTerms;
  private readonly opened = new Map<string, Opened>();
  /** When the epochs of each table have begun, as `TABLE EPOCH`. */
  private readonly startedMs = new Map<string, number>();
  private troubleMs = -Infinity;
  private unseenMs = -Infinity;

  constructor(terms: UnprotectedTerms) {
    this.terms = terms;
  }

  /** Something was so now. */
  note(classes: readonly string[]): void {
    if (classes.some((name) => TROUBLE.test(name))) this.troubleMs = this.terms.nowMs();
    if (classes.some((name) => UNSEEN.test(name))) this.unseenMs = this.terms.nowMs();
  }

  row({ epoch, event }: RecordedRow, table: string): void {
    const key = (tradeId: number) => `${table} ${epoch} ${tradeId}`;
    if (event.kind === 'started') this.startedMs.set(`${table} ${epoch}`, event.atMs);
    if (event.kind === 'opened') this.opened.set(key(event.position.tradeId), event);
    if (event.kind !== 'closed') return;
    const opened = this.opened.get(key(event.trade.tradeId));
    if (opened === undefined || !isReal(opened)) return;
    this.judge(opened, event, this.startedMs.get(`${table} ${epoch}`) ?? -Infinity);
  }

  private judge({ position, fills }: Opened, { trade }: Closed, startedMs: number): void {
    const { say, older, nowMs } = this.terms;
    const held = { fromMs: Math.min(...fills.map((fill) => fill.timeMs)), toMs: trade.exitTimeMs };
    const name = `trade ${trade.tradeId} in ${position.symbol}, closed at ${new Date(held.toMs).toISOString()},`;
    const parsed = toldSchema.safeParse(trade.unprotected);
    if (!parsed.success) {
      const isForgotten =
        older.mayWorkAt(nowMs()) || older.lastMs() >= held.fromMs || held.fromMs < startedMs;
      const isUnseen = this.unseenMs >= held.fromMs - LEAD_MS;
      if (!isForgotten && !isUnseen && !this.isHidden(held))
        say('no-stop-untold', `${name} does not tell when it had no stop`);
      return;
    }
    if (!this.isAlone(position.symbol, held)) return;
    const { spans: told, shorter } = parsed.data;
    const was = this.terms.venue.unprotected
      .filter(({ symbol, toMs }) => symbol === position.symbol && !this.endsWithOneAgain(symbol, toMs))
      .map(({ fromMs, toMs = Infinity }) => within({ fromMs, toMs }, held))
      .filter(({ fromMs, toMs }) => toMs > fromMs);
    const lackMs = lengthWithout(was, told) - (shorter?.totalSeconds ?? 0) * SECOND_MS;
    if (lackMs > TOLERANCE_MS)
      say('no-stop-untold', `${name} was without a stop for ${lackMs} ms more than it tells`);
    const excessMs = lengthWithout(told, was);
    if (excessMs > TOLERANCE_MS && !this.isHidden(held))
      say('no-stop-invented', `${name} tells of ${excessMs} ms without a stop in which it had one`);
  }

  /** Whether something may have kept the bot from seeing what it had. */
  private isHidden({ fromMs }: Span): boolean {
    return this.troubleMs >= fromMs - LEAD_MS;
  }

  /** Whether a stop was placed then under the number of an earlier one. */
  private endsWithOneAgain(symbol: string, toMs: number | undefined): boolean {
    const { algos } = this.terms.venue;
    return algos.some(
      (again, k) =>
        again.symbol === symbol &&
        again.timeMs === toMs &&
        algos.slice(0, k).some(({ clientAlgoId }) => clientAlgoId === again.clientAlgoId),
    );
  }

  /** Whether all that was there in this time was the bot's. */
  private isAlone(symbol: string, { fromMs, toMs }: Span): boolean {
    const { venue, botId } = this.terms;
    let net = 0n;
    for (const trade of venue.trades) {
      if (trade.symbol !== symbol || trade.timeMs > toMs) continue;
      if (trade.timeMs >= fromMs && !trade.clientOrderId.startsWith(`${botId}-`)) return false;
      if (trade.timeMs < fromMs) net += signed(trade);
    }
    return net === 0n;
  }
}

/** On paper nothing has an id. */
function isReal({ fills }: Opened): boolean {
  return fills.every(({ venueId }) => venueId !== undefined);
}

function signed({ side, quantity }: VenueTrade): bigint {
  return side === 'BUY' ? quantity : -quantity;
}

function within(span: Span, { fromMs, toMs }: Span): Span {
  return { fromMs: Math.max(span.fromMs, fromMs), toMs: Math.min(span.toMs, toMs) };
}

/** How long the first spans are outside the others, in ms. None overlaps another of its own. */
function lengthWithout(spans: readonly Span[], others: readonly Span[]): number {
  const lengthOf = ({ fromMs, toMs }: Span) => Math.max(0, toMs - fromMs);
  return spans.reduce((sumMs, span) => {
    const common = others.reduce((ms, other) => ms + lengthOf(within(other, span)), 0);
    return sumMs + lengthOf(span) - common;
  }, 0);
}
