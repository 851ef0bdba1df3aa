/**
 * Reads recorded trades and quotes from files and folders.
 *
 * - The symbol is in the name of the file, or in its rows; the kind is in its columns.
 * - Every symbol has trades, because resting orders meet them.
 * - Files of one kind and symbol follow each other, without an overlap.
 * - Anything doubtful is an error that names the file.
 */
import { MINUTE_MS } from '../../lambda/core/units.ts';
import type { ReadingOptions } from '../candles/candle-files.ts';
import { CandleFileError } from '../recordings/candle-file-error.ts';
import { listFiles, type UnusedFile } from '../recordings/file-list.ts';
import type { FileName } from '../recordings/file-name.ts';
import { type FileNote, readRecording } from '../recordings/read-recording.ts';
import { RowBudget } from '../recordings/row-budget.ts';
import type { TradeFileKind } from './trade-columns.ts';
import type { TouchColumns } from '../../lambda/core/paper/recorded-trades.ts';
import type { SymbolTrades, TradeColumns } from './trade-replay.ts';
import { TradeRows } from './trade-rows.ts';

const NAMING_RULE =
  'a file of trades is called such as BTCUSDT-trades-2024-08-08.csv.gz, or as the tool calls it that wrote it';

interface Part {
  readonly note: FileNote;
  readonly kind: TradeFileKind;
  readonly timeMs: Float64Array;
  /** Price and quantity, or bid and ask. */
  readonly values: readonly [Float64Array, Float64Array];
}

export interface TradeReading {
  readonly symbols: readonly SymbolTrades[];
  /** What was recognised in each file. */
  readonly files: readonly FileNote[];
  /** Files of folders that were not read. */
  readonly unused: readonly UnusedFile[];
}

/** Why a file holds no trades or quotes, where its name says so. */
function reasonOfKind({ kind, interval }: FileName): string | undefined {
  if (kind === 'trades' || kind === 'quotes' || (kind === undefined && interval === undefined))
    return undefined;
  if (kind === 'other') return 'the name tells another kind of rows than trades and quotes';
  return `the name tells ${kind ?? `candles of ${interval}`}, and must tell trades or quotes: give candles to --candles`;
}

/**
 * @throws CandleFileError at the first file or line that is wrong.
 */
export async function readTradeFiles(
  paths: readonly string[],
  options: ReadingOptions = {},
): Promise<TradeReading> {
  const { budget = new RowBudget(), symbol: asked } = options;
  const against = (name: FileName) =>
    reasonOfKind(name) ??
    ((name.symbol ?? asked) === undefined ? 'the name does not tell a symbol' : undefined);
  const { files, unused } = await listFiles(paths, against, {
    what: 'files of trades',
    namingRule: NAMING_RULE,
  });
  const parts: Part[] = [];
  for (const [k, file] of files.entries()) {
    parts.push(await readPart(file, budget, options));
    options.onRead?.(k + 1, files.length);
  }
  const bySymbol = Map.groupBy(parts, ({ note }) => note.symbol);
  const symbols = [...bySymbol].map(([symbol, of]): SymbolTrades => {
    const trades = joined(of.filter(({ kind }) => kind === 'trades'));
    if (trades === undefined) {
      const problem = `has quotes of ${symbol}, and no file has its trades: give them as well`;
      throw new CandleFileError({ file: of[0]?.note.file ?? symbol }, problem);
    }
    const touches = joined(of.filter(({ kind }) => kind === 'quotes'));
    return { symbol, trades: tradesOf(trades), touches: touches && touchesOf(touches) };
  });
  return { symbols, files: parts.map(({ note }) => note), unused };
}

async function readPart(file: string, budget: RowBudget, options: ReadingOptions): Promise<Part> {
  const { symbol, columns, utcOffsetMs } = options;
  let rows: TradeRows | undefined;
  const takerOf = (name: FileName) => {
    const reason = reasonOfKind(name);
    if (reason !== undefined) throw new CandleFileError({ file }, `${reason}; ${NAMING_RULE}`);
    rows = new TradeRows({
      name,
      ...(columns && { chosen: columns }),
      ...(utcOffsetMs !== undefined && { utcOffsetMs }),
    });
    return rows;
  };
  const { note } = await readRecording({ file, budget, symbol, takerOf });
  if (rows === undefined) throw new Error('a file was read without its rows');
  const { kind, isNewestFirst } = rows;
  const [timeMs, ...values] = rows.finish();
  const span = { fromMs: timeMs[0] ?? Number.NaN, toMs: timeMs.at(-1) ?? Number.NaN };
  return { note: note({ ...span, isNewestFirst, slackMs: MINUTE_MS }), kind, timeMs, values };
}

type Joined = Pick<Part, 'timeMs' | 'values'>;

/** One after the other. @throws CandleFileError when two of them overlap. */
function joined(parts: readonly Part[]): Joined | undefined {
  if (parts.length === 0) return undefined;
  const sorted = parts.toSorted((left, right) => firstMs(left) - firstMs(right));
  for (const [index, later] of sorted.entries()) {
    const earlier = sorted[index - 1];
    if (earlier !== undefined && firstMs(later) < (earlier.timeMs.at(-1) ?? Infinity)) {
      throw new CandleFileError(
        { file: later.note.file },
        `begins before ${earlier.note.file} ends: they must not overlap`,
      );
    }
  }
  return {
    timeMs: chained(sorted.map(({ timeMs }) => timeMs)),
    values: [chained(sorted.map(({ values }) => values[0])), chained(sorted.map(({ values }) => values[1]))],
  };
}

function firstMs({ timeMs }: Part): number {
  return timeMs[0] ?? Infinity;
}

function chained(columns: readonly Float64Array[]): Float64Array {
  const whole = new Float64Array(columns.reduce((length, column) => length + column.length, 0));
  let length = 0;
  for (const column of columns) {
    whole.set(column, length);
    length += column.length;
  }
  return whole;
}

function tradesOf({ timeMs, values: [price, quantity] }: Joined): TradeColumns {
  return { length: timeMs.length, timeMs, price, quantity };
}

function touchesOf({ timeMs, values: [bid, ask] }: Joined): TouchColumns {
  return { length: timeMs.length, timeMs, bid, ask };
}
