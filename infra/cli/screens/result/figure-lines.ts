/**
 * `infra/cli/screens/result/`: what a result says beyond its sums, and its picture.
 *
 * The figures of a run, and what else its ambiguous bars could have come to.
 */
import {
  groupFigures,
  runFigures,
  type Drawdown,
  type GroupFigures,
  type RunFigures,
} from '../../../../lambda/backtest/result/run-figures.ts';
import type { OtherRules } from '../../../../lambda/backtest/result/ambiguous-bars.ts';
import type { Interval } from '../../../../lambda/backtest/statistics/win-rate-interval.ts';
import type { ClosedTrade } from '../../../../lambda/core/ledger/closed-trade.ts';
import {
  DAY_MS,
  HOUR_MS,
  MINUTE_MS,
  minus,
  ZERO_USD,
  plus,
  type Usd,
} from '../../../../lambda/core/units.ts';
import type { ShownMarket, ShownRun } from '../../reports/result/shown-result.ts';
import { columns } from '../../terminal/columns.ts';
import { count, dollars, minute, money, percent, tone } from '../../terminal/text-format.ts';

/** How trades may be divided, besides by symbol. */
export const DIVISIONS = ['hour', 'weekday'] as const;
export type Division = (typeof DIVISIONS)[number];

/** What the run began with: its balance moves when a trade closes. */
export function beganUsd({ trades, balanceUsd }: ShownRun): Usd {
  return trades.reduce((before, { netUsd }) => minus(before, netUsd), balanceUsd);
}

export function figuresOf(market: Pick<ShownMarket, 'fromMs'>, run: ShownRun): RunFigures {
  return runFigures(run.trades, { beganMs: market.fromMs, beganUsd: beganUsd(run) });
}

/** Drawdown, factors and intervals; nothing without a trade. */
export function figureLines(figures: RunFigures): readonly string[] {
  const { expectancyUsd, expectancyInterval, winRateInterval, profitFactor, averageWinUsd, averageLossUsd } =
    figures;
  if (expectancyUsd === undefined) return [];
  const perTrade = `${dollars(expectancyUsd)} USD a trade${between(expectancyInterval, dollars)}`;
  return [
    labelled('expectancy', perTrade),
    labelled('win rate, 95 %', winRateInterval === undefined ? 'unknown' : span(winRateInterval, percent)),
    labelled('average win, loss', `${dollarsOf(averageWinUsd)}, ${dollarsOf(averageLossUsd)} USD`),
    labelled(
      'profit factor',
      profitFactor === undefined ? 'unknown: nothing was lost' : profitFactor.toFixed(2),
    ),
    ...drawdownLines(figures.drawdown),
  ];
}

function drawdownLines(drawdown: Drawdown | undefined): readonly string[] {
  if (drawdown === undefined) return [labelled('deepest drawdown', 'none')];
  const { depthUsd, depth, peakMs, troughMs, recoveredMs, longestMs } = drawdown;
  const back = recoveredMs === undefined ? 'not made up' : `made up ${minute(recoveredMs)}`;
  return [
    labelled(
      'deepest drawdown',
      `${money(depthUsd)} USD (${percent(depth)}); longest: ${duration(longestMs)}`,
    ),
    labelled('', `${spanOf(peakMs, troughMs)}, ${back}`),
  ];
}

/** The year stands once where there is one. */
function spanOf(fromMs: number, toMs: number): string {
  const [from, to] = [minute(fromMs), minute(toMs)];
  const isOneYear = from.slice(0, 5) === to.slice(0, 5);
  return `${from} → ${isOneYear ? to.slice(5) : to}`;
}

function duration(ms: number): string {
  if (ms >= 2 * DAY_MS) return `${count(Math.round(ms / DAY_MS))} days`;
  if (ms >= 2 * HOUR_MS) return `${count(Math.round(ms / HOUR_MS))} hours`;
  return `${count(Math.round(ms / MINUTE_MS))} minutes`;
}

function dollarsOf(amount: number | undefined): string {
  return amount === undefined ? 'unknown' : dollars(amount);
}

