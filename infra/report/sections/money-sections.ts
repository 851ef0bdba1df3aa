/**
 * Where the money went: from gross to net, the win rate beside the one that was needed, and the balance.
 */
import { costWaterfall, grossNotes, slippageTogether } from '../../../lambda/charts/cost-waterfall.ts';
import { equityPicture, type BalancePoint } from '../../../lambda/charts/pictures/equity-picture.ts';
import { count, percent } from '../../../lambda/core/text/figure-words.ts';
import { amountWords, gainWords, signed } from '../../../lambda/charts/drawing/drawn-figures.ts';
import { element, joined, type Markup } from '../../../lambda/charts/drawing/markup.ts';
import { roleOf, textOf } from '../../../lambda/charts/drawing/palette.ts';
import { ratePicture } from '../../../lambda/charts/pictures/rate-picture.ts';
import {
  waterfallPicture,
  waterfallRows,
  type Waterfall,
} from '../../../lambda/charts/pictures/waterfall-picture.ts';
import type { RunFigures } from '../../../lambda/backtest/result/run-figures.ts';
import type { TradeStatistics } from '../../../lambda/core/ledger/trade-statistics.ts';
import { ZERO_USD, plus, toDollars } from '../../../lambda/core/units.ts';
import { balancePoints, boundPoints } from '../balance-points.ts';
import type { Attribution, RunFacts } from '../report-input.ts';
import {
  FULL_PX,
  HALF_PX,
  columns,
  figure,
  gainCell,
  legend,
  section,
  table,
  type LegendEntry,
} from './page-parts.ts';

export function costSection(
  run: RunFacts,
  statistics: TradeStatistics,
  { winRateInterval, averageWinUsd, averageLossUsd }: RunFigures,
): Markup {
  const { waterfall, notes } =
    run.attribution === undefined
      ? plainWaterfall(run, statistics)
      : attributedWaterfall(run.attribution, statistics);
  const { winRate, breakEvenWinRate } = statistics;
  const interval = winRateInterval && { low: winRateInterval.from, high: winRateInterval.to };
  const average = (amount: number | undefined) => (amount === undefined ? 'unknown' : gainWords(amount));
  return section(
    'costs',
    'Where the money went',
    columns(
      figure({
        title: 'From gross to net, USD',
        draw: (widthPx) => waterfallPicture(waterfall, widthPx),
        widthPx: HALF_PX,
        ...(notes.length > 0 && { note: notes.join(' ') }),
        numbers: waterfallTable(waterfall),
      }),
      figure({
        title: 'Trades won, and how many had to be',
        draw: (widthPx) => ratePicture({ winRate, breakEvenWinRate, interval }, widthPx),
        widthPx: HALF_PX,
        note: `An average win is ${average(averageWinUsd)}, any other trade ${average(averageLossUsd)}.`,
        numbers: table({
          label: 'Win rates',
          head: ['rate', 'share'],
          rows: [
            ['won', percent(winRate)],
            ['needed to break even', percent(breakEvenWinRate)],
            ['won, 95 % from', percent(interval?.low)],
            ['won, 95 % to', percent(interval?.high)],
          ],
          numbers: [1],
          nothing: '',
        }),
      }),
    ),
  );
}

interface NotedWaterfall {
  readonly waterfall: Waterfall;
  readonly notes: readonly string[];
}

/** Slippage as far as rows tell it. */
function plainWaterfall(
  { trades, details }: RunFacts,
  { grossUsd, feesUsd, fundingUsd }: TradeStatistics,
): NotedWaterfall {
  const costs = {
    grossDollars: toDollars(grossUsd),
    feesDollars: toDollars(feesUsd),
    fundingDollars: toDollars(fundingUsd),
    ...slippageTogether(trades.map((_, k) => details[k]?.slippageDollars)),
  };
  return { waterfall: costWaterfall(costs, 'net'), notes: grossNotes(costs) };
}

function attributedWaterfall(attribution: Attribution, { grossUsd }: TradeStatistics): NotedWaterfall {
  const { edge, slippage, makerFees, takerFees, funding, beyondCollateral } = attribution;
  const waterfall = {
    start: { name: 'gross', dollars: edge },
    steps: [
      ...(beyondCollateral === 0 ? [] : [{ name: 'not paid by us', dollars: beyondCollateral }]),
      { name: 'maker fees', dollars: -makerFees },
      { name: 'taker fees', dollars: -takerFees },
      { name: 'slippage', dollars: -slippage },
      { name: 'funding', dollars: -funding },
    ],
    end: 'net',
  };
  const slipped = { grossDollars: toDollars(grossUsd), slippageDollars: slippage, slippageUnknown: 0 };
  return { waterfall, notes: grossNotes(slipped) };
}

