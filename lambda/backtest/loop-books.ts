/**
 * Where a loop keeps the numbers of its days: in one struct that is changed in place by the ledger's own functions.
 */
import {
  beginBook,
  beginDay,
  bookClose,
  bookEntry,
  pauseUntil,
  stopDay,
  type DayBook,
  type WritableDayBook,
} from '../core/ledger/day-book.ts';
import type { ClosedTrade } from '../core/ledger/closed-trade.ts';
import type { Position } from '../core/ledger/position.ts';
import { ZERO_USD, type Usd } from '../core/units.ts';

export interface LoopBook {
  readonly book: DayBook;
  begin(balanceUsd: Usd, atMs: number): void;
  beginDay(atMs: number): void;
  open(position: Position): void;
  close(trade: ClosedTrade): void;
  pause(exitTimeMs: number, untilMs: number): void;
  stop(atMs: number, cause: 'loss' | 'budget'): void;
  /** The same numbers, that go their own way from here. */
  copy(): LoopBook;
}

const NEW_BOOK: DayBook = {
  balanceUsd: ZERO_USD,
  dayMs: 0,
  dayStartBalanceUsd: ZERO_USD,
  realisedTodayUsd: ZERO_USD,
  stoppedAtMs: undefined,
  lossesInARow: 0,
  pausedUntilMs: 0,
  entryTimesMs: [],
};

/** Goes on with the balance, day, streak, pause and entries of a book that has begun. */
export function bookGoingOn(from: DayBook): LoopBook {
  return { ...bookInPlace(from), begin: () => {} };
}

/** Allocates nothing after it was made. */
export function bookInPlace(from = NEW_BOOK): LoopBook {
  const entryTimesMs = [...from.entryTimesMs];
  const book: WritableDayBook = { ...from, entryTimesMs };
  return {
    book,
    begin: (balanceUsd, atMs) => beginBook(book, balanceUsd, atMs),
    beginDay: (atMs) => beginDay(book, atMs),
    open: ({ decidedAtMs }) => bookEntry(entryTimesMs, decidedAtMs),
    close: ({ netUsd, exitTimeMs }) => bookClose(book, netUsd, exitTimeMs),
    pause: (_, untilMs) => pauseUntil(book, untilMs),
    stop: (atMs) => stopDay(book, atMs),
    copy: () => bookInPlace(book),
  };
}
