/**
 * The net of each UTC day, and the balance with which it began.
 *
 * A day without a trade is a result of 0. A trade counts on the day on which it closes.
 */
import type { ClosedTrade } from '../core/ledger/closed-trade.ts';
import { DAY_MS, dayStartMs, toDollars } from '../core/units.ts';
import { dayWords } from './drawing/drawn-figures.ts';
import type { Span } from './drawing/plot.ts';
import type { BalancePoint } from './pictures/equity-picture.ts';
import type { Bar } from './pictures/bars-picture.ts';

export interface Day extends Omit<Bar, 'limitDollars'> {
  readonly dayMs: number;
}

/** Those of the span. @param trades in the order in which they closed. */
export function daysOf(
  trades: readonly Pick<ClosedTrade, 'exitTimeMs' | 'netUsd'>[],
  { fromMs, toMs }: Span,
): readonly Day[] {
  const groups = Map.groupBy(trades, ({ exitTimeMs }) => dayStartMs(exitTimeMs));
  const days: Day[] = [];
  for (let dayMs = dayStartMs(fromMs); dayMs < toMs; dayMs += DAY_MS) {
    const closed = groups.get(dayMs) ?? [];
    const dollars = closed.reduce((sum, { netUsd }) => sum + toDollars(netUsd), 0);
    days.push({ dayMs, name: dayWords(dayMs).slice(5), dollars, trades: closed.length });
  }
  return days;
}

/** In dollars; what was at that very time does not count yet. @param points by time. */
export function balanceBefore(timeMs: number, beganDollars: number, points: readonly BalancePoint[]): number {
  return points.findLast((point) => point.timeMs < timeMs)?.dollars ?? beganDollars;
}
