/**
 * Does nobody enter, and does the operator hear of it, while the commands cannot be read?
 *
 * What the bot says of it does not count: it is so while all reads of their partition are refused, or while more lie there than
 * anybody reads. That is no excuse for a position without a stop, a late exit or a missing commit: none of the other rules
 * excuses it.
 */
import type { Happening } from '../swarm/happening.ts';
import { isOfFlood } from '../world/desk.ts';
import type { Commit } from './commit-rules.ts';
import { MINUTE_MS, SECOND_MS, type Looking } from './findings.ts';
import type { OlderRelease } from './older-release.ts';

/** A function that has read before may still be at it. */
const READ_BEFORE_MS = MINUTE_MS;
/** A tick that could not read them is followed by one that can. */
const READ_AFTER_MS = 2 * MINUTE_MS + 15 * SECOND_MS;
/** Three minutes from the first tick that could not read them, and the tick that tells it. */
const TOLD_AFTER_MS = 4 * MINUTE_MS + 30 * SECOND_MS;
/** Once each time, and once an hour at most: what is so again for three minutes waits for the first tick after that hour. */
const TOLD_AGAIN_MS = 65 * MINUTE_MS;
/** More than that is a flood to whoever reads it. */
const FLOOD_MIN = 250;

/** The classes of happenings that are judged here, and excuse nothing elsewhere. */
export function isOfUnread(name: string): boolean {
  return /^(?:commands unread|flood)/.test(name);
}

export interface UnreadTerms extends Looking {
  /** Of the run. */
  readonly startMs: number;
  /** Ids of the commands that wait. */
  readonly waiting: () => readonly string[];
  readonly older: Pick<OlderRelease, 'mayWorkAt'>;
}

interface Known {
  readonly toldMs: number;
  readonly lastingSinceMs: number | undefined;
}

type Copied = Pick<Commit['state'], 'version' | 'tickMs'>;

export class UnreadRules {
  private readonly terms: UnreadTerms;
  /** All reads are refused from then on, until then. */
  private refused = { fromMs: Infinity, untilMs: -Infinity };
  private perhapsUntilMs = -Infinity;
  private floodedSinceMs: number | undefined;
  private firstCommitMs: number | undefined;
  /**
   * Since when it is so, or may be, without a break and for whichever reason: a flood in the middle of a refusal that was aimed
   * is no new time, and who has been told of the refusal is told no more. It is over with a commit whose tick has read after it.
   */
  private lastingSinceMs: number | undefined;
  /** Until then a tick may not have read what can be read again. */
  private lastsUntilMs = -Infinity;
  private toldMs = -Infinity;
  /** What was so at each commit: a copy of the item remembers nothing later. */
  private readonly knownBy = new Map<string, Known>();

  constructor(terms: UnreadTerms) {
    this.terms = terms;
  }

  onHappening(happening: Happening): void {
    if (happening.kind !== 'commands-unread' || happening.share < 1) return;
    if (happening.during !== undefined) {
      // One that is aimed refuses only while the orders are in its state: it excuses what it has met, and asks for nothing.
      this.perhapsUntilMs = this.terms.nowMs() + READ_AFTER_MS;
      return;
    }
    const fromMs = this.terms.startMs + happening.atMs;
    const untilMs = fromMs + happening.forMs;
    if (untilMs <= this.refused.untilMs) return;
    // One that follows the one before without a gap goes on with it.
    const isOn = fromMs <= this.refused.untilMs;
    this.refused = { fromMs: isOn ? this.refused.fromMs : fromMs, untilMs };
  }

  look(): void {
    const ofFlood = this.terms.waiting().filter(isOfFlood).length;
    if (ofFlood <= FLOOD_MIN) this.floodedSinceMs = undefined;
    else this.floodedSinceMs ??= this.terms.nowMs();
    const sinceMs = this.unreadSinceMs();
    if (sinceMs === undefined) this.firstCommitMs = undefined;
    // Of a flood a few may be left that are too large to be read at once.
    if (sinceMs !== undefined || ofFlood > 0) this.lastsUntilMs = this.terms.nowMs() + READ_AFTER_MS;
    if (this.mayLast()) this.lastingSinceMs ??= sinceMs ?? this.terms.nowMs();
  }

  /** A copy remembers what was told until it was made, and is silent for an hour after that, or while the same lasts. */
  tableChanged(copy?: Copied): void {
    this.floodedSinceMs = undefined;
    this.firstCommitMs = undefined;
    const known = copy && this.knownBy.get(commitName(copy));
    this.toldMs = known?.toldMs ?? -Infinity;
    this.lastingSinceMs = known?.lastingSinceMs;
    this.lastsUntilMs = this.lastingSinceMs === undefined ? -Infinity : this.terms.nowMs() + READ_AFTER_MS;
  }

  committed({ state, before }: Commit): void {
    this.look();
    const { nowMs, say } = this.terms;
    if (state.outbox.alerts.some(({ kind, laterKind = kind }) => laterKind === 'commands-unread'))
      this.toldMs = nowMs();
    if (!this.mayLast()) this.lastingSinceMs = undefined;
    const { toldMs, lastingSinceMs = Infinity } = this;
    this.knownBy.set(commitName(state), { toldMs, lastingSinceMs: this.lastingSinceMs });
    const sinceMs = this.unreadSinceMs();
    if (sinceMs === undefined) return;
    const hasRead = nowMs() - sinceMs > READ_BEFORE_MS;
    const known = new Set(before?.orders.map(({ clientOrderId }) => clientOrderId));
    const entry = state.orders.find(({ leg, clientOrderId }) => leg === 'entry' && !known.has(clientOrderId));
    const since = new Date(sinceMs).toISOString();
    if (entry !== undefined && hasRead) {
      say(
        'entered-with-commands-unread',
        `${entry.clientOrderId}: commands are unread since ${since}`,
        since,
      );
    }
    // The older release does not keep since when it is so: it counts from the first commit of another one.
    if (this.terms.older.mayWorkAt(nowMs())) this.firstCommitMs = undefined;
    else if (hasRead) this.firstCommitMs ??= nowMs();
    const isTold = toldMs >= lastingSinceMs || nowMs() - toldMs < TOLD_AGAIN_MS;
    if (!isTold && nowMs() - (this.firstCommitMs ?? Infinity) > TOLD_AFTER_MS) {
      say('commands-unread-untold', `commands are unread since ${since}`, since);
    }
  }

  isSo(): boolean {
    return this.isPerhaps() || this.unreadSinceMs() !== undefined || this.terms.waiting().some(isOfFlood);
  }

  private mayLast(): boolean {
    return this.isPerhaps() || this.terms.nowMs() < this.lastsUntilMs;
  }

  private isPerhaps(): boolean {
    return this.terms.nowMs() < this.perhapsUntilMs;
  }

  private unreadSinceMs(): number | undefined {
    const { fromMs, untilMs } = this.refused;
    const nowMs = this.terms.nowMs();
    return nowMs >= fromMs && nowMs < untilMs ? fromMs : this.floodedSinceMs;
  }
}

/** Two tables may have the same version; not in the same minute. */
function commitName({ version, tickMs }: Copied): string {
  return `${version} ${tickMs}`;
}
