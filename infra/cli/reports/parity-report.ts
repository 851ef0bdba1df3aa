/**
 * A comparison of bot and backtest for machines: amounts in dollars, times in ms since 1970.
 */
import type { ComparedTrade } from '../../../lambda/backtest/parity/compared-trade.ts';
import type { ExplainedTrade, PartSum } from '../../../lambda/backtest/parity/parity.ts';
import { overridesOf } from '../../../lambda/config.ts';
import type { ClosedTrade } from '../../../lambda/core/ledger/closed-trade.ts';
import { toDollars } from '../../../lambda/core/units.ts';
import type { BotBooks } from '../../parity/bot-books.ts';
import type { ParityRun } from '../../parity/run-parity.ts';

export interface ParityShown {
  readonly books: BotBooks;
  readonly run: ParityRun;
  readonly withinMs: number;
  /** Whether the parameters are those that the ledger says. */
  readonly areRecorded: boolean;
}

/** How many trades each side has, and how many of them are one. */
export function parityCounts(trades: readonly ExplainedTrade[]) {
  const both = trades.filter(({ bot, backtest }) => bot !== undefined && backtest !== undefined);
  return {
    bot: trades.filter(({ bot }) => bot !== undefined).length,
    backtest: trades.filter(({ backtest }) => backtest !== undefined).length,
    matched: both.length,
    equal: both.filter(({ differences }) => differences.length === 0).length,
    rounded: both.filter((trade) => isRoundingAlone(trade)).length,
  };
}

/** Whether nothing but rounding tells them apart. */
export function isRoundingAlone({ differences }: ExplainedTrade): boolean {
  return differences.length > 0 && differences.every(({ kind }) => kind === 'rounding');
}

/** Price × quantity of all entries, in dollars: what the sums are basis points of. */
export function tradedUsd(trades: readonly ExplainedTrade[]): number {
  return trades.reduce((sum, { bot, backtest }) => {
    const traded = bot ?? backtest;
    return traded === undefined ? sum : sum + traded.entryPrice * traded.quantity;
  }, 0);
}

export function parityReport({ books, run, withinMs, areRecorded }: ParityShown) {
  const { parity, fromMs, toMs, symbols, periods, outside } = run;
  const traded = tradedUsd(parity.trades);
  return {
    writtenBy: 'kallisti-micro-scalper',
    bot: books.origin,
    fromMs,
    toMs,
    symbols,
    withinSeconds: withinMs / 1_000,
    parametersAre: areRecorded ? 'recorded' : 'given',
    periods: periods.map((period) => ({
      fromMs: period.fromMs,
      parameters: overridesOf(period.parameters),
    })),
    assumed: books.assumed,
    trades: parityCounts(parity.trades),
    backtestUsd: toDollars(parity.backtestUsd),
    parts: parity.parts.map((part) => partReport(part, traded)),
    botUsd: toDollars(parity.botUsd),
    differenceUsd: toDollars(parity.differenceUsd),
    outside: { trades: outside.trades, netUsd: toDollars(outside.netUsd) },
    ledger: parity.trades.map(explainedReport),
  };
}

function partReport({ kind, cause, count, usd }: PartSum, traded: number) {
  const dollars = toDollars(usd);
  return {
    kind,
    cause: cause ?? null,
    count,
    usd: dollars,
    bps: traded === 0 ? 0 : (dollars / traded) * 1e4,
  };
}

function explainedReport(trade: ExplainedTrade) {
  const { bot, backtest, lateSeconds, differences, differenceUsd, differenceBps } = trade;
  return {
    bot: bot === undefined ? null : tradeReport(bot),
    backtest: backtest === undefined ? null : tradeReport(backtest),
    lateSeconds,
    differenceUsd: toDollars(differenceUsd),
    differenceBps,
    differences: differences.map(({ kind, cause, usd }) => ({
      kind,
      cause: cause ?? null,
      usd: toDollars(usd),
    })),
  };
}

function tradeReport(trade: ComparedTrade | ClosedTrade) {
  const { symbol, side, quantity, entryTimeMs, entryPrice, exitTimeMs, exitPrice, reason } = trade;
  return {
    symbol,
    side,
    quantity,
    entryTimeMs,
    entryPrice,
    exitTimeMs,
    exitPrice,
    reason: reason ?? null,
    grossUsd: toDollars(trade.grossUsd),
    feesUsd: toDollars(trade.feesUsd),
    fundingUsd: toDollars(trade.fundingUsd),
    netUsd: toDollars(trade.netUsd),
  };
}
