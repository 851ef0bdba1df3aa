/**
 * What did each whole UTC day leave, after costs?
 *
 * Invariants:
 * - A trade counts on the day it closes.
 * - A day without trades is 0. A day without candles is none, and neither is one of which a part was not traded: what
 *   is missing is not zero.
 * - Sums are exact before they become dollars.
 */
import type { ClosedTrade } from '../core/ledger/closed-trade.ts';
import { firstFrom, type Candles } from '../core/market.ts';
import { DAY_MS, ZERO_USD, dayStartMs, plus, toDollars, type Usd } from '../core/units.ts';
import type { Span } from './span.ts';
import { meanOf } from './statistics/moments.ts';

export interface DailyResults {
  /** Net in dollars. */
  readonly dailyUsd: Float64Array;
  /** Days on which a trade has closed. */
  readonly activeDays: number;
}

/** Starts of the whole days of the span in which any symbol has a candle. */
export function daysWithCandles(candles: readonly Candles[], { fromMs, toMs }: Span): readonly number[] {
  const days: number[] = [];
  const lastMs = dayStartMs(toMs);
  for (let dayMs = Math.ceil(fromMs / DAY_MS) * DAY_MS; dayMs < lastMs; dayMs += DAY_MS) {
    if (candles.some((each) => hasCandle(each, dayMs))) days.push(dayMs);
  }
  return days;
}

function hasCandle({ openTimeMs, length }: Candles, dayMs: number): boolean {
  const k = firstFrom(openTimeMs, length, dayMs);
  return k < length && openTimeMs[k]! < dayMs + DAY_MS;
}

/** @param daysMs starts of the days, in order. */
export function dailyResults(
  trades: Iterable<Pick<ClosedTrade, 'exitTimeMs' | 'netUsd'>>,
  daysMs: readonly number[],
): DailyResults {
  const sums = new Map<number, Usd>();
  for (const { exitTimeMs, netUsd } of trades) {
    const dayMs = dayStartMs(exitTimeMs);
    sums.set(dayMs, plus(sums.get(dayMs) ?? ZERO_USD, netUsd));
  }
  return {
    dailyUsd: Float64Array.from(daysMs, (dayMs) => toDollars(sums.get(dayMs) ?? ZERO_USD)),
    activeDays: daysMs.filter((dayMs) => sums.has(dayMs)).length,
  };
}

export interface ScoredDays {
  /** Net of each whole UTC day that has candles, in dollars, 0 on a day without trades. */
  readonly dailyUsd: Float64Array;
  /** Whole days until the account could enter nothing any more; absent where it still can. */
  readonly daysToRuin?: number | undefined;
}

/**
 * Mean net of a day until the account was ruined. Over all days, sets that lose everything would be alike, however fast
 * they do.
 */
export function dailyScore({ dailyUsd, daysToRuin = dailyUsd.length }: ScoredDays): number {
  return daysToRuin === 0 ? 0 : meanOf(dailyUsd.subarray(0, daysToRuin));
}
