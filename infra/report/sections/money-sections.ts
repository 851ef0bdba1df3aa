/**
 * Where the money went: from gross to net, the win rate beside the one that was needed, and the balance.
 */
import { equityPicture } from '../../../lambda/charts/pictures/equity-picture.ts';
import { count, percent } from '../../../lambda/core/text/figure-words.ts';
import { amountWords, gainWords, signed } from '../../../lambda/charts/drawing/drawn-figures.ts';
import type { Markup } from '../../../lambda/charts/drawing/markup.ts';
import { ratePicture } from '../../../lambda/charts/pictures/rate-picture.ts';
import { waterfallPicture, type Waterfall } from '../../../lambda/charts/pictures/waterfall-picture.ts';
import type { RunFigures } from '../../../lambda/backtest/result/run-figures.ts';
import type { TradeStatistics } from '../../../lambda/core/ledger/trade-statistics.ts';
import { toDollars } from '../../../lambda/core/units.ts';
import { balancePoints } from '../balance-points.ts';
import type { Attribution, RunFacts } from '../report-input.ts';
import { FULL_PX, HALF_PX, columns, figure, gainCell, section, table } from './page-parts.ts';

export function costSection(
  run: RunFacts,
  statistics: TradeStatistics,
  { winRateInterval, averageWinUsd, averageLossUsd }: RunFigures,
): Markup {
  const waterfall =
    run.attribution === undefined ? plainWaterfall(statistics) : attributedWaterfall(run.attribution);
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

function plainWaterfall({ grossUsd, feesUsd, fundingUsd }: TradeStatistics): Waterfall {
  return {
    start: { name: 'gross', dollars: toDollars(grossUsd) },
    steps: [
      { name: 'fees', dollars: -toDollars(feesUsd) },
      { name: 'funding', dollars: -toDollars(fundingUsd) },
    ],
    end: 'net',
  };
}

function attributedWaterfall(attribution: Attribution): Waterfall {
  const { edge, slippage, makerFees, takerFees, funding, beyondCollateral } = attribution;
  return {
    start: { name: 'edge', dollars: edge },
    steps: [
      ...(beyondCollateral === 0 ? [] : [{ name: 'not paid by us', dollars: beyondCollateral }]),
      { name: 'slippage', dollars: -slippage },
      { name: 'maker fees', dollars: -makerFees },
      { name: 'taker fees', dollars: -takerFees },
      { name: 'funding', dollars: -funding },
    ],
    end: 'net',
  };
}

function waterfallTable({ start, steps, end }: Waterfall): Markup {
  const net = steps.reduce((sum, { dollars }) => sum + dollars, start.dollars);
  const rows = [start, ...steps, { name: end, dollars: net }];
  return table({
    label: 'From gross to net',
    head: ['step', 'USD'],
    rows: rows.map(({ name, dollars }) => [name, gainCell(dollars)]),
    numbers: [1],
    nothing: '',
  });
}

const EQUITY_HEIGHT_PX = 300;

export function equitySection(run: RunFacts): Markup {
  const beganDollars = toDollars(run.beganUsd);
  const points = balancePoints(beganDollars, run.trades, run.moves);
  const { fromMs, toMs, targetFirstDollars } = run;
  const net = (points.at(-1)?.dollars ?? beganDollars) - beganDollars;
  const ambiguous = run.trades.filter((trade) => trade.ambiguous).length;
  const note =
    targetFirstDollars === undefined || ambiguous === 0
      ? undefined
      : `In ${count(ambiguous)} candles nobody knows whether stop or take-profit came first. The stop was taken; ` +
        `with the take-profit first the net would have been ${gainWords(targetFirstDollars)} instead of ${signed(net)}.`;
  return section(
    'equity',
    'Balance',
    figure({
      title: 'Balance after each trade, and how far it is below its peak',
      draw: (widthPx) =>
        equityPicture({ fromMs, toMs, beganDollars, points }, { widthPx, heightPx: EQUITY_HEIGHT_PX }),
      widthPx: FULL_PX,
      view: 'equity',
      ...(note !== undefined && { note }),
      numbers: table({
        label: 'Balance',
        head: ['when', 'USD'],
        rows: [
          ['at the beginning', amountWords(beganDollars)],
          ['at its highest', amountWords(extreme(points, beganDollars, Math.max))],
          ['at its lowest', amountWords(extreme(points, beganDollars, Math.min))],
          ['at the end', amountWords(beganDollars + net)],
        ],
        numbers: [1],
        nothing: '',
      }),
    }),
  );
}

function extreme(
  points: readonly { readonly dollars: number }[],
  began: number,
  of: (left: number, right: number) => number,
): number {
  return points.reduce((most, { dollars }) => of(most, dollars), began);
}
