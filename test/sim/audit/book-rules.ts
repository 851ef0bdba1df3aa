/**
 * Are the day, the streak, the pauses and the halt of an item what its rows leave?
 *
 * A book of her own, kept from the rows alone, is held against each commit.
 *
 * - Realised today, the day's first balance, the streak, the pauses, the stop, the halt and the hour's entries follow from rows.
 * - A day begins once, at 00:00 UTC, and with the first tick after it.
 * - As many losses in a row as the parameters say pause at once, for as long as they say, and nothing else does.
 * - A day is stopped where it can afford no entry and nothing is open, or where it has lost its limit; never without a cause.
 * - A halt ends by a command that accepts it, and is none anew while it stands. No invariant of the bot's own is ever broken.
 */
import { limitUsdOf, worstLossUsd } from './cap-rules.ts';
import type { Commit } from './commit-rules.ts';
import { MINUTE_MS, type Looking } from './findings.ts';
import { apply, dayOf, newBook, type Book } from './own-book.ts';
import type { RecordedEvent, RecordedRow, RecordedState } from './recorded-items.ts';
import { inForce, type KnownParameters } from './usual-parameters.ts';

const DOLLAR = 100_000_000;
/** What the roundings of a plan may be off by. */
const ROUNDING_USD = 0.02;
/** A clock may be off by so much. */
const CLOCK_MS = 40_000;
/** While so many rows wait, nothing more is written that can wait. */
const OUTBOX_FULL = 50;

type Compared = Exclude<
  keyof Book,
  'left' | 'open' | 'lastExitMs' | 'accepting' | 'haltedSinceMs' | 'haltedCause'
>;
const COMPARED: readonly Compared[] = [
  'balanceUsd',
  'dayMs',
  'dayStartBalanceUsd',
  'realisedTodayUsd',
  'stoppedAtMs',
  'lossesInARow',
  'pausedUntilMs',
  'entryTimesMs',
  'operatorPausedSinceMs',
  'flatteningSinceMs',
];

export class BookRules {
  private readonly looking: Looking;
  private readonly books = new Map<string, Book>();
  private readonly parameters = new Map<string, KnownParameters>();

  constructor(looking: Looking) {
    this.looking = looking;
  }

  /** Before the commit that brings it is judged. */
  row({ event }: RecordedRow, table: string): void {
    const book = this.books.get(table) ?? newBook();
    this.books.set(table, book);
    this.judgeRow(event, book, this.parameters.get(table));
    apply(book, event);
  }

  committed({ table, state, before }: Commit): void {
    const { say } = this.looking;
    const book = this.books.get(table);
    const parameters = inForce(state);
    this.parameters.set(table, parameters);
    if (book === undefined) return;
    const { ledger, version, tickMs } = state;
    const held = { ...ledger, haltedSinceMs: ledger.halted?.sinceMs ?? null };
    for (const name of COMPARED) {
      const [own, told] = [String(book[name]), String(held[name])];
      if (own !== told)
        say('book-is-no-fold', `${name} of version ${version} is ${told}, its rows leave ${own}`);
    }
    if (held.haltedSinceMs !== book.haltedSinceMs) say('book-is-no-fold', `the halt of version ${version}`);
    // One that a lower limit has completed pauses with the next loss.
    const isLonger = book.lossesInARow > (before?.ledger.lossesInARow ?? 0);
    if (isLonger && book.lossesInARow >= parameters.lossStreak) {
      say('streak-without-pause', `${book.lossesInARow} losses in a row in version ${version}`);
    }
    const isTick = tickMs !== null && tickMs !== before?.tickMs;
    if (!isTick || before === undefined) return;
    const isFull = state.outbox.rows.length >= OUTBOX_FULL;
    if (dayOf(tickMs) > book.dayMs && !isFull) say('day-not-begun', `version ${version} is of another day`);
    this.judgeDayStop(state, before);
  }

  private judgeRow(event: RecordedEvent, book: Book, parameters: KnownParameters | undefined): void {
    const { say, nowMs } = this.looking;
    const at = new Date(event.atMs).toISOString();
    switch (event.kind) {
      case 'day-started':
        if (dayOf(event.atMs) <= book.dayMs) say('day-begins-twice', `at ${at}`);
        if (dayOf(event.atMs) > nowMs() + CLOCK_MS) say('day-begins-early', `at ${at}`);
        break;
      case 'paused': {
        if (parameters === undefined) break;
        const { lossStreak, pauseMinutes } = parameters;
        const untilMs = book.lastExitMs + pauseMinutes * MINUTE_MS;
        if (book.lossesInARow < lossStreak)
          say('pause-without-streak', `${book.lossesInARow} losses at ${at}`);
        if (event.untilMs !== untilMs)
          say('pause-of-another-length', `until ${event.untilMs}, not ${untilMs}`);
        break;
      }
      case 'stopped':
        if (event.realisedUsd !== book.realisedTodayUsd) {
          say('stopped-without-cause', `${event.realisedUsd} is not what was realised by ${at}`);
        }
        break;
      case 'halted':
        if (event.cause === book.haltedCause) say('halted-twice', `${at}: ${event.cause}`);
        if (event.cause.startsWith('invariant broken')) say('invariant-broken', `${at}: ${event.cause}`);
        break;
      case 'reconciled':
        if (!book.accepting.has(event.commandId)) say('halt-ended-by-nobody', `${event.commandId} at ${at}`);
        break;
      default:
        break;
    }
  }

  /** Nothing is open and nothing under way: then the day's limit alone says whether it goes on. */
  private judgeDayStop(state: RecordedState, before: RecordedState): void {
    const { say } = this.looking;
    const { ledger, orders, version } = state;
    const busy = [ledger.positions, orders, before.ledger.positions, before.orders];
    // A change of the mode takes the day of the other one back, with its stop.
    if (busy.some(({ length }) => length > 0) || ledger.epoch !== before.ledger.epoch) return;
    const parameters = inForce(state);
    const { collateralUsd, leverage, recoveryStopPct } = parameters;
    const worstUsd = worstLossUsd(collateralUsd * leverage, recoveryStopPct, parameters);
    const leftUsd = limitUsdOf(state) + Number(ledger.realisedTodayUsd) / DOLLAR;
    const words = `${leftUsd} are left where an entry may lose ${worstUsd}, in version ${version}`;
    if (ledger.stoppedAtMs === null && leftUsd < worstUsd - ROUNDING_USD) say('day-not-stopped', words);
    const isNew = ledger.stoppedAtMs !== null && before.ledger.stoppedAtMs === null;
    if (isNew && leftUsd > worstUsd + ROUNDING_USD) say('stopped-without-cause', words);
  }
}
