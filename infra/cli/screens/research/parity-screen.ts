/**
 * From the backtest's net to the bot's, part by part, and the trades that differ most.
 */
import type { ExplainedTrade, PartSum } from '../../../../lambda/backtest/parity/parity.ts';
import type { Difference } from '../../../../lambda/backtest/parity/difference.ts';
import { PARAMETER_NAMES } from '../../../../lambda/config.ts';
import { toDollars, type Usd } from '../../../../lambda/core/units.ts';
import type { Period } from '../../../parity/bot-books.ts';
import { isRoundingAlone, parityCounts, tradedUsd, type ParityShown } from '../../reports/parity-report.ts';
import { partWords } from './parity-words.ts';
import { columns, fitted } from '../../terminal/columns.ts';
import { count, dollars, gain, minute, money, tone } from '../../terminal/text-format.ts';

/** @param width of the terminal; any without one. */
export function parityScreen(shown: ParityShown, width = Infinity): readonly string[] {
  const { books, run } = shown;
  const { parity, fromMs, toMs, symbols, outside } = run;
  const lines = [
    `${tone('loud', 'Parity')}  ${books.origin} · ${symbols.join(' ')} · ${minute(fromMs)} → ${minute(toMs)} UTC`,
    ...parameterLines(shown),
    ...books.assumed.map((sentence) => `  ${sentence}`),
    '',
    ...waterfall(shown),
    '',
    ...sentences(shown),
    ...(outside.trades === 0
      ? []
      : [
          `  Not compared: ${trades(outside.trades)} of the bot before, after or across this span, net ${money(outside.netUsd)} USD.`,
        ]),
    ...largest(parity.trades),
  ];
  return lines.flatMap((line) => fitted(line, width));
}

function parameterLines({ run: { periods }, areRecorded }: ParityShown): readonly string[] {
  const [first, ...others] = periods;
  const source = areRecorded ? "the bot's own, as its ledger has them" : 'those that were given';
  const changes = others.map((period, index) => changeWords(periods[index] ?? period, period));
  return first === undefined ? [] : [`  parameters   ${[source, ...changes].join('; ')}`];
}

/** `targetPct 0.3 from 2026-01-05 12:00`. */
function changeWords(before: Period, after: Period): string {
  const changed = PARAMETER_NAMES.filter((name) => before.parameters[name] !== after.parameters[name]);
  const words = changed.map((name) => `${name} ${after.parameters[name]}`);
  return `${words.join(', ')} from ${minute(after.fromMs)}, where the backtest begins again from the bot's state`;
}

function waterfall({ run: { parity } }: ParityShown): readonly string[] {
  const { bot, backtest } = parityCounts(parity.trades);
  const traded = tradedUsd(parity.trades);
  const bps = (usd: Usd) => (traded === 0 ? '0.00' : dollars((toDollars(usd) / traded) * 10_000));
  const rowOf = (part: PartSum) => [
    partWords(part.kind, part.cause),
    count(part.count),
    money(part.usd),
    bps(part.usd),
  ];
  const rows = [
    ['', 'trades', 'net USD', 'bps'],
    ['the backtest', count(backtest), money(parity.backtestUsd), bps(parity.backtestUsd)],
    ...parity.parts.map(rowOf),
    ['the bot', count(bot), money(parity.botUsd), bps(parity.botUsd)],
  ];
  const [header = '', ...lines] = columns(['left', 'right', 'right', 'right'], rows);
  return [tone('quiet', `  ${header}`), ...lines.map((line) => `  ${line}`)];
}

function sentences({ run: { parity } }: ParityShown): readonly string[] {
  const { bot, matched, equal, rounded } = parityCounts(parity.trades);
  const { differenceUsd } = parity;
  const late = parity.trades
    .filter(({ lateSeconds }) => lateSeconds > 0)
    .map(({ lateSeconds }) => lateSeconds);
  const same = `  ${count(matched)} of the bot's ${trades(bot)} are trades of the backtest; ${count(equal)} ${equal === 1 ? 'is' : 'are'} the same to the last digit${rounded === 0 ? '' : `, ${count(rounded)} but for rounding`}.`;
  const lateWords =
    late.length === 0
      ? []
      : [
          `  ${trades(late.length)} entered late: ${seconds(middleOf(late))} s in the middle, ${seconds(Math.max(...late))} s at most.`,
        ];
  const sum =
    differenceUsd === 0
      ? '  Bot and backtest earned the same.'
      : gain(
          differenceUsd,
          `  The bot earned ${money(differenceUsd)} USD ${differenceUsd < 0 ? 'less' : 'more'} than the backtest.`.replace(
            '-',
            '',
          ),
        );
  return [same, ...lateWords, sum];
}

function trades(number: number): string {
  return `${count(number)} ${number === 1 ? 'trade' : 'trades'}`;
}

function middleOf(values: readonly number[]): number {
  const sorted = values.toSorted((left, right) => left - right);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}

function seconds(value: number): string {
  return value < 10 ? value.toFixed(1) : count(Math.round(value));
}

const MOST_SHOWN = 10;

function largest(all: readonly ExplainedTrade[]): readonly string[] {
  const differing = all.filter((trade) => trade.differences.length > 0 && !isRoundingAlone(trade));
  if (differing.length === 0) return [];
  const shown = differing
    .toSorted((left, right) => Math.abs(right.differenceUsd) - Math.abs(left.differenceUsd))
    .slice(0, MOST_SHOWN);
  const rows = shown.map((trade) => [
    minute(trade.bot?.entryTimeMs ?? trade.backtest?.entryTimeMs ?? 0),
    trade.bot?.symbol ?? trade.backtest?.symbol ?? '',
    trade.bot?.side ?? trade.backtest?.side ?? '',
    money(trade.differenceUsd),
    dollars(trade.differenceBps),
    whyWords(trade),
  ]);
  const head = ['entry, UTC', 'symbol', 'side', 'USD', 'bps', 'why'];
  const [header = '', ...lines] = columns(
    ['left', 'left', 'left', 'right', 'right', 'left'],
    [head, ...rows],
  );
  const more = differing.length - shown.length;
  return [
    '',
    tone('quiet', `  ${header}`),
    ...lines.map((line) => `  ${line}`),
    ...(more === 0 ? [] : [`  and ${count(more)} more: --json and --report have them all`]),
  ];
}

function whyWords({ lateSeconds, differences }: ExplainedTrade): string {
  const [only] = differences;
  if (only !== undefined && differences.length === 1) return wordsOf(only, lateSeconds);
  return differences.map((part) => `${wordsOf(part, lateSeconds)} ${money(part.usd)}`).join(' · ');
}

function wordsOf({ kind, cause }: Difference, lateSeconds: number): string {
  return partWords(kind, kind === 'late-entry' ? `${seconds(lateSeconds)} s` : cause);
}
