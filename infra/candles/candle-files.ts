/**
 * `infra/candles/`: recorded candles, from the bytes of a file to checked columns.
 *
 * Reads recorded one-minute candles from files and folders.
 *
 * - A symbol's candles are those of all its files in order of time, each minute from one file.
 * - Symbols come in the order in which they are first given.
 * - A missing minute stays missing.
 * - Anything doubtful is an error that names the file.
 */

import { readdir, stat } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import type { Candles, SymbolCandles } from '../../lambda/core/market.ts';
import { botSymbol } from '../../lambda/adapters/symbol-names.ts';
import { readUnpacked } from './unpack.ts';
import { minuteText } from './candle-validation.ts';
import { CandleFileError, shown } from './candle-file-error.ts';
import { CandleParser, joinCandles } from './candle-parser.ts';
import { RowBudget } from './row-budget.ts';
import { wordsOf } from '../caught-words.ts';

export { CandleFileError } from './candle-file-error.ts';

const FILE_NAME =
  /^(?<symbol>[^-]+)-(?<interval>\d+[a-zA-Z]+)-\d{4}-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01]))?\.(?:csv|csv\.gz|csv\.zip|zip)$/;
const ONE_MINUTE = '1m';
/** Some systems keep what belongs to a file beside it, under such a name. */
const HIDDEN = '.';
const NAMING_RULE =
  'a candle file is called <SYMBOL>-1m-YYYY-MM or <SYMBOL>-1m-YYYY-MM-DD and ends in .csv, .csv.gz or .zip, such as BTCUSDT-1m-2025-05.csv.gz';

/** The candles of one file. `length` is above 0. */
interface FileCandles {
  readonly file: string;
  readonly candles: Candles;
}

function partsOfFileName(path: string): { readonly symbol?: string; readonly interval?: string } {
  return FILE_NAME.exec(basename(path))?.groups ?? {};
}

/** The symbol in a candle file's name; undefined where the name is not that of one-minute candles. */
export function symbolOfFileName(path: string): string | undefined {
  const { symbol, interval } = partsOfFileName(path);
  return interval === ONE_MINUTE ? botSymbol.safeParse(symbol).data : undefined;
}

/** @throws CandleFileError in place of the system's error. */
async function readable<Read>(path: string, reading: Promise<Read>): Promise<Read> {
  try {
    return await reading;
  } catch (failure) {
    throw new CandleFileError({ file: path }, `cannot be read: ${wordsOf(failure)}`, { cause: failure });
  }
}

/** The files in a folder, in the order of their names. */
async function namesIn(folder: string): Promise<string[]> {
  const entries = await readable(folder, readdir(folder, { withFileTypes: true }));
  return entries
    .filter((entry) => !entry.isDirectory() && !entry.name.startsWith(HIDDEN))
    .map(({ name }) => name)
    .toSorted();
}

function isCandleFile(name: string): boolean {
  return partsOfFileName(name).interval === ONE_MINUTE;
}

/** Of folders among these paths: the files that are not read, because their names are not those of candle files. */
export async function entriesLeftOut(paths: readonly string[]): Promise<readonly string[]> {
  const left: string[] = [];
  for (const path of paths) {
    if (!(await readable(path, stat(path))).isDirectory()) continue;
    const others = (await namesIn(path)).filter((name) => !isCandleFile(name));
    left.push(...others.map((name) => join(path, name)));
  }
  return left;
}

async function filesOfFolder(folder: string): Promise<string[]> {
  const names = (await namesIn(folder)).filter(isCandleFile);
  if (names.length === 0)
    throw new CandleFileError({ file: folder }, `holds no candle files: ${NAMING_RULE}`);
  return names.map((name) => join(folder, name));
}

/** @throws CandleFileError when the name of a file that was asked for does not contain a symbol and one minute. */
function requiredSymbol(file: string): string {
  const symbol = symbolOfFileName(file);
  if (symbol !== undefined) return symbol;
  throw new CandleFileError({ file }, `${nameProblem(partsOfFileName(file))}: ${NAMING_RULE}`);
}

