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

type Closed = Pick<ClosedTrade, 'exitTimeMs' | 'netUsd'>;

/** @param daysMs starts of the days, in order. */
export function dailyResults(trades: Iterable<Closed>, daysMs: readonly number[]): DailyResults {
  const sums = new DaySums();
  for (const trade of trades) sums.add(trade);
  return sums.results(daysMs);
}

/** What each day left, trade by trade. */
export class DaySums {
  readonly #sums = new Map<number, Usd>();
  /** Most trades close on the day of the trade before. */
  #dayMs = NaN;
  #sumUsd = ZERO_USD;

  add({ exitTimeMs, netUsd }: Closed): void {
    const dayMs = dayStartMs(exitTimeMs);
    if (dayMs !== this.#dayMs) this.#turnTo(dayMs);
    this.#sumUsd = plus(this.#sumUsd, netUsd);
  }

  #turnTo(dayMs: number): void {
    if (!Number.isNaN(this.#dayMs)) this.#sums.set(this.#dayMs, this.#sumUsd);
    this.#dayMs = dayMs;
    this.#sumUsd = this.#sums.get(dayMs) ?? ZERO_USD;
  }

  /** @param daysMs starts of the days, in order. */
  results(daysMs: readonly number[]): DailyResults {
    this.#turnTo(NaN);
    const sums = this.#sums;
    return {
      dailyUsd: Float64Array.from(daysMs, (dayMs) => toDollars(sums.get(dayMs) ?? ZERO_USD)),
      activeDays: daysMs.filter((dayMs) => sums.has(dayMs)).length,
    };
  }
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
