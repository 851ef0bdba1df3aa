/**
 * The ledger's state.
 *
 * Invariant: it is the fold of one epoch's events, and of nothing else.
 */
import { EMPTY_DAY, type DayStatistics, type EndedDay } from './day-statistics.ts';
import type { Position } from './position.ts';
import { ZERO_USD, type Usd } from '../units.ts';

export interface LedgerState {
  readonly epoch: number;
  /** Sequence of the last row. */
  readonly rowCount: number;
  readonly tradeCount: number;
  readonly balanceUsd: Usd;
  readonly dayMs: number;
  readonly dayStartBalanceUsd: Usd;
  readonly realisedTodayUsd: Usd;
  /** `undefined` until the next day begins, when a release before this one has written the item. */
  readonly today: DayStatistics | undefined;
  /** The day that has ended, until it is summed up; `undefined` also when nobody has counted it. */
  readonly lastDay: EndedDay | undefined;
  /** When today was stopped, latched until the day rolls over. */
  readonly stoppedAtMs: number | undefined;
  readonly lossesInARow: number;
  /** 0 when the bot has never paused. */
  readonly pausedUntilMs: number;
  /** Times of the entries of the hour before the last one, oldest first. */
  readonly entryTimesMs: readonly number[];
  readonly positions: readonly Position[];
  /** Why and since when nothing may be opened until a person has looked. */
  readonly halted: { readonly cause: string; readonly sinceMs: number } | undefined;
  readonly operatorPausedSinceMs: number | undefined;
  /** The owner wants every position closed; until he has resumed and nothing is open. */
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
