/**
 * What did each whole UTC day leave, after costs?
 *
 * Invariants:
 * - A trade counts on the day it closes.
 * - A day without trades is 0; a day of which only a part was traded is none, and its trades are left out.
 * - Sums are exact before they become dollars.
 */
import type { ClosedTrade } from '../core/ledger/closed-trade.ts';
import { DAY_MS, ZERO_USD, plus, toDollars, type Usd } from '../core/units.ts';
import type { Span } from './verdict/walk-windows.ts';

export interface DailyResults {
  /** Start of the first whole day. */
  readonly fromMs: number;
  /** Net in dollars. */
  readonly dailyUsd: Float64Array;
  /** Days on which a trade has closed. */
  readonly activeDays: number;
}

/** @param span of the minutes that were traded, the end exclusive. */
export function dailyResults(
  trades: Iterable<Pick<ClosedTrade, 'exitTimeMs' | 'netUsd'>>,
  span: Span,
): DailyResults {
  const fromMs = Math.ceil(span.fromMs / DAY_MS) * DAY_MS;
  const days = Math.max(0, Math.floor((span.toMs - fromMs) / DAY_MS));
  const sums = new Map<number, Usd>();
  for (const { exitTimeMs, netUsd } of trades) {
    const day = Math.floor((exitTimeMs - fromMs) / DAY_MS);
    if (day >= 0 && day < days) sums.set(day, plus(sums.get(day) ?? ZERO_USD, netUsd));
  }
  const dailyUsd = new Float64Array(days);
  for (const [day, sumUsd] of sums) dailyUsd[day] = toDollars(sumUsd);
  return { fromMs, dailyUsd, activeDays: sums.size };
}
