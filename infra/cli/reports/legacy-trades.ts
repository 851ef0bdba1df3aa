/**
 * The results of the old bot's trades after costs.
 *
 * That bot traded on paper without fees. Assumptions:
 * - Every fill was a taker fill.
 * - Its quantity was collateral × leverage / entry price.
 * - The recorded prices are those of the fills, unless slippage is asked for.
 */
import {
  feeOfFill,
  grossOfTrade,
  takerEntryPrice,
  takerExitPrice,
  type CostParameters,
} from '../../../lambda/core/fill-model.ts';
import { breakEvenWinRate } from '../../../lambda/core/ledger/win-rate.ts';
import { ZERO_USD, minus, plus, toDollars, type Usd } from '../../../lambda/core/units.ts';
import type { OldLedger, OldTrade } from '../../local/legacy-ledger.ts';

export type OldCosts = Pick<CostParameters, 'takerFeePct' | 'slippageBps'>;

/** One closed trade of the old bot, booked again. */
export interface RebookedTrade {
  readonly trade: OldTrade;
  readonly quantity: number;
  /** From the recorded prices, before any cost. */
  readonly grossUsd: Usd;
  readonly slippageUsd: Usd;
  readonly feesUsd: Usd;
  readonly netUsd: Usd;
}

/** The sum of results; a win is a result above zero. */
export interface Earnings {
  readonly trades: number;
  readonly wins: number;
  readonly totalUsd: Usd;
  /** A fraction; `undefined` without trades. */
  readonly winRate: number | undefined;
  /** L / (W + L) of the mean win and the mean other result; `undefined` when either is missing. */
  readonly breakEvenWinRate: number | undefined;
}

export interface OldResult {
  readonly trades: readonly RebookedTrade[];
  readonly openPositions: number;
  readonly before: Earnings;
  readonly after: Earnings;
  readonly feesUsd: Usd;
  readonly slippageUsd: Usd;
  readonly byReason: ReadonlyMap<string, { readonly before: Earnings; readonly after: Earnings }>;
  /** Trades whose recorded P&L differs from that of their prices and size. */
  readonly misrecorded: readonly RebookedTrade[];
  /** The balance that the trades leave; `undefined` while positions are open, whose collateral it may leave out. */
  readonly expectedBalanceUsd: number | undefined;
}

/** More than rounding: an amount of the old bot is a double, ours a whole number of 1e-8 USD. */
export const DIFFERENCE_USD = 1e-6;

export function resultOfOldTrades({ positions, initialBalance }: OldLedger, costs: OldCosts): OldResult {
  const closed = positions.filter((position) => position.status === 'closed');
  const trades = closed.map((trade) => rebooked(trade, costs));
  const reasons = Map.groupBy(trades, ({ trade }) => trade.reason);
  const openPositions = positions.length - closed.length;
  const recordedUsd = closed.reduce((total, { pnl }) => total + pnl, 0);
  return {
    trades,
    openPositions,
    ...beforeAndAfter(trades),
    feesUsd: sumOf(trades.map(({ feesUsd }) => feesUsd)),
    slippageUsd: sumOf(trades.map(({ slippageUsd }) => slippageUsd)),
    byReason: new Map([...reasons].map(([reason, some]) => [reason, beforeAndAfter(some)])),
    misrecorded: trades.filter(
      ({ trade, grossUsd }) => Math.abs(trade.pnl - toDollars(grossUsd)) > DIFFERENCE_USD,
    ),
    expectedBalanceUsd: openPositions === 0 ? initialBalance + recordedUsd : undefined,
  };
}

function rebooked(trade: OldTrade, { takerFeePct, slippageBps }: OldCosts): RebookedTrade {
  const { entryPrice, exitPrice, collateral, leverage } = trade;
  const side = trade.side === 'Long' ? 'long' : 'short';
  const quantity = (collateral * leverage) / entryPrice;
  const grossUsd = grossOfTrade(side, entryPrice, exitPrice, quantity);
  const paid = takerEntryPrice(side, entryPrice, slippageBps);
  const received = takerExitPrice(side, exitPrice, slippageBps);
  const slippedUsd = grossOfTrade(side, paid, received, quantity);
  const feesUsd = plus(feeOfFill(paid, quantity, takerFeePct), feeOfFill(received, quantity, takerFeePct));
  const slippageUsd = minus(grossUsd, slippedUsd);
  return { trade, quantity, grossUsd, slippageUsd, feesUsd, netUsd: minus(slippedUsd, feesUsd) };
}

function beforeAndAfter(trades: readonly RebookedTrade[]) {
  return {
    before: earningsOf(trades.map(({ grossUsd }) => grossUsd)),
    after: earningsOf(trades.map(({ netUsd }) => netUsd)),
  };
}

export function earningsOf(results: readonly Usd[]): Earnings {
  const wins = results.filter((result) => result > 0);
  const others = results.filter((result) => result <= 0);
  const mean = (some: readonly Usd[]) => toDollars(sumOf(some)) / some.length;
  return {
    trades: results.length,
    wins: wins.length,
    totalUsd: sumOf(results),
    winRate: results.length === 0 ? undefined : wins.length / results.length,
    breakEvenWinRate:
      wins.length === 0 || others.length === 0
        ? undefined
        : breakEvenWinRate(mean(wins), Math.abs(mean(others))),
  };
}

function sumOf(amounts: readonly Usd[]): Usd {
  return amounts.reduce<Usd>(plus, ZERO_USD);
}
