/**
 * The numbers of a day, its streak, its pauses and its halt, as rows leave them: kept from the rows alone.
 */
import { DAY_MS, HOUR_MS } from './findings.ts';
import type { RecordedEvent } from './recorded-items.ts';

type Day = Pick<Book, 'dayMs' | 'realisedTodayUsd' | 'stoppedAtMs'>;

export interface Book {
  /** The day of the mode that is not traded now, paper or real money. */
  left: Day | undefined;
  dayMs: number;
  balanceUsd: bigint;
  dayStartBalanceUsd: bigint;
  realisedTodayUsd: bigint;
  stoppedAtMs: number | null;
  lossesInARow: number;
  pausedUntilMs: number;
  entryTimesMs: number[];
  haltedSinceMs: number | null;
  haltedCause: string | undefined;
  operatorPausedSinceMs: number | null;
  flatteningSinceMs: number | null;
  readonly open: Set<number>;
  lastExitMs: number;
  /** Commands that accept a halt. */
  readonly accepting: Set<string>;
}

export function newBook(): Book {
  return {
    left: undefined,
    dayMs: 0,
    balanceUsd: 0n,
    dayStartBalanceUsd: 0n,
    realisedTodayUsd: 0n,
    stoppedAtMs: null,
    lossesInARow: 0,
    pausedUntilMs: 0,
    entryTimesMs: [],
    haltedSinceMs: null,
    haltedCause: undefined,
    operatorPausedSinceMs: null,
    flatteningSinceMs: null,
    open: new Set(),
    lastExitMs: 0,
    accepting: new Set(),
  };
}

/** The UTC day that a time lies in. */
export function dayOf(timeMs: number): number {
  return Math.floor(timeMs / DAY_MS) * DAY_MS;
}

function begin(book: Book, { atMs, balanceUsd, after }: Extract<RecordedEvent, { kind: 'started' }>): void {
  const { cause } = after ?? {};
  // A restored table goes on with everything.
  if (cause === 'restored') return;
  const { haltedSinceMs, haltedCause, operatorPausedSinceMs } = book;
  const kept = cause === undefined ? {} : { haltedSinceMs, haltedCause, operatorPausedSinceMs };
  const begun = { dayMs: dayOf(atMs), balanceUsd, dayStartBalanceUsd: balanceUsd };
  // An older release forgets the day of the other mode.
  const isForgotten = after?.ledger?.['leftDay'] === undefined;
  const back = isForgotten || book.left?.dayMs !== begun.dayMs ? undefined : book.left;
  const { dayMs, realisedTodayUsd, stoppedAtMs } = book;
  const days =
    cause === 'begun' ? { left: back } : { ...back, left: { dayMs, realisedTodayUsd, stoppedAtMs } };
  Object.assign(book, newBook(), kept, begun, days);
}

/** What an event changes. */
export function apply(book: Book, event: RecordedEvent): void {
  const { atMs } = event;
  switch (event.kind) {
    case 'started':
      begin(book, event);
      break;
    case 'day-started':
      book.dayMs = dayOf(atMs);
      book.dayStartBalanceUsd = book.balanceUsd;
      book.realisedTodayUsd = 0n;
      book.stoppedAtMs = null;
      book.left = undefined;
      break;
    case 'opened': {
      const { tradeId, decidedAtMs } = event.position;
      book.open.add(tradeId);
      book.entryTimesMs = book.entryTimesMs.filter((timeMs) => timeMs > decidedAtMs - HOUR_MS);
      book.entryTimesMs.push(decidedAtMs);
      break;
    }
    case 'closed': {
      const { tradeId, netUsd, exitTimeMs } = event.trade;
      book.open.delete(tradeId);
      book.balanceUsd += netUsd;
      if (dayOf(exitTimeMs) >= book.dayMs) book.realisedTodayUsd += netUsd;
      else book.dayStartBalanceUsd += netUsd;
      book.lossesInARow = netUsd < 0n ? book.lossesInARow + 1 : 0;
      book.lastExitMs = atMs;
      endFlattening(book);
      break;
    }
    case 'transfer':
      book.balanceUsd += event.amountUsd;
      break;
    case 'late-cost':
      book.balanceUsd -= event.paidUsd;
      book.realisedTodayUsd -= event.paidUsd;
      break;
    case 'paused':
      book.pausedUntilMs = Math.max(book.pausedUntilMs, event.untilMs);
      book.lossesInARow = 0;
      break;
    case 'stopped':
      book.stoppedAtMs = atMs;
      break;
    case 'halted':
      book.haltedSinceMs = atMs;
      book.haltedCause = event.cause;
      break;
    case 'reconciled':
      book.haltedSinceMs = null;
      book.haltedCause = undefined;
      break;
    case 'operator-command':
      obey(book, event);
      break;
    default:
      break;
  }
}

function obey(book: Book, { atMs, command }: Extract<RecordedEvent, { kind: 'operator-command' }>): void {
  const { id, kind, accept } = command;
  if (accept) book.accepting.add(id);
  if (kind === 'resume') {
    book.operatorPausedSinceMs = null;
    book.pausedUntilMs = Math.min(book.pausedUntilMs, Math.max(atMs, 0));
    endFlattening(book);
    return;
  }
  book.operatorPausedSinceMs ??= atMs;
  if (kind === 'flatten') book.flatteningSinceMs = atMs;
}

/** It is over when the operator has resumed and nothing is open. */
function endFlattening(book: Book): void {
  if (book.operatorPausedSinceMs === null && book.open.size === 0) book.flatteningSinceMs = null;
}
