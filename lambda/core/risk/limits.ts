/**
 * The limits: how much may be at stake, how much a day may lose, and when losses in a row pause the bot.
 *
 * Plain functions of numbers. The gates ask whether one more entry would exceed a limit. The invariants ask whether
 * one is exceeded. A loop over years of candles asks both.
 *
 * Invariants:
 * - Nothing here allocates.
 * - Amounts at risk are rounded up.
 */
import type { BotParameters } from '../../config.ts';
import type { CostParameters } from '../fill-model.ts';
import { entriesInHourBefore, isStopped, type DayBook } from '../ledger/day-book.ts';
import { plannedNotionalUsd, type PositionTerms } from '../ledger/position.ts';
import {
  LAST_TIME_MS,
  MINUTE_MS,
  ZERO_USD,
  minus,
  negate,
  plus,
  toDollars,
  usd,
  type Usd,
} from '../units.ts';
import { dailyLimit, lossBudget, worstLoss } from './loss-budget.ts';

/** The stake now. */
export interface Stake {
  /** Open positions. */
  positions: number;
  collateralUsd: Usd;
  /** The loss when every hard stop is filled as planned. */
  worstUsd: Usd;
}

export function noStake(): Stake {
  return { positions: 0, collateralUsd: ZERO_USD, worstUsd: ZERO_USD };
}

type StakedTerms = Pick<PositionTerms, 'collateralUsd' | 'recoveryStopPct'>;

/** Puts a position at stake. @param notionalUsd at its entry. */
export function addStake(stake: Stake, notionalUsd: Usd, terms: StakedTerms, cost: CostParameters): void {
  stake.positions += 1;
  stake.collateralUsd = plus(stake.collateralUsd, usd(terms.collateralUsd));
  stake.worstUsd = plus(stake.worstUsd, worstLoss(toDollars(notionalUsd), terms.recoveryStopPct, cost));
}

/** Takes a position off the stake, with the terms and costs that put it there. */
export function removeStake(stake: Stake, notionalUsd: Usd, terms: StakedTerms, cost: CostParameters): void {
  stake.positions -= 1;
  stake.collateralUsd = minus(stake.collateralUsd, usd(terms.collateralUsd));
  stake.worstUsd = minus(stake.worstUsd, worstLoss(toDollars(notionalUsd), terms.recoveryStopPct, cost));
}

export function exceedsPositions(positions: number, { maxPositions }: BotParameters): boolean {
  return positions > maxPositions;
}

export function exceedsCollateral(collateralUsd: Usd, { maxOpenCollateralUsd }: BotParameters): boolean {
  return collateralUsd > usd(maxOpenCollateralUsd);
}

/** @param inFlight entries that the book does not count yet. */
export function exceedsHour(
  book: DayBook,
  inFlight: number,
  atMs: number,
  { maxTradesPerHour }: BotParameters,
): boolean {
  return entriesInHourBefore(book, atMs) + inFlight > maxTradesPerHour;
}

export function exceedsBalance({ balanceUsd }: DayBook, collateralUsd: Usd): boolean {
  return collateralUsd > balanceUsd;
}

/** The day's loss budget beyond the stake; negative when the stake is too high already. */
export function budgetBeyond(book: DayBook, worstUsd: Usd, parameters: BotParameters): Usd {
  return lossBudget(dailyLimit(parameters, book.dayStartBalanceUsd), book.realisedTodayUsd, worstUsd);
}

export function exceedsBudget(book: DayBook, worstUsd: Usd, parameters: BotParameters): boolean {
  return budgetBeyond(book, worstUsd, parameters) < 0;
}

/** The planned worst loss of a new position. */
export function worstNewLoss(parameters: BotParameters): Usd {
  return worstLoss(plannedNotionalUsd(parameters), parameters.recoveryStopPct, parameters);
}

/**
 * Why the day stops now: it has lost its limit, or nothing is open and it can afford no entry. A day that was stopped
 * already can still lose its limit, by positions left open.
 *
 * @param unrealisedUsd of the positions that have a price now.
 */
export function dayStopCause(
  book: DayBook,
  stake: Readonly<Stake>,
  unrealisedUsd: Usd,
  parameters: BotParameters,
): 'loss' | 'budget' | undefined {
  const limitUsd = dailyLimit(parameters, book.dayStartBalanceUsd);
  if (plus(book.realisedTodayUsd, unrealisedUsd) <= negate(limitUsd)) return 'loss';
  if (stake.positions > 0 || isStopped(book)) return undefined;
  return exceedsBudget(book, plus(stake.worstUsd, worstNewLoss(parameters)), parameters)
    ? 'budget'
    : undefined;
}

/** Until when a streak of losses that ends at `exitTimeMs` pauses the bot; `undefined` when it is not long enough. */
export function streakPauseUntilMs(
  { lossesInARow }: DayBook,
  exitTimeMs: number,
  { lossStreak, pauseMinutes }: BotParameters,
): number | undefined {
  if (lossesInARow < lossStreak) return undefined;
  return Math.min(exitTimeMs + pauseMinutes * MINUTE_MS, LAST_TIME_MS);
}
