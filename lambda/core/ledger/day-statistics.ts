/**
 * The trades, costs and win rate of a UTC day, and of all days together. Part of the ledger's fold.
 *
 * Invariants:
 * - Sums are exact. They are made of closed trades and of late costs.
 * - A trade counts on the day on which it closes.
 * - Slippage is a part of the gross, and in no other sum. Of how many trades it is known is counted beside it.
 * - Net = gross − fees − funding. The net of today is the ledger's own sum.
 */
import type { ClosedTrade } from './closed-trade.ts';
import { breakEvenWinRate } from './win-rate.ts';
import { ZERO_USD, minus, plus, toDollars, type Usd } from '../units.ts';

/** What trades were filled worse than decided, of those of which it is known. */
export interface KnownSlippage {
  readonly trades: number;
  /** Negative where they were filled better. */
  readonly sumUsd: Usd;
}

export interface DayStatistics {
  readonly trades: number;
  readonly wins: number;
  readonly feesUsd: Usd;
  readonly fundingUsd: Usd;
  /** Σ net of the wins. The rest of the day's net is that of the other trades. */
  readonly winsUsd: Usd;
  /** Absent while it is known of no trade, as of those that an earlier release has counted. */
  readonly slippage?: KnownSlippage;
}

/** A day that is over. */
export interface EndedDay extends DayStatistics {
  readonly dayMs: number;
  readonly netUsd: Usd;
  /** Whether its limit had stopped it. */
  readonly wasStopped: boolean;
}

/** All trades of an epoch. */
export interface RunStatistics extends DayStatistics {
  readonly netUsd: Usd;
  /** When counting began; absent where that is the beginning of the epoch. */
  readonly sinceMs?: number;
}

export const EMPTY_DAY: DayStatistics = {
  trades: 0,
  wins: 0,
  feesUsd: ZERO_USD,
  fundingUsd: ZERO_USD,
  winsUsd: ZERO_USD,
};

export const EMPTY_RUN: RunStatistics = { ...EMPTY_DAY, netUsd: ZERO_USD };

const NONE_KNOWN: KnownSlippage = { trades: 0, sumUsd: ZERO_USD };

/** With one more trade; the same where its slippage is unknown. */
function withKnown(
  known: KnownSlippage | undefined,
  slippageUsd: Usd | undefined,
): KnownSlippage | undefined {
  if (slippageUsd === undefined) return known;
  const { trades, sumUsd } = known ?? NONE_KNOWN;
  return { trades: trades + 1, sumUsd: plus(sumUsd, slippageUsd) };
}

/** What is booked of a trade that has closed. */
export interface BookedTrade {
  readonly trade: ClosedTrade;
  /** Of all its fills; absent where it is unknown. */
  readonly slippageUsd?: Usd;
}

/** The day with one more trade. A win is a trade with net > 0. */
export function withTrade<Day extends DayStatistics>(day: Day, { trade, slippageUsd }: BookedTrade): Day {
  const isWin = trade.netUsd > 0;
  const slippage = withKnown(day.slippage, slippageUsd);
  return {
    ...day,
    trades: day.trades + 1,
    wins: day.wins + (isWin ? 1 : 0),
    feesUsd: plus(day.feesUsd, trade.feesUsd),
    fundingUsd: plus(day.fundingUsd, trade.fundingUsd),
    winsUsd: isWin ? plus(day.winsUsd, trade.netUsd) : day.winsUsd,
    ...(slippage !== undefined && { slippage }),
  };
}

/** Funding that arrived after its trade had closed. */
export function withLateCost(day: DayStatistics, paidUsd: Usd): DayStatistics {
  return { ...day, fundingUsd: plus(day.fundingUsd, paidUsd) };
}

/** The same where the sum of the net is kept beside: of a day that is over when a trade arrives late, of a run. */
export function withNetOfTrade<Sums extends DayStatistics & WithNet>(sums: Sums, booked: BookedTrade): Sums {
  return { ...withTrade(sums, booked), netUsd: plus(sums.netUsd, booked.trade.netUsd) };
}

export function withLateCostOfRun(run: RunStatistics, paidUsd: Usd): RunStatistics {
  return { ...run, fundingUsd: plus(run.fundingUsd, paidUsd), netUsd: minus(run.netUsd, paidUsd) };
}

interface WithNet {
  readonly netUsd: Usd;
}

/** The result before fees and funding, slippage included. */
export function grossOf({ netUsd, feesUsd, fundingUsd }: DayStatistics & WithNet): Usd {
  return plus(netUsd, plus(feesUsd, fundingUsd));
}

/** What slippage took from the gross, and of how many trades nobody knows it. */
export function slippageOf({ trades, slippage }: DayStatistics): {
  /** `undefined` where it is known of no trade, though there are some. */
  readonly knownUsd: Usd | undefined;
  readonly unknownTrades: number;
} {
  const unknownTrades = trades - (slippage?.trades ?? 0);
  const isNoneKnown = slippage === undefined && trades > 0;
  return { knownUsd: isNoneKnown ? undefined : (slippage?.sumUsd ?? ZERO_USD), unknownTrades };
}

/** Fractions; `undefined` where there is nothing to count. */
export function ratesOf(sums: DayStatistics & WithNet): {
  readonly winRate: number | undefined;
  readonly breakEvenWinRate: number | undefined;
} {
  const { trades, wins, winsUsd, netUsd } = sums;
  const others = trades - wins;
  const othersUsd = minus(netUsd, winsUsd);
  return {
    winRate: trades === 0 ? undefined : wins / trades,
    breakEvenWinRate:
      wins === 0 || others === 0
        ? undefined
        : breakEvenWinRate(toDollars(winsUsd) / wins, Math.abs(toDollars(othersUsd)) / others),
  };
}
