/**
 * What was loaded, checked and kept, in lines.
 */
import { relative } from 'node:path';
import { commandLine, shellWord } from '../../../../lambda/adapters/command-line.ts';
import { DAY_MS } from '../../../../lambda/core/units.ts';
import type { CandleSource } from '../../../candles/download/candle-source.ts';
import type { CheckedFile } from '../../../candles/download/check-files.ts';
import type { FetchedFile, FetchResult } from '../../../candles/download/fetch-candles.ts';
import type { KeptSymbol } from '../../../candles/download/kept-list.ts';
import { columns } from '../../terminal/columns.ts';
import { bytesText, count, counted, minute, tone } from '../../terminal/text-format.ts';

export interface FetchedSymbol extends FetchResult {
  readonly source: CandleSource;
  readonly folder: string;
}

const OUTCOMES: Readonly<Record<FetchedFile['outcome'], string>> = {
  loaded: 'loaded',
  kept: 'there already',
  none: 'not there',
};

export function fetchedLine({ name, outcome, bytes, missingMinutes = 0, why }: FetchedFile): string {
  const size = outcome === 'none' ? '' : ` · ${bytesText(bytes)}`;
  const missing = missingMinutes === 0 ? '' : ` · ${counted(missingMinutes, 'minute')} missing`;
  return `${name}: ${OUTCOMES[outcome]}${why === undefined ? '' : `: ${why}`}${size}${missing}`;
}

export function fetchedScreen(symbols: readonly FetchedSymbol[], isInterrupted: boolean): readonly string[] {
  const folders = [...new Set(symbols.map(({ folder }) => shownPath(folder)))].join(' ');
  const isUsable = symbols.some(({ files }) => files.some(({ outcome }) => outcome !== 'none'));
  return [
    ...symbols.flatMap(symbolLines),
    ...(isInterrupted ? ['Interrupted: what is whole stays, and the same command goes on.'] : []),
    ...(isUsable
      ? [
          `Check them: ${commandLine(`candles check ${folders}`)}`,
          `Trade them: ${commandLine(`backtest ${folders}`)}`,
        ]
      : []),
  ];
}

function symbolLines({ source, files, folder }: FetchedSymbol): readonly string[] {
  const of = (outcome: FetchedFile['outcome']) => files.filter((file) => file.outcome === outcome);
  const [loaded, kept] = [of('loaded'), of('kept')];
  const missing = files.reduce((sum, { missingMinutes = 0 }) => sum + missingMinutes, 0);
  const size = bytesText(loaded.reduce((sum, { bytes }) => sum + bytes, 0));
  const head = `${source.symbol} of ${source.exchange}: ${counted(loaded.length, 'file')} loaded (${size}), ${count(kept.length)} there already, in ${shownPath(folder)}`;
  const absent = Map.groupBy(of('none'), ({ why = '' }) => why);
  return [
    tone('loud', head),
    ...[...absent].map(([why, none]) => `  none for ${periodsOf(none)}: ${why}`),
    ...(missing === 0 ? [] : [`  ${counted(missing, 'minute')} missing: they stay missing`]),
    ...files.flatMap(({ name, warnings }) => warnings.map((warning) => `  ${name}: ${warning}`)),
  ];
}

function periodsOf(files: readonly FetchedFile[]): string {
  const [first, last] = [files[0]?.period, files.at(-1)?.period];
  return first === last ? `${first}` : `${first} to ${last} (${counted(files.length, 'file')})`;
}

export function checkedLine(checked: CheckedFile): string {
  const { file, problems, sum, rows, fromMs, toMs, missingMinutes = 0, withoutVolume = 0 } = checked;
  const told = problems.length === 0 ? tone('good', 'whole') : tone('bad', problems.join('; '));
  const read =
    rows === undefined || fromMs === undefined || toMs === undefined
      ? []
      : [`${counted(rows, 'row')} from ${minute(fromMs)} to ${minute(toMs)}`];
  return [
    `${shownPath(file)}: ${told}`,
    ...read,
    ...(missingMinutes === 0 ? [] : [`${counted(missingMinutes, 'minute')} missing`]),
    ...(withoutVolume === 0 ? [] : [`${count(withoutVolume)} without volume`]),
    ...(sum === 'not noted' ? ['no sum is known of it'] : []),
    ...(checked.published === 'the same' ? ['as the archive has it'] : []),
  ].join(' · ');
}

export function checkedSummary(files: readonly CheckedFile[], wasArchiveAsked: boolean): string {
  const wrong = files.filter(({ problems }) => problems.length > 0).length;
  const asked = files.filter(({ published }) => published !== undefined).length;
  const archive = wasArchiveAsked ? `, ${count(asked)} compared with the archive` : '';
  const told = wrong === 0 ? 'nothing is wrong' : `${counted(wrong, 'file')} wrong`;
  return `${counted(files.length, 'file')} checked${archive}: ${told}`;
}

export function listScreen(kept: readonly KeptSymbol[]): readonly string[] {
  const rows = kept.map(({ exchange, symbol, fromMs, toMs, months, days, bytes, holes, folder }) => [
    exchange,
    symbol,
    `${day(fromMs)} to ${day(toMs - DAY_MS)}`,
    count(months),
    count(days),
    bytesText(bytes),
    holes.map((hole) => `${day(hole.fromMs)} to ${day(hole.toMs - DAY_MS)}`).join(', '),
    shownPath(folder),
  ]);
  const head = ['exchange', 'symbol', 'days', 'months', 'single days', 'size', 'not loaded', 'folder'];
  const folder = kept[0]?.folder ?? '';
  return [
    ...columns(['left', 'left', 'left', 'right', 'right', 'right', 'left', 'left'], [head, ...rows]),
    `Trade them: ${commandLine(`backtest ${shownPath(folder)}`)}`,
  ];
}

export function day(timeMs: number): string {
  return new Date(timeMs).toISOString().slice(0, 10);
}

/** As it is typed: from the working folder, where it is in it. */
export function shownPath(path: string): string {
  const below = relative(process.cwd(), path);
  return shellWord(below === '' || below.startsWith('..') ? path : below);
}
