/**
 * What did these trades earn, after everything, and how often would they have had to win?
 *
 * Invariants: sums are exact; a win is a trade with net > 0; a rate of nothing is unknown, not zero.
 */
import type { ClosedTrade } from './closed-trade.ts';
import type { ExitReason } from '../reasons.ts';
import { breakEvenWinRate } from './win-rate.ts';
import { ZERO_USD, plus, toDollars, type Usd } from '../units.ts';

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
  const wins = trades.filter(({ netUsd }) => netUsd > 0);
  const others = trades.filter(({ netUsd }) => netUsd <= 0);
  const byReason = new Map<ExitReason, ReasonStatistics>();
  let losingStreak = 0;
  let longestLosingStreak = 0;
  for (const { reason, netUsd } of trades) {
    const { trades: before, netUsd: earned } = byReason.get(reason) ?? { trades: 0, netUsd: ZERO_USD };
    byReason.set(reason, { trades: before + 1, netUsd: plus(earned, netUsd) });
    losingStreak = netUsd < 0 ? losingStreak + 1 : 0;
    longestLosingStreak = Math.max(longestLosingStreak, losingStreak);
  }
  return {
    trades: trades.length,
    wins: wins.length,
    grossUsd: sum(trades, ({ grossUsd }) => grossUsd),
    feesUsd: sum(trades, ({ feesUsd }) => feesUsd),
    fundingUsd: sum(trades, ({ fundingUsd }) => fundingUsd),
    netUsd: sum(trades, ({ netUsd }) => netUsd),
    winRate: trades.length === 0 ? undefined : wins.length / trades.length,
    breakEvenWinRate:
      wins.length === 0 || others.length === 0
        ? undefined
        : breakEvenWinRate(meanNetUsd(wins), Math.abs(meanNetUsd(others))),
    longestLosingStreak,
    ambiguous: trades.filter(({ ambiguous }) => ambiguous).length,
    byReason,
  };
}

function sum(trades: readonly ClosedTrade[], amountOf: (trade: ClosedTrade) => Usd): Usd {
  return trades.reduce((total, trade) => plus(total, amountOf(trade)), ZERO_USD);
}

function meanNetUsd(trades: readonly ClosedTrade[]): number {
  return toDollars(sum(trades, ({ netUsd }) => netUsd)) / trades.length;
}
