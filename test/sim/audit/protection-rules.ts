/**
 * How long was a position of the bot's without a stop at the venue, and what kept it so?
 *
 * The venue's own times count. The bounds:
 *
 * - Nothing is wrong: the stop follows its entry at once, in what a few requests take. One that is gone is seen by the next
 *   look, after 10 s or one watch interval, or after a minute where the watch is off, and takes the same.
 * - A function has died or was frozen: nobody looks before the next minute's event, which starts a container, reads, and sends.
 *   The last of such counts: the function that the next event has started may die as well, before it can send anything.
 * - The venue refuses stops: counted from when it accepts them again, with the bound that holds otherwise.
 * - Anything else, such as a network or a store in trouble, is measured and has no bound of its own while it lasts.
 */
import type { Unprotected, VenueState } from '../../venue/venue-state.ts';
import { MINUTE_MS, SECOND_MS, type Looking } from './findings.ts';
import { OwnAmounts } from './own-amounts.ts';

/** What the requests of one look take. */
const REQUESTS_MS = 3 * SECOND_MS;
/** The start of a container and a tick in doubt: its reads, what it concludes, and what it sends. */
const AFTER_DEATH_MS = 20 * SECOND_MS;
const WATCH_LEAST_MS = 10 * SECOND_MS;
/** What was so shortly before a position was without a stop may have made it so. */
const LEAD_MS = 2 * MINUTE_MS;

/** Names of what keeps a position without a stop, the most telling first, by the class of what happened. */
const CAUSES: readonly (readonly [name: string, classes: RegExp])[] = [
  ['function died', /^(?:death|function died)/],
  ['function frozen', /^(?:freeze|function frozen)/],
  ['no event', /^event/],
  ['stop taken away', /^(?:stop-ends|taken over|owner-trades)/],
  ['network in trouble', /^venue (?:slow|(?:answer|request) \w+)$/],
  ['stops refused', /^venue stop /],
  ['account unreadable', /^venue request /],
  ['orders refused', /^venue (?:entry|exit|cancel|take-profit) /],
  ['throttled', /throttling|othersWeight/],
  ['store in trouble', /^(?:dynamodb|ssm)/],
  ['venue hides', /^venue .*(?:VisibleAfterMs|DelayMs|quoteAgeMs)/],
  ['clock', /^clock/],
  ['market closed', /^market /],
  ['nobody to trade with', /^thin-book/],
];
const DEAD: readonly string[] = ['function died', 'function frozen'];

interface Watched {
  readonly causes: Set<string>;
  isOver: boolean;
}

export interface ProtectionTerms extends Looking {
  readonly botId: string;
  readonly venue: VenueState;
  /** Of the parameters in force, in ms; 0: the watch is off. */
  readonly watchIntervalMs: () => number;
  /** Whether the bot's table knows that entry. One that only a table before it knew is of nobody any more. */
  readonly isKnown: (entryId: string) => boolean;
  /** When the faults are over, and nothing has an excuse. */
  readonly faultsEndMs: number;
}

export class ProtectionRules {
  private readonly terms: ProtectionTerms;
  private readonly watched = new Map<Unprotected, Watched>();
  private read = 0;
  /** Classes of what happened, with the last time that each did. */
  private readonly recent = new Map<string, number>();
  private readonly longestMs: Record<string, number> = {};
  private readonly amounts: OwnAmounts;

  constructor(terms: ProtectionTerms) {
    this.terms = terms;
    this.amounts = new OwnAmounts(terms.botId, terms.venue.trades);
  }

  /** Something was so now. */
  note(classes: readonly string[]): void {
    for (const name of classes) this.recent.set(name, this.terms.nowMs());
  }

  look(): void {
    const { venue, nowMs } = this.terms;
    const { unprotected } = venue;
    for (; this.read < unprotected.length; this.read += 1) {
      const interval = unprotected[this.read];
      if (interval !== undefined) this.watched.set(interval, { causes: new Set(), isOver: false });
    }
    for (const [interval, watched] of this.watched) {
      const { fromMs, toMs } = interval;
      for (const [name, lastMs] of this.recent) if (lastMs >= fromMs - LEAD_MS) watched.causes.add(name);
      watched.isOver = toMs !== undefined;
      const held = this.amounts.heldFrom(interval.symbol, fromMs);
      if (held !== undefined && this.terms.isKnown(held.entryId))
        this.judge(interval, watched, Math.min(held.untilMs, toMs ?? nowMs()));
      if (watched.isOver) this.watched.delete(interval);
    }
  }