function nameProblem({ symbol, interval }: ReturnType<typeof partsOfFileName>): string {
  if (symbol === undefined || interval === undefined) {
    return 'the name does not tell a symbol and one-minute candles';
  }
  return interval === ONE_MINUTE
    ? `the name tells ${shown(symbol)}, and must tell a symbol, in capitals`
    : `the name tells candles of ${interval}, and must tell those of one minute (${ONE_MINUTE})`;
}

/** The files to read of each symbol, in the order in which they were given. */
async function filesBySymbol(paths: readonly string[]): Promise<Map<string, string[]>> {
  const files = new Map<string, string[]>();
  const seen = new Set<string>();
  for (const path of paths) {
    const kind = await readable(path, stat(path));
    if (!kind.isFile() && !kind.isDirectory()) {
      throw new CandleFileError({ file: path }, 'is neither a file nor a folder, and must be one of them');
    }
    for (const file of kind.isDirectory() ? await filesOfFolder(path) : [path]) {
      const symbol = requiredSymbol(file);
      if (seen.has(resolve(file)))
        throw new CandleFileError({ file }, 'is given twice, and must be given once');
      seen.add(resolve(file));
      files.set(symbol, [...(files.get(symbol) ?? []), file]);
    }
  }
  return files;
}

async function readFileCandles(file: string, budget: RowBudget): Promise<FileCandles> {
  const rows = new CandleParser(file, budget);
  await readUnpacked(file, (chunk) => rows.push(chunk));
  return { file, candles: rows.finish() };
}

function firstMs({ candles }: FileCandles): number {
  return candles.openTimeMs[0] ?? NaN;
}

function lastMs({ candles }: FileCandles): number {
  return candles.openTimeMs[candles.length - 1] ?? NaN;
}

function firstSharedMs(earlier: FileCandles, later: FileCandles): number | undefined {
  const minutes = new Set(earlier.candles.openTimeMs.subarray(0, earlier.candles.length));
  return later.candles.openTimeMs.subarray(0, later.candles.length).find((timeMs) => minutes.has(timeMs));
}

/** @throws CandleFileError when `later` begins before `earlier` has ended. */
function refuseOverlap(earlier: FileCandles, later: FileCandles): void {
  if (firstMs(later) > lastMs(earlier)) return;
  const sharedMs = firstSharedMs(earlier, later);
  const problem =
    sharedMs === undefined
      ? `begins at ${minuteText(firstMs(later))}, before ${earlier.file} ends at ${minuteText(lastMs(earlier))}`
      : `holds the minute ${minuteText(sharedMs)}, a duplicate minute of ${earlier.file}`;
  throw new CandleFileError({ file: later.file }, `${problem}, and files of one symbol must not overlap`);
}

async function readSymbol(files: readonly string[], budget: RowBudget): Promise<Candles> {
  const read: FileCandles[] = [];
  for (const file of files) read.push(await readFileCandles(file, budget));
  const sorted = read.toSorted((left, right) => firstMs(left) - firstMs(right));
  for (const [index, later] of sorted.entries()) {
    const earlier = sorted[index - 1];
    if (earlier !== undefined) refuseOverlap(earlier, later);
  }
  return joinCandles(sorted.map(({ candles }) => candles));
}

/**
 * Reads the one-minute candles of files and of the candle files in folders (by name, not recursive). Files may be
 * plain, gzip or zip, in the form `ts,open,high,low,close,volume` or in that of Binance's kline files.
 *
 * @param budget the rows that all files may have together.
 * @returns one entry per symbol, with arrays of exactly `length` rows: prices in quote currency, volume in base units,
 *   open times in ms UTC.
 * @throws CandleFileError at the first path, name, file or line that is wrong.
 */
export async function readCandleFiles(
  paths: readonly string[],
  budget = new RowBudget(),
): Promise<SymbolCandles[]> {
  const symbols: SymbolCandles[] = [];
  for (const [symbol, files] of await filesBySymbol(paths)) {
    symbols.push({ symbol, candles: await readSymbol(files, budget) });
  }
  return symbols;
}
