/**
 * A run for machines: amounts in dollars, times in ms since 1970. Its trades have the columns of an export.
 */
import type { OtherRules } from '../../../lambda/backtest/result/ambiguous-bars.ts';
import type { Attribution } from '../../../lambda/backtest/result/attribution.ts';
import type { GroupFigures, RunFigures } from '../../../lambda/backtest/result/run-figures.ts';
import { unrealisedSum } from '../../../lambda/backtest/result/open-at-end.ts';
import type { DailyRatios } from '../../../lambda/backtest/statistics/daily-ratios.ts';
import { toDollars } from '../../../lambda/core/units.ts';
import { statisticsOf } from '../../../lambda/core/ledger/trade-statistics.ts';
import type { NotSeen } from '../../market/not-seen.ts';
import type { OtherBound, ShownResult } from './result/shown-result.ts';
import { figuresOf, weekdayName } from '../screens/result/figure-lines.ts';
import { jsonRecords } from '../tables/column.ts';
import { OPEN_COLUMNS, TRADE_COLUMNS } from '../tables/export-columns.ts';

/** How the text of a report begins: a later one may replace it. */
export const REPORT_BEGINNING = '{\n  "writtenBy": "kallisti-micro-scalper"';

export function reportText(report: { readonly writtenBy: string }): string {
  return `${JSON.stringify(report, undefined, 2)}\n`;
}

export type RunReport = ReturnType<typeof runReport>;

export function runReport(shown: ShownResult) {
  const { market, run: result, optimistic, otherRules } = shown;
  const statistics = statisticsOf(result.trades);
  const unrealised = unrealisedSum(result.open);
  return {
    writtenBy: 'kallisti-micro-scalper',
    market: {
      kind: market.kind,
      seed: market.seed ?? null,
      symbols: market.symbols,
      fromMs: market.fromMs,
      toMs: result.toMs,
      files: (market.recorded?.files ?? []).map(({ isNewestFirst, ...note }) => ({
        ...note,
        newestFirst: isNewestFirst,
      })),
      unusedFiles: market.recorded?.unused ?? [],
      candles: market.candlesRead,
    },
    interrupted: result.isInterrupted,
    hash: shown.hash ?? null,
    parameters: result.parameters,
    trades: statistics.trades,
    wins: statistics.wins,
    grossUsd: toDollars(statistics.grossUsd),
    feesUsd: toDollars(statistics.feesUsd),
    fundingUsd: toDollars(statistics.fundingUsd),
    netUsd: toDollars(statistics.netUsd),
    balanceUsd: toDollars(result.balanceUsd),
    winRate: statistics.winRate ?? null,
    breakEvenWinRate: statistics.breakEvenWinRate ?? null,
    longestLosingStreak: statistics.longestLosingStreak,
    figures: {
      ...figuresReport(figuresOf(market, result)),
      ...ratiosReport(shown.ratios),
      attribution: attributionReport(shown.attribution),
    },
    ambiguous: statistics.ambiguous,
    optimistic: optimistic === undefined ? null : boundReport(optimistic),
    otherRules: otherRules === undefined ? null : otherRulesReport(otherRules),
    late: result.late === undefined ? null : { ...result.late, netUsd: toDollars(result.late.netUsd) },
    dailyStops: result.dailyStops,
    exits: Object.fromEntries([...statistics.byReason].map(([reason, { trades }]) => [reason, trades])),
    denied: result.denied,
    held: result.held ?? null,
    funding: market.funding,
    sessions: market.sessions,
    notSeen: notSeenReport(market.notSeen),
    // What is open at the end is in no sum above.
    open: jsonRecords(OPEN_COLUMNS, result.open),
    unrealisedUsd: unrealised === undefined ? null : toDollars(unrealised),
    ledger: jsonRecords(TRADE_COLUMNS, result.trades),
  };
}

/** What is unknown is `null`. */
function figuresReport(figures: RunFigures) {
  const { drawdown } = figures;
  return {
    expectancyUsd: figures.expectancyUsd ?? null,
    expectancyInterval: figures.expectancyInterval ?? null,
    winRateInterval: figures.winRateInterval ?? null,
    averageWinUsd: figures.averageWinUsd ?? null,
    averageLossUsd: figures.averageLossUsd ?? null,
    profitFactor: figures.profitFactor ?? null,
    drawdown:
      drawdown === undefined
        ? null
        : { ...drawdown, depthUsd: toDollars(drawdown.depthUsd), recoveredMs: drawdown.recoveredMs ?? null },
    bySymbol: groupsReport(figures.bySymbol),
    byReason: groupsReport(figures.byReason),
    byHour: groupsReport(figures.byHour),
    byWeekday: groupsReport(figures.byWeekday, weekdayName),
  };
}

function groupsReport<Key>(groups: ReadonlyMap<Key, GroupFigures>, nameOf: (key: Key) => string = String) {
  return Object.fromEntries(
    [...groups].map(([key, { netUsd, ...counts }]) => [
      nameOf(key),
      { ...counts, netUsd: toDollars(netUsd) },
    ]),
  );
}

function ratiosReport({ days, sharpe, sharpeInterval, sortino }: DailyRatios) {
  return {
    days,
    annualSharpe: sharpe ?? null,
    annualSharpeInterval: sharpeInterval ?? null,
    annualSortino: sortino ?? null,
  };
}

/** Amounts that sum to the net: edge + beyond the collateral − costs. `null` where the costs were changed during the run. */
function attributionReport(attribution: Attribution | undefined) {
  if (attribution === undefined) return null;
  const { breakEvenCosts, ...amounts } = attribution;
  const inDollars = Object.entries(amounts).map(([name, amount]) => [name, toDollars(amount)] as const);
  return { ...Object.fromEntries(inDollars), breakEvenCosts: breakEvenCosts ?? null };
}

/** `null` for a market in real time. */
function notSeenReport(unseen: NotSeen | undefined) {
  if (unseen === undefined) return null;
  const symbols = unseen.symbols.map((symbol) => ({ ...symbol, noSignal: symbol.noSignal ?? null }));
  return { ...unseen, symbols };
}

/** With the take-profit first: `steps` say how much more it had earned, each from its time on. */
function boundReport({ trades, netUsd, steps }: OtherBound) {
  return {
    trades,
    netUsd: toDollars(netUsd),
    steps: steps?.map(({ timeMs, moreUsd }) => ({ timeMs, moreUsd: toDollars(moreUsd) })) ?? null,
  };
}

/** How much more the net result would be. */
function otherRulesReport({ bars, ...amounts }: OtherRules) {
  const { targetFirstUsd, candleColourUsd, openHighLowCloseUsd } = amounts;
  return {
    bars,
    targetFirstUsd: toDollars(targetFirstUsd),
    candleColourUsd: toDollars(candleColourUsd),
    openHighLowCloseUsd: toDollars(openHighLowCloseUsd),
  };
}