  /** Whether a position of the bot's is without a stop now. */
  isNaked(): boolean {
    return [...this.watched.keys()].some(
      ({ toMs, symbol, fromMs }) =>
        toMs === undefined && this.amounts.heldFrom(symbol, fromMs)?.untilMs === Infinity,
    );
  }

  nakedMs(): Readonly<Record<string, number>> {
    return this.longestMs;
  }

  private judge(interval: Unprotected, { causes }: Watched, untilMs: number): void {
    const { say, faultsEndMs } = this.terms;
    const { symbol, fromMs, openedMs, toMs } = interval;
    const noStopsUntilMs =
      toMs === undefined
        ? Math.max(fromMs, Math.min(this.terms.venue.noStopsUntilMs.get(symbol) ?? fromMs, untilMs))
        : interval.noStopsUntilMs;
    const lengthMs = untilMs - fromMs;
    const acceptedMs = untilMs - noStopsUntilMs;
    const boundMs = this.usualBoundMs();
    const names = CAUSES.filter(([, classes]) => [...causes].some((cause) => classes.test(cause)));
    const others = [...causes].filter((cause) => CAUSES.every(([, classes]) => !classes.test(cause)));
    const isRefused = noStopsUntilMs > fromMs && acceptedMs <= boundMs;
    const name = isRefused
      ? 'stops refused'
      : (names[0]?.[0] ?? (others.length > 0 ? 'something else' : 'nothing'));
    this.longestMs[name] = Math.max(this.longestMs[name] ?? 0, lengthMs);
    const words = `${symbol} of ${new Date(openedMs).toISOString()} was without a stop for ${lengthMs} ms`;
    const occasion = `${symbol} ${fromMs}`;
    const classes = names.length === 0 ? 'nothing else' : [...causes].join(', ');
    const isFirst = fromMs === openedMs && noStopsUntilMs === fromMs;
    const firstBoundMs = isFirst ? REQUESTS_MS : boundMs;
    if (causes.size === 0 && acceptedMs > firstBoundMs) {
      say('unprotected-without-cause', `${words}, ${acceptedMs} ms since stops were accepted`, occasion);
    }
    const isDead = names.length > 0 && names.every(([one]) => DEAD.includes(one)) && others.length === 0;
    const lookedMs = untilMs - Math.max(noStopsUntilMs, this.lastStruckMs());
    if (isDead && lookedMs > MINUTE_MS + AFTER_DEATH_MS + this.frozenBoundMs(causes)) {
      say('unprotected-after-death', `${words}; it met ${classes}`, occasion);
    }
    const calmMs = untilMs - Math.max(noStopsUntilMs, faultsEndMs);
    if (calmMs > MINUTE_MS + AFTER_DEATH_MS + boundMs) {
      say('unprotected-when-calm', `${words}, ${calmMs} ms of it when all was well again`, occasion);
    }
  }

  private usualBoundMs(): number {
    const watchMs = this.terms.watchIntervalMs();
    return (watchMs === 0 ? MINUTE_MS : Math.max(WATCH_LEAST_MS, watchMs)) + REQUESTS_MS;
  }

  /** When a function was last made to die or freeze; not when the platform saw that it had, which is later. */
  private lastStruckMs(): number {
    return Math.max(
      ...[...this.recent].filter(([name]) => /^(?:death|freeze)/.test(name)).map(([, ms]) => ms),
    );
  }

  /** A frozen function holds its turn until it thaws; the platform ends it at its deadline. */
  private frozenBoundMs(causes: ReadonlySet<string>): number {
    const isFrozen = [...causes].some((cause) => /^(?:freeze|function frozen)/.test(cause));
    return isFrozen ? 2 * MINUTE_MS : 0;
  }
}
