/**
 * What two results do not have in common: parameters, figures, and trades one by one.
 *
 * A trade is the same one where the entry is: of the same symbol and side, at the same time.
 */
import { PARAMETER_NAMES, type ParameterName, type ParameterValue } from '../../../../lambda/config.ts';
import type { ClosedTrade } from '../../../../lambda/core/ledger/closed-trade.ts';
import { statisticsOf, type TradeStatistics } from '../../../../lambda/core/ledger/trade-statistics.ts';
import { toDollars } from '../../../../lambda/core/units.ts';
import type { RunFigures } from '../../../../lambda/backtest/result/run-figures.ts';
import { figuresOf } from '../../screens/result/figure-lines.ts';
import { jsonRecords } from '../../tables/column.ts';
import { TRADE_COLUMNS } from '../../tables/export-columns.ts';
import type { Origin } from './kept-result-schema.ts';
import type { ShownResult } from './shown-result.ts';

/** Both of two results. */
export interface Pair<Value> {
  readonly a: Value;
  readonly b: Value;
}

export interface ReadResult {
  readonly origin: Origin;
  readonly shown: ShownResult;
}

interface Facts {
  readonly shown: ShownResult;
  readonly statistics: TradeStatistics;
  readonly figures: RunFigures;
}

interface Figure {
  /** In JSON. */
  readonly name: string;
  readonly label: string;
  readonly unit: 'USD' | 'share' | 'count' | 'factor';
  readonly of: (facts: Facts) => number | undefined;
}

const FIGURES: readonly Figure[] = [
  { name: 'trades', label: 'trades', unit: 'count', of: ({ statistics }) => statistics.trades },
  { name: 'winRate', label: 'win rate', unit: 'share', of: ({ statistics }) => statistics.winRate },
  {
    name: 'breakEvenWinRate',
    label: 'break-even win rate',
    unit: 'share',
    of: ({ statistics }) => statistics.breakEvenWinRate,
  },
  {
    name: 'grossUsd',
    label: 'gross',
    unit: 'USD',
    of: ({ statistics }) => toDollars(statistics.grossUsd),
  },
  { name: 'feesUsd', label: 'fees', unit: 'USD', of: ({ statistics }) => toDollars(statistics.feesUsd) },
  {
    name: 'fundingUsd',
    label: 'funding paid',
    unit: 'USD',
    of: ({ statistics }) => toDollars(statistics.fundingUsd),
  },
  { name: 'netUsd', label: 'net', unit: 'USD', of: ({ statistics }) => toDollars(statistics.netUsd) },
  {
    name: 'balanceUsd',
    label: 'balance',
    unit: 'USD',
    of: ({ shown }) => toDollars(shown.run.balanceUsd),
  },
  { name: 'expectancyUsd', label: 'expectancy', unit: 'USD', of: ({ figures }) => figures.expectancyUsd },
  { name: 'averageWinUsd', label: 'average win', unit: 'USD', of: ({ figures }) => figures.averageWinUsd },
  {
    name: 'averageLossUsd',
    label: 'average loss',
    unit: 'USD',
    of: ({ figures }) => figures.averageLossUsd,
  },
  {
    name: 'profitFactor',
    label: 'profit factor',
    unit: 'factor',
    of: ({ figures }) => figures.profitFactor,
  },
  {
    name: 'drawdownUsd',
    label: 'deepest drawdown',
    unit: 'USD',
    // Without one, equity never fell.
    of: ({ figures }) => (figures.drawdown === undefined ? 0 : toDollars(figures.drawdown.depthUsd)),
  },
  {
    name: 'longestLosingStreak',
    label: 'longest losing streak',
    unit: 'count',
    of: ({ statistics }) => statistics.longestLosingStreak,
  },
  { name: 'dailyStops', label: 'day stops', unit: 'count', of: ({ shown }) => shown.run.dailyStops },
  {
    name: 'ambiguous',
    label: 'ambiguous candles',
    unit: 'count',
    of: ({ statistics }) => statistics.ambiguous,
  },
];

export interface ComparedFigure extends Omit<Figure, 'of'>, Pair<number | undefined> {
  /** Of the second to the first; `undefined` where one is unknown. */
  readonly difference: number | undefined;
}

