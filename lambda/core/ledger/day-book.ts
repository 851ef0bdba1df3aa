/**
 * The numbers by which a bot is kept within its limits, and how each event changes them.
 *
 * One small plain struct. The ledger copies it and changes the copy. A loop over years of candles changes its own.
 * Both use the functions below, so that each rule is written once.
 *
 * Invariants:
 * - Nothing here allocates.
 * - Sums are exact.
 * - A trade counts on the UTC day on which it closes.
 * - Times of entries are never forgotten within their hour.
 */
import { DAY_MS, HOUR_MS, ZERO_USD, dayStartMs, minus, plus, type Usd } from '../units.ts';

export interface DayBook {
  readonly balanceUsd: Usd;
  /** Start of the UTC day that the numbers of today belong to. */
  readonly dayMs: number;
  readonly dayStartBalanceUsd: Usd;
  /** Net of the trades that have closed today, and of late costs. */
  readonly realisedTodayUsd: Usd;
  /** When today was stopped, latched until the next day begins. */
  readonly stoppedAtMs: number | undefined;
  /** Across midnight. */
  readonly lossesInARow: number;
  /** 0 when the bot has never paused. */
  readonly pausedUntilMs: number;
  /** Times of the entries of the hour before the last one, oldest first. */
  readonly entryTimesMs: readonly number[];
}

/** A day book of one's own, to be changed in place. */
export type WritableDayBook = { -readonly [Key in keyof DayBook]: DayBook[Key] };

/** A new balance on a new day. */
export function beginBook(book: WritableDayBook, balanceUsd: Usd, atMs: number): void {
  book.balanceUsd = balanceUsd;
  book.dayMs = dayStartMs(atMs);
  book.dayStartBalanceUsd = balanceUsd;
}

/** The day rolls over, with the balance that the old one has left. */
export function beginDay(book: WritableDayBook, atMs: number): void {
  book.dayMs = dayStartMs(atMs);
  book.dayStartBalanceUsd = book.balanceUsd;
  book.realisedTodayUsd = ZERO_USD;
  book.stoppedAtMs = undefined;
}

/** When the UTC day of the book is over. */
export function dayEndMs({ dayMs }: DayBook): number {
  return dayMs + DAY_MS;
}

/** Whether a new UTC day has begun since the book's. */
export function isNewDay(book: DayBook, atMs: number): boolean {
  return atMs >= dayEndMs(book);
}

/** Appends an entry to its own list of times, and drops those an hour older. */
export function bookEntry(entryTimesMs: number[], decidedAtMs: number): void {
  const hourAgoMs = decidedAtMs - HOUR_MS;
  // Nothing is moved before the first that is dropped: mostly there is none.
  let kept = 0;
  while (kept < entryTimesMs.length && entryTimesMs[kept]! > hourAgoMs) kept += 1;
  for (let k = kept + 1; k < entryTimesMs.length; k += 1) {
    if (entryTimesMs[k]! > hourAgoMs) entryTimesMs[kept++] = entryTimesMs[k]!;
  }
  entryTimesMs[kept++] = decidedAtMs;
  while (entryTimesMs.length > kept) entryTimesMs.pop();
}

/** Entries decided in the last 3,600 s; one exactly that old no longer counts. */
export function entriesInHourBefore({ entryTimesMs }: DayBook, atMs: number): number {
  let entries = 0;
  for (const timeMs of entryTimesMs) if (atMs - timeMs < HOUR_MS) entries += 1;
  return entries;
}

/** A trade of the day before that arrives late belongs to the balance with which this day began. */
export function isOfToday({ dayMs }: DayBook, exitTimeMs: number): boolean {
  return dayStartMs(exitTimeMs) >= dayMs;
}

/** Books the net of a trade that has closed. */
export function bookClose(book: WritableDayBook, netUsd: Usd, exitTimeMs: number): void {
  book.balanceUsd = plus(book.balanceUsd, netUsd);
  if (isOfToday(book, exitTimeMs)) book.realisedTodayUsd = plus(book.realisedTodayUsd, netUsd);
  else book.dayStartBalanceUsd = plus(book.dayStartBalanceUsd, netUsd);
  book.lossesInARow = netUsd < 0 ? book.lossesInARow + 1 : 0;
}

/** A cost that arrives after its trade has closed. */
export function bookLateCost(book: WritableDayBook, paidUsd: Usd): void {
  book.balanceUsd = minus(book.balanceUsd, paidUsd);
  book.realisedTodayUsd = minus(book.realisedTodayUsd, paidUsd);
}

/** Money that the operator has moved: outside P&L and outside the day's limit. */
export function bookTransfer(book: WritableDayBook, amountUsd: Usd): void {
  book.balanceUsd = plus(book.balanceUsd, amountUsd);
}

/** Nothing is entered before `untilMs`; a pause is extended, never shortened. The streak that caused it is over. */
export function pauseUntil(book: WritableDayBook, untilMs: number): void {
  book.pausedUntilMs = Math.max(book.pausedUntilMs, untilMs);
  book.lossesInARow = 0;
}

/** The operator has ended the pause. */
export function endPause(book: WritableDayBook, atMs: number): void {
  book.pausedUntilMs = Math.min(book.pausedUntilMs, atMs);
}

/** Nothing is entered before the next day. */
export function stopDay(book: WritableDayBook, atMs: number): void {
  book.stoppedAtMs = atMs;
}

export function isStopped({ stoppedAtMs }: DayBook): boolean {
  return stoppedAtMs !== undefined;
}

export function isPaused({ pausedUntilMs }: DayBook, atMs: number): boolean {
  return atMs < pausedUntilMs;
}
