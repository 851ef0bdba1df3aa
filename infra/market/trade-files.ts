/**
 * Reads recorded trades and quotes from files.
 *
 * - The symbol is in the name of the file, the kind in its header.
 * - Every symbol has trades, because resting orders meet them.
 * - Files of one kind and symbol follow each other, without an overlap.
 * - Anything doubtful is an error that names the file.
 */
import { basename } from 'node:path';
import { perpetualSymbol } from '../../lambda/adapters/symbol-names.ts';
import { readUnpacked } from '../candles/unpack.ts';
import { CandleFileError } from '../candles/candle-file-error.ts';
import { RowBudget } from '../candles/row-budget.ts';
import type { SymbolTrades, TouchColumns, TradeColumns } from './trade-replay.ts';
import { TradeParser, type TradeFileKind } from './trade-parser.ts';

/** What stands between the parts of a name; a symbol is a whole part, in capitals or not. */
const BETWEEN_PARTS = /[\s._-]+/;
const NAMING_RULE = 'such as BTCUSDT-trades-2024-08-08.csv.gz';

interface Part {
  readonly file: string;
  readonly symbol: string;
  readonly kind: TradeFileKind;
  readonly timeMs: Float64Array;
  /** Price and quantity, or bid and ask. */
  readonly values: readonly [Float64Array, Float64Array];
}

/**
 * @param budget the rows that all files may have together.
 * @throws CandleFileError at the first file or line that is wrong.
 */
export async function readTradeFiles(
  files: readonly string[],
  budget = new RowBudget(),
): Promise<readonly SymbolTrades[]> {
  const parts: Part[] = [];
  for (const file of files) parts.push(await readPart(file, budget));
  const symbols = [...new Set(parts.map(({ symbol }) => symbol))];
  return symbols.map((symbol) => {
    const trades = joined(parts.filter((part) => part.symbol === symbol && part.kind === 'trades'));
    if (trades === undefined) {
      const { file } = parts.find((part) => part.symbol === symbol) ?? { file: symbol };
      throw new CandleFileError({ file }, `has quotes of ${symbol}, and no file has its trades`);
    }
    const touches = joined(parts.filter((part) => part.symbol === symbol && part.kind === 'touches'));
    return { symbol, trades: tradesOf(trades), touches: touches && touchesOf(touches) };
  });
}

/** @throws CandleFileError where the name of the file has not exactly one symbol. */
export function symbolOfTradeFile(file: string): string {
  const parts = basename(file).split(BETWEEN_PARTS);
  const found = new Set(parts.flatMap((part) => perpetualSymbol.safeParse(part.toUpperCase()).data ?? []));
  const [symbol, another] = found;
  if (symbol === undefined) {
    const problem = `has no symbol in its name, which must be a part of it as BTCUSDT is, ${NAMING_RULE}`;
    throw new CandleFileError({ file }, problem);
  }
  if (another !== undefined) {
    const problem = `has ${[...found].join(' and ')} in its name, and must have one symbol, ${NAMING_RULE}`;
    throw new CandleFileError({ file }, problem);
  }
  return symbol;
}

async function readPart(file: string, budget: RowBudget): Promise<Part> {
  const symbol = symbolOfTradeFile(file);
  const reader = new TradeParser(file, budget);
  await readUnpacked(file, (chunk) => reader.push(chunk));
  const { kind, columns } = reader.finish();
  return { file, symbol, kind, timeMs: columns.column(0), values: [columns.column(1), columns.column(2)] };
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
        { file: later.file },
        `begins before ${earlier.file} ends: they must not overlap`,
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
