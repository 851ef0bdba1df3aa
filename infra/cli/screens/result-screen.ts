/**
 * The result of a run after all costs, on one screen.
 */
import { statisticsOf, type TradeStatistics } from '../../../lambda/core/ledger/trade-statistics.ts';
import { minus, negate, type Usd } from '../../../lambda/core/units.ts';
import type { ChosenMarket } from '../../market/market-source.ts';
import { sessionWords } from '../../market/sessions/session-note.ts';
import type { NotSeen, SymbolNotSeen } from '../../market/not-seen.ts';
import type { ShownMarket, ShownResult, ShownRun } from '../reports/result/shown-result.ts';
import { attributionLines } from './result/attribution-lines.ts';
import { balanceChart } from './result/balance-chart.ts';
import {
  beganUsd,
  candleLines,
  figureLines,
  figuresOf,
  fundingWords,
  groupLines,
  signedFunding,
  type Division,
} from './result/figure-lines.ts';
import { ambiguousLines } from './result/ambiguous-lines.ts';
import { openLines } from './result/open-lines.ts';
import { fitted } from '../terminal/columns.ts';
import { count, gain, minute, money, percent, tone } from '../terminal/text-format.ts';

export interface ResultView {
  readonly by?: readonly Division[] | undefined;
  /** Of the terminal; without one there is no chart. */
  readonly width?: number | undefined;
}

export function resultScreen(result: ShownResult, { by, width }: ResultView = {}): readonly string[] {
  const lines = resultLines(result, { by, width });
  return width === undefined ? lines : lines.flatMap((line) => fitted(line, width));
}

function resultLines(result: ShownResult, { by, width = 0 }: ResultView): readonly string[] {
  const { market, run, optimistic } = result;
  const statistics = statisticsOf(run.trades);
  const figures = figuresOf(market, run);
  const charted = {
    trades: run.trades,
    beganUsd: beganUsd(run),
    fromMs: market.fromMs,
    toMs: run.toMs,
  };
  return [
    '',
    tone('loud', run.isInterrupted ? 'Result so far (interrupted)' : 'Result'),
    `  ${marketLine(market, run)}`,
    '',
    ...totals(statistics, run),
    ...balanceChart(charted, width),
    '',
    ...figureLines(figures, result.ratios),
    ...attributionLines(result),
    '',
    ...reasons(statistics),
    ...groupLines(figures, by),
    '',
    ...gates(statistics, run),
    ...openLines(run.open),
    ...lateLine(statistics, run),
    `  funding rate            ${fundingRate(market, run)}`,
    ...sessionLine(market),
    ...candleLines(market, run.toMs),
    ...hashLine(result.hash),
    '',
    ...ambiguousLines({
      bars: statistics.ambiguous,
      netUsd: statistics.netUsd,
      targetFirstUsd: optimistic?.netUsd,
      other: result.otherRules,
    }),
    '',
    ...notSeen(market.notSeen),
    '',
    verdict(statistics, run),
  ];
}

/** Where the rate comes from. */
function fundingRate({ funding: sources }: ShownMarket, { parameters }: ShownRun): string {
  const assumed = `assumed ${parameters.fundingPct} % every 8 h`;
  const known = sources.filter(({ files }) => files.length > 0);
  if (known.length === 0) return assumed;
  const words = known.map(({ symbol, files, times, assumedTimes }) => {
    const partly = assumedTimes === 0 ? '' : ` but for ${assumedTimes} of ${times} times`;
    return `of ${symbol} from ${some(files)}${partly}`;
  });
  const isAssumed = sources.some(({ assumedTimes }) => assumedTimes > 0);
  return [...words, ...(isAssumed ? [`otherwise ${assumed}`] : [])].join('; ');
}

/** By which hours of markets that close; nothing where none does. */
function sessionLine({ sessions }: ShownMarket): readonly string[] {
  if (sessions.length === 0) return [];
  return [`  trading sessions        ${sessions.map(sessionWords).join('; ')}`];
}