function span({ from, to }: Interval, show: (value: number) => string): string {
  return `${show(from)} … ${show(to)}`;
}

function between(interval: Interval | undefined, show: (value: number) => string): string {
  return interval === undefined ? '' : `; 95 %: ${span(interval, show)}`;
}

/** How many of the minutes of the run had a candle, the first and the last of them, by symbol. */
export function candleLines({ candlesRead, fromMs }: ShownMarket, toMs: number): readonly string[] {
  return candlesRead.map(({ symbol, candles, firstMs, lastMs }, k) => {
    const read = `${count(candles)} of ${count(Math.round((toMs - fromMs) / MINUTE_MS))}`;
    return labelled(k === 0 ? 'candles' : '', `${symbol} ${read}, ${spanOf(firstMs, lastMs)}`);
  });
}

/** By symbol where there are several, and by what was asked for. */
export function groupLines(
  { bySymbol }: RunFigures,
  trades: readonly ClosedTrade[],
  by: Division | undefined,
): readonly string[] {
  return [
    ...(bySymbol.size > 1 ? tableOf('symbol', bySymbol) : []),
    ...(by === undefined || trades.length === 0 ? [] : tableOf(`${by} of entry, UTC`, divided(trades, by))),
  ];
}

const WEEKDAYS = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];

function divided(trades: readonly ClosedTrade[], by: Division): ReadonlyMap<string, GroupFigures> {
  const numberOf = ({ entryTimeMs }: ClosedTrade) => {
    const time = new Date(entryTimeMs);
    return by === 'hour' ? time.getUTCHours() : (time.getUTCDay() + 6) % 7;
  };
  const nameOf = (key: number) =>
    by === 'hour' ? `${String(key).padStart(2, '0')}:00` : (WEEKDAYS[key] ?? '');
  const groups = [...groupFigures(trades, numberOf)].toSorted(([left], [right]) => left - right);
  return new Map(groups.map(([key, figures]) => [nameOf(key), figures]));
}

function tableOf(head: string, groups: ReadonlyMap<string, GroupFigures>): readonly string[] {
  const rows = [...groups].map(([name, { trades, wins, netUsd }]) => [
    name,
    count(trades),
    percent(wins / trades),
    money(netUsd),
  ]);
  const [header = '', ...lines] = columns(
    ['left', 'right', 'right', 'right'],
    [[head, 'trades', 'won', 'net USD'], ...rows],
  );
  return ['', tone('quiet', `  ${header}`), ...lines.map((line) => `  ${line}`)];
}

/** @param isTargetKnown whether a second run has said exactly what the target first would have made. */
export function otherRuleLines(
  other: OtherRules | undefined,
  netUsd: Usd,
  isTargetKnown: boolean,
): readonly string[] {
  if (other === undefined) return [];
  const { bars, targetFirstUsd, candleColourUsd, openHighLowCloseUsd } = other;
  const rowOf = (rule: string, more: Usd) => [
    rule,
    `${more < 0 ? '' : '+'}${money(more)}`,
    money(plus(netUsd, more)),
  ];
  const rows = [
    ...(isTargetKnown ? [] : [rowOf('the target first', targetFirstUsd)]),
    rowOf('by the colour of the candle, as jesse', candleColourUsd),
    rowOf('open, high, low, close, as nautilus_trader', openHighLowCloseUsd),
  ];
  const head = [`${count(bars)} ambiguous by another rule`, 'about', 'net USD'];
  const [header = '', ...lines] = columns(['left', 'right', 'right'], [head, ...rows]);
  return ['', tone('quiet', `  ${header}`), ...lines.map((line) => `  ${line}`)];
}

/** The sign in words: `received 0.06`. */
export function fundingWords(fundingUsd: Usd): string {
  return fundingUsd < 0
    ? `funding received ${money(minus(ZERO_USD, fundingUsd))}`
    : `funding paid ${money(fundingUsd)}`;
}

const LABEL_WIDTH = 24;

function labelled(label: string, text: string): string {
  return `  ${label.padEnd(LABEL_WIDTH)}${text}`;
}
