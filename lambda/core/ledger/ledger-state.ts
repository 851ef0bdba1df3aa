/**
 * The ledger's state.
 *
 * Invariant: it is the fold of one epoch's events, and of nothing else.
 */
import type { DayBook } from './day-book.ts';
import { EMPTY_DAY, type DayStatistics, type EndedDay } from './day-statistics.ts';
import type { Position } from './position.ts';
import { ZERO_USD } from '../units.ts';

export interface LedgerState extends DayBook {
  readonly epoch: number;
  /** Sequence of the last row. */
  readonly rowCount: number;
  readonly tradeCount: number;
  /** `undefined` until the next day begins, when a release before this one has written the item. */
  readonly today: DayStatistics | undefined;
  /** The day that has ended, until it is summed up; `undefined` also when nobody has counted it. */
  readonly lastDay: EndedDay | undefined;
  readonly positions: readonly Position[];
  /** Cause and time of the halt: nothing is opened until the operator accepts it. */
  readonly halted: { readonly cause: string; readonly sinceMs: number } | undefined;
  readonly operatorPausedSinceMs: number | undefined;
  /** The operator wants every position closed. It lasts until he has resumed and nothing is open. */
  readonly flatteningSinceMs: number | undefined;
}

/** A ledger before its first event. */
export function initialLedger(epoch: number): LedgerState {
  return {
    epoch,
    rowCount: 0,
    tradeCount: 0,
    balanceUsd: ZERO_USD,
    dayMs: 0,
    dayStartBalanceUsd: ZERO_USD,
    realisedTodayUsd: ZERO_USD,
    today: EMPTY_DAY,
    lastDay: undefined,
    stoppedAtMs: undefined,
    lossesInARow: 0,
    pausedUntilMs: 0,
    entryTimesMs: [],
    positions: [],
    halted: undefined,
    operatorPausedSinceMs: undefined,
    flatteningSinceMs: undefined,
  };
}