/** What the run did not see of its market; only what there is. */
function notSeen(unseen: NotSeen | undefined): readonly string[] {
  if (unseen === undefined) return ['  not seen                not counted of a market in real time'];
  const { minutes, symbols, filesLeftOut } = unseen;
  const each = (amountOf: (symbol: SymbolNotSeen) => number, of = '') => {
    const affected = symbols.filter((symbol) => amountOf(symbol) > 0);
    return affected.map((symbol) => `${symbol.symbol} ${count(amountOf(symbol))}${of}`);
  };
  const impossible = symbols.flatMap(({ symbol, noSignal }) =>
    noSignal === undefined ? [] : [`${symbol}: ${noSignal}`],
  );
  const lines = [
    ['minutes closed', each(({ minutesClosed = 0 }) => minutesClosed, ` of ${count(minutes)}`)],
    ['minutes missing', each(({ minutesMissing }) => minutesMissing, ` of ${count(minutes)}`)],
    ['minutes without history', each(({ minutesWithoutHistory }) => minutesWithoutHistory)],
    ['candles without volume', each(({ candlesWithoutVolume }) => candlesWithoutVolume)],
    [
      'funding times missed',
      each(({ fundingTimesMissed }) => fundingTimesMissed, ' (charged with the next candle)'),
    ],
    ['trades across gaps', each(({ tradesWithMissingMinutes }) => tradesWithMissingMinutes)],
    ['no signal was possible', impossible],
    ['files left out', filesLeftOut],
  ] as const;
  const told = lines.filter(([, amounts]) => amounts.length > 0);
  if (told.length === 0) return ['  not seen                nothing was missed'];
  return ['  not seen', ...told.map(([name, amounts]) => `    ${name.padEnd(25)}${some(amounts)}`)];
}

/** What it cost to decide some seconds after the minute had begun. */
function lateLine({ netUsd }: TradeStatistics, { late }: ShownRun): readonly string[] {
  if (late === undefined) return [];
  const differenceUsd = minus(netUsd, late.netUsd);
  const sign = differenceUsd < 0 ? '' : '+';
  const atOnce = `at once: ${count(late.trades)} trades, net ${money(late.netUsd)} USD`;
  return [`  decided ${`${late.seconds} s late`.padEnd(16)}${sign}${money(differenceUsd)} USD (${atOnce})`];
}

/** The same trades and money have the same one, on every machine. */
function hashLine(hash: string | undefined): readonly string[] {
  return hash === undefined ? [] : [`  result hash             ${hash}`];
}

const MOST_SHOWN = 3;

function some(words: readonly string[]): string {
  const more = words.length > MOST_SHOWN ? [`${words.length - MOST_SHOWN} more`] : [];
  return [...words.slice(0, MOST_SHOWN), ...more].join(' · ');
}

/** `SYNTHETIC market, seed 1 · BTCUSDT · 2025-01-06 00:00 → 2025-01-07 00:00 UTC`. */
export function marketLine(
  { label, symbols, fromMs, toMs }: Pick<ShownMarket, 'label' | 'symbols' | 'fromMs' | 'toMs'>,
  run?: ShownRun,
): string {
  const end = run?.isInterrupted === true ? run.toMs : toMs;
  const span = end > fromMs ? `${minute(fromMs)} → ${minute(end)} UTC` : `from ${minute(fromMs)} UTC`;
  return `${label} · ${symbols.join(' ')} · ${span}`;
}

/** The same before the run. */
export function chosenMarketLine({ symbols, ...market }: ChosenMarket): string {
  return marketLine({ ...market, symbols: symbols.map(({ symbol }) => symbol) });
}

