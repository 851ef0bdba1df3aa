/**
 * The numbers of a loop's days, kept in two ways: in one struct that is changed in place, and in the bot's own ledger,
 * which is copied with every event.
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
} from '../../lambda/core/ledger/day-book.ts';
import type { ClosedTrade } from '../../lambda/core/ledger/closed-trade.ts';
import type { LedgerEvent } from '../../lambda/core/ledger/ledger-events.ts';
import { initialLedger } from '../../lambda/core/ledger/ledger-state.ts';
import { evolve } from '../../lambda/core/ledger/ledger.ts';
import type { Position } from '../../lambda/core/ledger/position.ts';
import { ZERO_USD, type Usd } from '../../lambda/core/units.ts';

/** Where the loop keeps the numbers of its days. */
export interface LoopBook {
  readonly book: DayBook;
  begin(balanceUsd: Usd, atMs: number): void;
  beginDay(atMs: number): void;
  open(position: Position): void;
  close(trade: ClosedTrade): void;
  pause(exitTimeMs: number, untilMs: number): void;
  stop(atMs: number, cause: 'loss' | 'budget'): void;
}

/** Allocates nothing after it was made. */
export function bookInPlace(): LoopBook {
  const entryTimesMs: number[] = [];
  const book: WritableDayBook = {
    balanceUsd: ZERO_USD,
    dayMs: 0,
    dayStartBalanceUsd: ZERO_USD,
    realisedTodayUsd: ZERO_USD,
    stoppedAtMs: undefined,
    lossesInARow: 0,
    pausedUntilMs: 0,
    entryTimesMs,
  };
  return {
    book,
    begin: (balanceUsd, atMs) => beginBook(book, balanceUsd, atMs),
    beginDay: (atMs) => beginDay(book, atMs),
    open: ({ decidedAtMs }) => bookEntry(entryTimesMs, decidedAtMs),
    close: ({ netUsd, exitTimeMs }) => bookClose(book, netUsd, exitTimeMs),
    pause: (_, untilMs) => pauseUntil(book, untilMs),
    stop: (atMs) => stopDay(book, atMs),
  };
}

const NO_SIGNAL = { momentum: 0, volumeRatio: 0, range: 0 };

/** Every change is an event of the ledger. */
export function bookInLedger(): LoopBook {
  let ledger = initialLedger(1);
  const record = (event: LedgerEvent) => {
    ledger = evolve(ledger, event);
  };
  return {
    get book() {
      return ledger;
    },
    begin: (balanceUsd, atMs) => record({ kind: 'started', atMs, balanceUsd }),
    beginDay: (atMs) => record({ kind: 'day-started', atMs }),
    open: (position) => {
      const { decidedAtMs: atMs, entryPrice: price } = position;
      const decision = { price, tickMs: atMs, signal: NO_SIGNAL };
      record({ kind: 'opened', atMs, position, decision, fills: [] });
    },
    close: (trade) => record({ kind: 'closed', atMs: trade.exitTimeMs, trade, fills: [] }),
    pause: (atMs, untilMs) => record({ kind: 'paused', atMs, untilMs, lossesInARow: ledger.lossesInARow }),
    stop: (atMs, cause) => {
      const amounts = { realisedUsd: ZERO_USD, unrealisedUsd: ZERO_USD, limitUsd: ZERO_USD };
      record({ kind: 'stopped', atMs, cause, ...amounts });
    },
  };
}
