/**
 * Reads recorded trades and quotes from files.
 *
 * - The symbol is in the name of the file, the kind in its header.
 * - Every symbol has trades, because resting orders meet them.
 * - Files of one kind and symbol follow each other, without an overlap.
 * - Anything doubtful is an error that names the file.
 */
import { basename } from 'node:path';
import { readUnpacked } from '../candles/unpack.ts';
import { CandleFileError } from '../candles/candle-file-error.ts';
import { RowBudget } from '../candles/row-budget.ts';
import type { SymbolTrades, TouchColumns, TradeColumns } from './trade-replay.ts';
import { TradeParser, type TradeFileKind } from './trade-parser.ts';

const SYMBOL = /(?:^|[^a-z0-9])([a-z0-9]{2,20}usdt)(?:[^a-z0-9]|$)/i;

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

async function readPart(file: string, budget: RowBudget): Promise<Part> {
  const symbol = SYMBOL.exec(basename(file))?.[1]?.toUpperCase();
  if (symbol === undefined) {
    throw new CandleFileError(
      { file },
      'has no symbol in its name, such as BTCUSDT-trades-2024-08-08.csv.gz',
    );
  }
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