function totals(statistics: TradeStatistics, { balanceUsd }: ShownRun): readonly string[] {
  const { trades, wins, winRate, breakEvenWinRate, grossUsd, feesUsd, fundingUsd, netUsd } = statistics;
  const row = (label: string, amount: string, unit = '') =>
    `  ${label.padEnd(9)}${amount.padStart(12)} ${unit.padEnd(11)}`;
  const amount = (label: string, sum: Usd, unit = '') => row(label, money(sum), unit);
  const funding = signedFunding(fundingUsd);
  return [
    `  trades   ${count(trades).padStart(12)}${' '.repeat(12)}wins                  ${count(wins)}`,
    `${amount('gross', grossUsd, 'USD')}win rate              ${percent(winRate)}`,
    `${amount('fees', feesUsd)}break-even win rate   ${percent(breakEvenWinRate)}`,
    `${row('funding', funding.amount, fundingUsd === 0 ? '' : funding.sign)}balance               ${money(balanceUsd)} USD`,
    gain(netUsd, amount('net', netUsd, 'USD').trimEnd()),
  ];
}

function reasons({ byReason, trades }: TradeStatistics): readonly string[] {
  const header = tone(
    'quiet',
    `  ${'exit'.padEnd(18)}${'trades'.padStart(8)}${'share'.padStart(9)}${'net USD'.padStart(13)}`,
  );
  const sorted = [...byReason].sort(([, left], [, right]) => right.trades - left.trades);
  const rows = sorted.map(([reason, { trades: n, netUsd }]) => {
    const cells = [
      reason.padEnd(18),
      count(n).padStart(8),
      percent(n / trades).padStart(9),
      money(netUsd).padStart(13),
    ];
    return `  ${cells.join('')}`;
  });
  return rows.length === 0 ? ['  no trade was closed'] : [header, ...rows];
}

function gates(
  { longestLosingStreak }: TradeStatistics,
  { dailyStops, denied, held }: ShownRun,
): readonly string[] {
  return [
    `  longest losing streak   ${longestLosingStreak}`,
    `  day stops               ${dailyStops}`,
    `  denied entries          ${counts(denied)}`,
    ...(held === undefined ? [] : [`  no signal               ${counts(held)}`]),
  ];
}

/** `momentum 246,573 · volume 201,782`. */
function counts(of: Readonly<Record<string, number>>): string {
  const shown = Object.entries(of).map(([code, n]) => `${code} ${count(n)}`);
  return shown.length === 0 ? 'none' : shown.join(' · ');
}

interface Verdicted {
  readonly open: readonly unknown[];
  readonly denied: Readonly<Record<string, number>>;
}

/** The result in one sentence. */
export function verdict(statistics: TradeStatistics, { open, denied }: Verdicted): string {
  const { trades, winRate, breakEvenWinRate, grossUsd, feesUsd, fundingUsd, netUsd } = statistics;
  if (trades === 0) {
    const isQuiet = open.length === 0 && Object.keys(denied).length === 0;
    if (isQuiet) return 'There was no signal. Nothing was closed, so nothing was earned or lost.';
    return open.length === 0
      ? 'Nothing was closed, so nothing was earned or lost.'
      : 'Nothing was closed yet; what the open positions have paid counts when they close.';
  }
  const rates =
    breakEvenWinRate === undefined || winRate === undefined
      ? ''
      : ` It won ${percent(winRate)} of its trades and needed ${percent(breakEvenWinRate)}.`;
  // Not before costs: slippage is within the gross.
  const costs = fundingUsd === 0 ? 'fees' : 'fees and funding';
  const before = `Before ${costs} the trades ${grossUsd < 0 ? 'lost' : 'earned'} ${money(grossUsd < 0 ? negate(grossUsd) : grossUsd)} USD`;
  const funding = fundingUsd === 0 ? '' : `, ${fundingWords(fundingUsd)}`;
  return `${before}; fees took ${money(feesUsd)}${funding}. Net: ${money(netUsd)} USD.${rates}`;
}
