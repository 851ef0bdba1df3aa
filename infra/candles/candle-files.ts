/**
 * `infra/candles/`: recorded candles, from rows to checked columns.
 *
 * Reads recorded one-minute candles from files and folders.
 *
 * - A symbol's candles are those of all its files in order of time, each minute from one file.
 * - Symbols come in the order in which they are first given.
 * - A missing minute stays missing.
 * - Anything doubtful is an error that names the file.
 */
import { candlesOfColumns, type Candles, type SymbolCandles } from '../../lambda/core/market.ts';
import { MINUTE_MS } from '../../lambda/core/units.ts';
import { CandleFileError } from '../recordings/candle-file-error.ts';
import { listFiles, type FileList, type UnusedFile } from '../recordings/file-list.ts';
import type { FileName } from '../recordings/file-name.ts';
import type { ChosenColumns } from '../recordings/header-columns.ts';
import { type FileNote, readRecording } from '../recordings/read-recording.ts';
import { RowBudget } from '../recordings/row-budget.ts';
import type { ColumnCache } from './column-cache.ts';
import type { ReadCandles } from './column-file.ts';
import { CandleRows, minuteText } from './candle-rows.ts';

export { CandleFileError } from '../recordings/candle-file-error.ts';

const ONE_MINUTE = '1m';
const NAMING_RULE =
  'a candle file is called <SYMBOL>-1m-YYYY-MM or <SYMBOL>-1m-YYYY-MM-DD, such as BTCUSDT-1m-2025-05.csv.gz, or as the tool calls it that wrote it';

/** What files do not say, and a user does. */
export interface ReadingOptions {
  /** The rows that all files may have together. */
  readonly budget?: RowBudget;
  /** The market of files that do not say theirs. */
  readonly symbol?: string;
  readonly columns?: ChosenColumns;
  /** How far the clock of dates without a zone is ahead of UTC. */
  readonly utcOffsetMs?: number;
  /** Where columns are kept that were read before; they are read each time, where absent. */
  readonly cache?: ColumnCache;
  /** Told after each file: how many of how many are read. */
  readonly onRead?: (done: number, all: number) => void;
}

export interface CandleReading {
  readonly symbols: readonly SymbolCandles[];
  /** What was recognised in each file, in the order in which they were read. */
  readonly files: readonly FileNote[];
  /** Files of folders that were not read. */
  readonly unused: readonly UnusedFile[];
}

/** Why a file holds no one-minute candles of trades, where its name says so. */
function reasonOfKind({ kind, interval }: FileName): string | undefined {
  if (kind === 'other') return 'the name tells another kind of rows than candles';
  if (kind === 'trades' || kind === 'quotes')
    return `the name tells ${kind}, and must tell candles: give ${kind} to --detail`;
  if (kind !== undefined && kind !== 'candles') {
    return `the name tells ${kind}, which nobody traded at: they have no volume, and are no candles of trades`;
  }
  if (interval === undefined || interval === ONE_MINUTE) return undefined;
  return `the name tells candles of ${interval}, and must tell those of one minute (${ONE_MINUTE})`;
}

/** @param asked the symbol of files that do not say theirs. */
function reasonInFolder(name: FileName, asked: string | undefined): string | undefined {
  const reason = reasonOfKind(name);
  if (reason !== undefined) return reason;
  const isTold = (name.symbol ?? asked) !== undefined && name.interval !== undefined;
  return isTold
    ? undefined
    : 'the name does not tell a symbol and one-minute candles (named itself, it is read by its rows)';
}

/** As the columns are kept, where they are. @throws CandleFileError where they are more than all files may have. */
async function readThroughCache(
  file: string,
  budget: RowBudget,
  options: ReadingOptions,
): Promise<ReadCandles> {
  const { cache, symbol, columns, utcOffsetMs } = options;
  if (cache === undefined) return readFile(file, budget, options);
  let isRead = false;
  const said = { symbol, columns: columns && [...columns], utcOffsetMs };
  const found = await cache.through(file, said, () => {
    isRead = true;
    return readFile(file, budget, options);
  });
  const excess = isRead ? undefined : budget.takeAll(found.candles.length);
  if (excess !== undefined) throw new CandleFileError({ file }, excess);
  return found;
}

