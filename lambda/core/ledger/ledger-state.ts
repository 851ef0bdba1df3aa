/**
 * The ledger's state.
 *
 * Invariant: it is the fold of one epoch's events, and of nothing else.
 */
import type { DayBook } from './day-book.ts';
import { EMPTY_DAY, type DayStatistics, type EndedDay, type RunStatistics } from './day-statistics.ts';
import type { Position } from './position.ts';
import type { SettlementCurrency } from '../settlement.ts';
import { ZERO_USD, type Usd } from '../units.ts';

/** Who has paused or flattened the bot, and why. */
export interface AskedBy {
  readonly by: string;
  readonly why: string;
}

/** Why the day was stopped, with its amounts at that moment. */
export interface DayStop {
  readonly cause: 'budget' | 'loss';
  readonly realisedUsd: Usd;
  readonly unrealisedUsd: Usd;
  readonly limitUsd: Usd;
}

/** The losses in a row that caused the last streak pause. */
export interface LossStreak {
  readonly sinceMs: number;
  readonly losses: number;
}

/** A day that has begun in the mode that is not traded now, paper or real money. */
export interface LeftDay extends Pick<DayBook, 'dayMs' | 'realisedTodayUsd'> {
  readonly today?: DayStatistics;
  readonly stoppedAtMs?: number;
  readonly stop?: DayStop;
}

export interface LedgerState extends DayBook {
  readonly epoch: number;
  /** Its prices, and with an account its money, are of the exchange's demo; absent where they are not. */
  readonly isDemo?: true;
  /** What its amounts are in, and its markets settle in; absent where that is the usual one. */
  readonly currency?: SettlementCurrency;
  /** Sequence of the last row. */
  readonly rowCount: number;
  readonly tradeCount: number;
  /** `undefined` until the next day begins, when a release before this one has written the item. */
  readonly today: DayStatistics | undefined;
  /** The day that has ended, until it is summed up; `undefined` also when nobody has counted it. */
  readonly lastDay: EndedDay | undefined;
  /** All trades; absent until the next day begins, when a release before this one has written the item. */
  readonly run?: RunStatistics;
  readonly positions: readonly Position[];
  /** Cause and time of the halt: nothing is opened until the operator accepts it. */
  readonly halted: { readonly cause: string; readonly sinceMs: number } | undefined;
  readonly operatorPausedSinceMs: number | undefined;
  /** The operator wants every position closed. It lasts until he has resumed and nothing is open. */
  readonly flatteningSinceMs: number | undefined;
  /** Absent while neither the one nor the other is so, and where an earlier release has obeyed the command. */
  readonly askedBy?: AskedBy;
  /** Absent while the day is not stopped, and where an earlier release has stopped it. */
  readonly stop?: DayStop;
  /** Absent from the next entry or day on, and where an earlier release has paused. */
  readonly streak?: LossStreak;
  /** Goes on when the mode changes back before 00:00 UTC; absent from then on, and where nothing has happened in it. */
  readonly leftDay?: LeftDay;
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
