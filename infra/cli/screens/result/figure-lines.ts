/**
 * `infra/cli/screens/result/`: what a result says beyond its sums, and its picture.
 *
 * The figures of a run, and what else its ambiguous bars could have come to.
 */
import {
  runFigures,
  type Drawdown,
  type GroupFigures,
  type RunFigures,
} from '../../../../lambda/backtest/result/run-figures.ts';
import { RATIO_DAYS_MIN, type DailyRatios } from '../../../../lambda/backtest/statistics/daily-ratios.ts';
import type { Interval } from '../../../../lambda/backtest/statistics/win-rate-interval.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS, minus, ZERO_USD, type Usd } from '../../../../lambda/core/units.ts';
import type { ShownMarket, ShownRun } from '../../reports/result/shown-result.ts';
import { columns } from '../../terminal/columns.ts';
import { count, dollars, minute, money, percent, tone } from '../../terminal/text-format.ts';

/** How trades may be divided, besides by symbol. */
export const DIVISIONS = ['hour', 'weekday'] as const;
export type Division = (typeof DIVISIONS)[number];

type TradedRun = Pick<ShownRun, 'trades' | 'balanceUsd'>;

/** What the run began with: its balance moves when a trade closes. */
export function beganUsd({ trades, balanceUsd }: TradedRun): Usd {
  return trades.reduce((before, { netUsd }) => minus(before, netUsd), balanceUsd);
}

export function figuresOf(market: Pick<ShownMarket, 'fromMs'>, run: TradedRun): RunFigures {
  return runFigures(run.trades, { beganMs: market.fromMs, beganUsd: beganUsd(run) });
}

/** Drawdown, factors and intervals; nothing without a trade. */
export function figureLines(figures: RunFigures, ratios: DailyRatios): readonly string[] {
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
    ...ratioLines(ratios),
    ...drawdownLines(figures.drawdown),
  ];
}

function ratioLines({ days, sharpe, sharpeInterval, sortino }: DailyRatios): readonly string[] {
  if (days < RATIO_DAYS_MIN) {
    const whole = days === 1 ? 'day is' : 'days are';
    return [
      labelled('Sharpe, Sortino', `unknown: ${days} whole ${whole} too few, ${RATIO_DAYS_MIN} are needed`),
    ];
  }
  const show = (ratio: number | undefined) => (ratio === undefined ? 'unknown' : ratio.toFixed(2));
  const words = `${show(sharpe)}, ${show(sortino)} a year, of ${count(days)} days${between(sharpeInterval, show)} (Sharpe)`;
  return [labelled('Sharpe, Sortino', words)];
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
  { bySymbol, byHour, byWeekday }: RunFigures,
  by: readonly Division[] = [],
): readonly string[] {
  return [
    ...(bySymbol.size > 1 ? tableOf('symbol', bySymbol) : []),
    ...by.flatMap((division) => {
      const divided = division === 'hour' ? named(byHour, hourName) : named(byWeekday, weekdayName);
      return divided.size === 0 ? [] : tableOf(`${division} of entry, UTC`, divided);
    }),
  ];
}

const WEEKDAYS = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];

function hourName(hour: number): string {
  return `${String(hour).padStart(2, '0')}:00`;
}

export function weekdayName(day: number): string {
  return WEEKDAYS[day] ?? '';
}

function named(
  groups: ReadonlyMap<number, GroupFigures>,
  nameOf: (key: number) => string,
): ReadonlyMap<string, GroupFigures> {
  return new Map([...groups].map(([key, figures]) => [nameOf(key), figures]));
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

/** The sign of funding in words, and how much it is: nobody knows whether a negative cost is a gain. */
export function signedFunding(fundingUsd: Usd): {
  readonly sign: 'paid' | 'received';
  readonly amount: string;
} {
  return fundingUsd < 0
    ? { sign: 'received', amount: money(minus(ZERO_USD, fundingUsd)) }
    : { sign: 'paid', amount: money(fundingUsd) };
}

/** `funding received 0.06` */
export function fundingWords(fundingUsd: Usd): string {
  const { sign, amount } = signedFunding(fundingUsd);
  return `funding ${sign} ${amount}`;
}

const LABEL_WIDTH = 24;

export function labelled(label: string, text: string): string {
  return `  ${label.padEnd(LABEL_WIDTH)}${text}`;
}
