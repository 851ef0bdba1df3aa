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
import {
  entryNotional,
  plannedNotionalUsd,
  stopDistancePct,
  type Position,
  type PositionTerms,
} from '../ledger/position.ts';
import { LAST_TIME_MS, MINUTE_MS, ZERO_USD, negate, plus, toDollars, usd, type Usd } from '../units.ts';
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

/** Puts an entry that is not filled yet at stake. @param notionalUsd as it is planned. */
export function addStake(stake: Stake, notionalUsd: Usd, terms: StakedTerms, cost: CostParameters): void {
  const worstUsd = worstLoss(toDollars(notionalUsd), terms.recoveryStopPct, cost);
  changeStake(stake, 1, usd(terms.collateralUsd), worstUsd);
}

/** Puts an open position at stake. @param worstUsd its worst loss. */
export function addPosition(stake: Stake, { terms }: Position, worstUsd: Usd): void {
  changeStake(stake, 1, usd(terms.collateralUsd), worstUsd);
}

/** Takes a position off the stake, with the worst loss that put it there. */
export function removePosition(stake: Stake, { terms }: Position, worstUsd: Usd): void {
  changeStake(stake, -1, negate(usd(terms.collateralUsd)), negate(worstUsd));
}

/** The loss of a position that is open, at its entry notional, to where its stop really rests. */
export function worstOfPosition(position: Position, cost: CostParameters): Usd {
  return worstLoss(toDollars(entryNotional(position)), stopDistancePct(position), cost);
}

function changeStake(stake: Stake, positions: 1 | -1, collateralUsd: Usd, worstUsd: Usd): void {
  stake.positions += positions;
  stake.collateralUsd = plus(stake.collateralUsd, collateralUsd);
  stake.worstUsd = plus(stake.worstUsd, worstUsd);
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
  // Where all that are remembered are not too many, none is counted.
  if (book.entryTimesMs.length + inFlight <= maxTradesPerHour) return false;
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

/** What a day may lose, and what a new position may lose of it. A loop asks for them once a day. */
export interface DayLimits {
  readonly limitUsd: Usd;
  readonly worstNewUsd: Usd;
}

export function dayLimitsOf(parameters: BotParameters, dayStartBalanceUsd: Usd): DayLimits {
  const limitUsd = dailyLimit(parameters, dayStartBalanceUsd);
  return { limitUsd, worstNewUsd: worstNewLoss(parameters) };
}

/** Whether an account with nothing open can enter nothing any more, on this day or on any later one. */
export function isRuined(parameters: BotParameters, balanceUsd: Usd): boolean {
  const { limitUsd, worstNewUsd } = dayLimitsOf(parameters, balanceUsd);
  return usd(parameters.collateralUsd) > balanceUsd || lossBudget(limitUsd, ZERO_USD, worstNewUsd) < 0;
}

/** Whether the day's budget cannot pay for one more position. */
export function cannotAfford(
  { realisedTodayUsd }: DayBook,
  { worstUsd }: Readonly<Stake>,
  { limitUsd, worstNewUsd }: DayLimits,
): boolean {
  return lossBudget(limitUsd, realisedTodayUsd, plus(worstUsd, worstNewUsd)) < 0;
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
  limits: DayLimits,
): 'loss' | 'budget' | undefined {
  if (plus(book.realisedTodayUsd, unrealisedUsd) <= negate(limits.limitUsd)) return 'loss';
  if (stake.positions > 0 || isStopped(book)) return undefined;
  return cannotAfford(book, stake, limits) ? 'budget' : undefined;
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
