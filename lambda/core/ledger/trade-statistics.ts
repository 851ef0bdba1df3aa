/**
 * The result of some trades after all costs, and the win rate at which they would have broken even.
 *
 * Invariants:
 * - Sums are exact.
 * - A win is a trade with net > 0.
 * - A rate of nothing is unknown, not zero.
 */
import type { ClosedTrade } from './closed-trade.ts';
import type { ExitReason } from '../reasons.ts';
import { breakEvenWinRate } from './win-rate.ts';
import { ZERO_USD, minus, plus, toDollars, type Usd } from '../units.ts';

export interface ReasonStatistics {
  readonly trades: number;
  readonly netUsd: Usd;
}

export interface TradeStatistics {
  readonly trades: number;
  readonly wins: number;
  readonly grossUsd: Usd;
  readonly feesUsd: Usd;
  readonly fundingUsd: Usd;
  readonly netUsd: Usd;
  /** A fraction; `undefined` without trades. */
  readonly winRate: number | undefined;
  /** L / (W + L) of the mean win and the mean other trade; `undefined` when either is missing. */
  readonly breakEvenWinRate: number | undefined;
  /** Most trades in a row with net < 0. */
  readonly longestLosingStreak: number;
  readonly ambiguous: number;
  readonly byReason: ReadonlyMap<ExitReason, ReasonStatistics>;
}

/** @param trades in the order in which they closed. */
export function statisticsOf(trades: readonly ClosedTrade[]): TradeStatistics {
  const byReason = new Map<ExitReason, ReasonStatistics>();
  let [grossUsd, feesUsd, fundingUsd, netUsd, winsUsd] = [ZERO_USD, ZERO_USD, ZERO_USD, ZERO_USD, ZERO_USD];
  let [wins, ambiguous, losingStreak, longestLosingStreak] = [0, 0, 0, 0];
  for (const trade of trades) {
    grossUsd = plus(grossUsd, trade.grossUsd);
    feesUsd = plus(feesUsd, trade.feesUsd);
    fundingUsd = plus(fundingUsd, trade.fundingUsd);
    netUsd = plus(netUsd, trade.netUsd);
    if (trade.netUsd > 0) {
      wins += 1;
      winsUsd = plus(winsUsd, trade.netUsd);
    }
    if (trade.ambiguous) ambiguous += 1;
    const before = byReason.get(trade.reason) ?? { trades: 0, netUsd: ZERO_USD };
    byReason.set(trade.reason, { trades: before.trades + 1, netUsd: plus(before.netUsd, trade.netUsd) });
    losingStreak = trade.netUsd < 0 ? losingStreak + 1 : 0;
    longestLosingStreak = Math.max(longestLosingStreak, losingStreak);
  }
  const others = trades.length - wins;
  const othersUsd = minus(netUsd, winsUsd);
  return {
    trades: trades.length,
    wins,
    grossUsd,
    feesUsd,
    fundingUsd,
    netUsd,
    winRate: trades.length === 0 ? undefined : wins / trades.length,
    breakEvenWinRate:
      wins === 0 || others === 0
        ? undefined
        : breakEvenWinRate(toDollars(winsUsd) / wins, Math.abs(toDollars(othersUsd) / others)),
    longestLosingStreak,
    ambiguous,
    byReason,
  };
}