function waterfallTable(waterfall: Waterfall): Markup {
  return table({
    label: 'From gross to net',
    head: ['step', 'USD'],
    rows: waterfallRows(waterfall).map(({ name, dollars }) => [name, gainCell(dollars)]),
    numbers: [1],
    nothing: '',
  });
}

const EQUITY_HEIGHT_PX = 300;

export function equitySection(run: RunFacts): Markup {
  const beganDollars = toDollars(run.beganUsd);
  const points = balancePoints(beganDollars, run.trades, run.moves);
  const { fromMs, toMs, targetFirst } = run;
  const net = (points.at(-1)?.dollars ?? beganDollars) - beganDollars;
  const words = boundWords(run);
  const steps = targetFirst?.steps ?? [];
  const other = steps.length > 0 ? boundPoints(beganDollars, points, steps) : undefined;
  return section(
    'equity',
    'Balance',
    figure({
      title: 'Balance after each trade, and how far it is below its peak',
      draw: (widthPx) =>
        equityPicture(
          { fromMs, toMs, beganDollars, points, ...(other && { otherBound: other }) },
          { widthPx, heightPx: EQUITY_HEIGHT_PX },
        ),
      widthPx: FULL_PX,
      view: 'equity',
      ...(words !== undefined && { note: words }),
      ...(other !== undefined && { legend: boundLegend(net) }),
      numbers: balanceTable(beganDollars, points, other),
    }),
  );
}

/** What the other order inside the ambiguous candles would have made; `undefined` where there is nothing to say. */
function boundWords({ trades, targetFirst }: RunFacts): string | undefined {
  const ambiguous = trades.filter((trade) => trade.ambiguous).length;
  if (targetFirst === undefined || ambiguous === 0) return undefined;
  const net = toDollars(trades.reduce((sum, { netUsd }) => plus(sum, netUsd), ZERO_USD));
  return (
    `In ${count(ambiguous)} ${ambiguous === 1 ? 'candle' : 'candles'} nobody knows whether stop or take-profit came first. The stop was taken; ` +
    `with the take-profit first the net would have been ${gainWords(targetFirst.netDollars)} instead of ${signed(net)}.`
  );
}

/** What stands above a balance with its band, also where a script draws it; empty without one. */
export function boundHead(run: RunFacts): Markup {
  const words = boundWords(run);
  if (words === undefined || (run.targetFirst?.steps ?? []).length === 0) return joined([]);
  const net = run.trades.reduce((sum, { netUsd }) => plus(sum, netUsd), ZERO_USD);
  return joined([element('p', { class: textOf('muted') }, words), legend(boundLegend(net))]);
}

/** @param net its sign is the colour of the line. */
function boundLegend(net: number): readonly LegendEntry[] {
  return [
    { shape: 'line', role: roleOf(net), words: 'counted: the stop first in every ambiguous candle' },
    { shape: 'band', role: 'warn', words: 'from there to the take-profit first in all of them' },
  ];
}

const STOP_FIRST = 'stop first, USD';
const TARGET_FIRST = 'take-profit first, USD';

/** @param other the take-profit first, where it differs. */
function balanceTable(
  beganDollars: number,
  points: readonly BalancePoint[],
  other: readonly BalancePoint[] | undefined,
): Markup {
  const both = [points, ...(other === undefined ? [] : [other])];
  const extreme = (of: (left: number, right: number) => number) =>
    both.map((each) => each.reduce((most, { dollars }) => of(most, dollars), beganDollars));
  const rows: readonly (readonly [string, readonly number[]])[] = [
    ['at the beginning', both.map(() => beganDollars)],
    ['at its highest', extreme(Math.max)],
    ['at its lowest', extreme(Math.min)],
    ['at the end', both.map((each) => each.at(-1)?.dollars ?? beganDollars)],
  ];
  return table({
    label: 'Balance',
    head: ['when', ...(other === undefined ? ['USD'] : [STOP_FIRST, TARGET_FIRST])],
    rows: rows.map(([name, amounts]) => [name, ...amounts.map((amount) => amountWords(amount))]),
    numbers: both.map((_, k) => k + 1),
    nothing: '',
  });
}