export interface Comparison {
  readonly origins: Pair<Origin>;
  readonly markets: Pair<ShownResult['market']>;
  /** The same numbers from the same minute on; `undefined` where it cannot be known. */
  readonly isSameMarket: boolean | undefined;
  readonly parameters: readonly ({ readonly name: ParameterName } & Pair<ParameterValue>)[];
  readonly figures: readonly ComparedFigure[];
  readonly trades: ComparedTrades;
}

export interface ComparedTrades {
  readonly same: number;
  readonly onlyA: readonly ClosedTrade[];
  readonly onlyB: readonly ClosedTrade[];
  /** In both, with another exit, another price or another result. */
  readonly different: readonly Pair<ClosedTrade>[];
}

export function comparisonOf(a: ReadResult, b: ReadResult): Comparison {
  const [before, after] = [a.shown.run.parameters, b.shown.run.parameters];
  const [hashA, hashB] = [a.origin.market.hash, b.origin.market.hash];
  return {
    origins: { a: a.origin, b: b.origin },
    markets: { a: a.shown.market, b: b.shown.market },
    isSameMarket: hashA === undefined || hashB === undefined ? undefined : hashA === hashB,
    parameters: PARAMETER_NAMES.filter((name) => before[name] !== after[name]).map((name) => ({
      name,
      a: before[name],
      b: after[name],
    })),
    figures: comparedFigures(factsOf(a.shown), factsOf(b.shown)),
    trades: comparedTrades(a.shown.run.trades, b.shown.run.trades),
  };
}

function factsOf(shown: ShownResult): Facts {
  const statistics = statisticsOf(shown.run.trades);
  return { shown, statistics, figures: figuresOf(shown.market, shown.run) };
}

function comparedFigures(before: Facts, after: Facts): readonly ComparedFigure[] {
  return FIGURES.map(({ of, ...figure }) => {
    const [a, b] = [of(before), of(after)];
    return { ...figure, a, b, difference: a === undefined || b === undefined ? undefined : b - a };
  });
}

function comparedTrades(a: readonly ClosedTrade[], b: readonly ClosedTrade[]): ComparedTrades {
  const unmatched = Map.groupBy(b, entryOf);
  const onlyA: ClosedTrade[] = [];
  const different: Pair<ClosedTrade>[] = [];
  let same = 0;
  for (const trade of a) {
    const other = unmatched.get(entryOf(trade))?.shift();
    if (other === undefined) onlyA.push(trade);
    else if (isSame(trade, other)) same += 1;
    else different.push({ a: trade, b: other });
  }
  const left = new Set([...unmatched.values()].flat());
  return { same, onlyA, onlyB: b.filter((trade) => left.has(trade)), different };
}

function entryOf({ symbol, side, entryTimeMs }: ClosedTrade): string {
  return `${symbol} ${side} ${entryTimeMs}`;
}

function isSame({ tradeId: _a, ...a }: ClosedTrade, { tradeId: _b, ...b }: ClosedTrade): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

/** For machines: what is unknown is `null`; trades have the columns of an export. */
export function comparisonReport({ origins, isSameMarket, parameters, figures, trades }: Comparison) {
  const { same, onlyA, onlyB, different } = trades;
  const records = (of: readonly ClosedTrade[]) => jsonRecords(TRADE_COLUMNS, of);
  const [differentA, differentB] = [
    records(different.map(({ a }) => a)),
    records(different.map(({ b }) => b)),
  ];
  return {
    a: origins.a.id,
    b: origins.b.id,
    sameMarket: isSameMarket ?? null,
    sameRevision: origins.a.revision === origins.b.revision,
    parameters: Object.fromEntries(parameters.map(({ name, a, b }) => [name, { a, b }])),
    figures: Object.fromEntries(
      figures.map(({ name, a, b, difference }) => [
        name,
        { a: a ?? null, b: b ?? null, difference: difference ?? null },
      ]),
    ),
    trades: {
      same,
      onlyInA: records(onlyA),
      onlyInB: records(onlyB),
      different: differentA.map((a, k) => ({ a, b: differentB[k] })),
    },
  };
}
