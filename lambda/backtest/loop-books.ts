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
  return new BegunBook(from);
}

/** Allocates nothing after it was made. */
export function bookInPlace(from = NEW_BOOK): LoopBook {
  return new BookInPlace(from);
}

/** A class: closures that every run makes anew are called more slowly than methods. */
class BookInPlace implements LoopBook {
  readonly book: WritableDayBook;
  readonly #entryTimesMs: number[];

  constructor(from: DayBook) {
    this.#entryTimesMs = [...from.entryTimesMs];
    this.book = { ...from, entryTimesMs: this.#entryTimesMs };
  }

  begin(balanceUsd: Usd, atMs: number): void {
    beginBook(this.book, balanceUsd, atMs);
  }

  beginDay(atMs: number): void {
    beginDay(this.book, atMs);
  }

  open({ decidedAtMs }: Position): void {
    bookEntry(this.#entryTimesMs, decidedAtMs);
  }

  close({ netUsd, exitTimeMs }: ClosedTrade): void {
    bookClose(this.book, netUsd, exitTimeMs);
  }

  pause(_: number, untilMs: number): void {
    pauseUntil(this.book, untilMs);
  }

  stop(atMs: number): void {
    stopDay(this.book, atMs);
  }

  copy(): LoopBook {
    return new BookInPlace(this.book);
  }
}

/** It has begun already. */
class BegunBook extends BookInPlace {
  override begin(): void {
    // Its numbers are there.
  }
}