async function readFile(file: string, budget: RowBudget, options: ReadingOptions): Promise<ReadCandles> {
  const { symbol, columns, utcOffsetMs } = options;
  let rows: CandleRows | undefined;
  const takerOf = (name: FileName) => {
    const reason = reasonOfKind(name);
    if (reason !== undefined) throw new CandleFileError({ file }, `${reason}; ${NAMING_RULE}`);
    const told = name.symbol ?? symbol;
    rows = new CandleRows({
      file,
      name: told === undefined ? name : { ...name, symbol: told },
      ...(columns && { chosen: columns }),
      ...(utcOffsetMs !== undefined && { utcOffsetMs }),
    });
    return rows;
  };
  const { name, note } = await readRecording({ file, budget, symbol, takerOf });
  if (rows === undefined) throw new Error('a file was read without its rows');
  const gapMs = rows.leastGapMs;
  if (name.interval === undefined && gapMs !== Infinity && gapMs !== MINUTE_MS) {
    const problem = `the rows are at least ${gapMs / MINUTE_MS} minutes apart, and must be candles of one minute`;
    throw new CandleFileError({ file }, problem);
  }
  const { isNewestFirst } = rows;
  const candles = rows.candles();
  const span = { fromMs: candles.openTimeMs[0] ?? Number.NaN, toMs: candles.openTimeMs.at(-1) ?? Number.NaN };
  return { note: note({ ...span, isNewestFirst, slackMs: 0 }), candles };
}

function firstSharedMs(earlier: Candles, later: Candles): number | undefined {
  const minutes = new Set(earlier.openTimeMs);
  return later.openTimeMs.find((timeMs) => minutes.has(timeMs));
}

/** @throws CandleFileError when `later` begins before `earlier` has ended. */
function refuseOverlap(earlier: ReadCandles, later: ReadCandles): void {
  const [{ note: first }, { note: second }] = [earlier, later];
  if (second.fromMs > first.toMs) return;
  const sharedMs = firstSharedMs(earlier.candles, later.candles);
  const problem =
    sharedMs === undefined
      ? `begins at ${minuteText(second.fromMs)}, before ${first.file} ends at ${minuteText(first.toMs)}`
      : `holds the minute ${minuteText(sharedMs)}, a duplicate minute of ${first.file}`;
  throw new CandleFileError({ file: second.file }, `${problem}, and files of one symbol must not overlap`);
}

/** One after the other, in arrays that are exactly long enough. */
export function joinCandles(parts: readonly Candles[]): Candles {
  const length = parts.reduce((sum, part) => sum + part.length, 0);
  return candlesOfColumns(length, (name) => {
    const values = new Float64Array(length);
    let at = 0;
    for (const part of parts) {
      values.set(part[name].subarray(0, part.length), at);
      at += part.length;
    }
    return values;
  });
}

function joined(files: readonly ReadCandles[]): Candles {
  const [only, another] = files;
  if (only !== undefined && another === undefined) return only.candles;
  const sorted = files.toSorted((left, right) => left.note.fromMs - right.note.fromMs);
  for (const [index, later] of sorted.entries()) {
    const earlier = sorted[index - 1];
    if (earlier !== undefined) refuseOverlap(earlier, later);
  }
  return joinCandles(sorted.map(({ candles }) => candles));
}

/**
 * The candle files that paths mean.
 *
 * @param symbol of files that do not say theirs.
 * @throws CandleFileError where a path is none, or a folder holds none.
 */
export function listCandleFiles(paths: readonly string[], symbol?: string): Promise<FileList> {
  const against = (name: FileName) => reasonInFolder(name, symbol);
  return listFiles(paths, against, { what: 'candle files', namingRule: NAMING_RULE });
}

/**
 * Reads the one-minute candles of files and of the candle files in folders (by name, not recursive): text, JSON or
 * Parquet, plain, gzip or zip.
 *
 * @returns one entry per symbol, with arrays of exactly `length` rows: prices in quote currency, volume in base units,
 *   open times in ms UTC.
 * @throws CandleFileError at the first path, name, file or line that is wrong.
 */
export async function readCandleFiles(
  paths: readonly string[],
  options: ReadingOptions = {},
): Promise<CandleReading> {
  const { budget = new RowBudget() } = options;
  const { files, unused } = await listCandleFiles(paths, options.symbol);
  const read: ReadCandles[] = [];
  for (const [k, file] of files.entries()) {
    read.push(await readThroughCache(file, budget, options));
    options.onRead?.(k + 1, files.length);
  }
  const groups = Map.groupBy(read, ({ note }) => note.symbol);
  const symbols = [...groups].map(([name, of]) => ({ symbol: name, candles: joined(of) }));
  return { symbols, files: read.map(({ note }) => note), unused };
}
