/**
 * Reads recorded funding rates from files.
 *
 * - The symbol is in the file, or else the first part of its name.
 * - Files of one symbol follow each other, without an overlap.
 * - Anything doubtful is an error that names the file.
 */
import { basename } from 'node:path';
import { botSymbol } from '../../lambda/adapters/symbol-names.ts';
import type { RecordedFunding } from '../../lambda/core/paper/funding-due.ts';
import { CandleFileError } from '../recordings/candle-file-error.ts';
import { minuteText } from '../candles/candle-rows.ts';
import type { GrowingColumns } from '../recordings/growing-columns.ts';
import { RowBudget } from '../recordings/row-budget.ts';
import { readUnpacked } from '../recordings/unpack.ts';
import { parseFunding } from './funding-parser.ts';

/** What one symbol was charged, and where that is written. */
export interface SymbolFunding {
  readonly symbol: string;
  readonly files: readonly string[];
  readonly recorded: RecordedFunding;
}

interface Part {
  readonly file: string;
  readonly symbol: string;
  /** Time, rate and interval. */
  readonly columns: readonly Float64Array[];
  readonly timeMs: Float64Array;
}

/** Hourly rates of a hundred symbols for years are far less. */
const BYTES_MAX = 256 * 1024 * 1024;

/**
 * @param budget the rows that all files may have together.
 * @throws CandleFileError or InputError at the first file, line or entry that is wrong.
 */
export async function readFundingFiles(
  files: readonly string[],
  budget = new RowBudget(),
): Promise<readonly SymbolFunding[]> {
  const parts: Part[] = [];
  for (const file of files) {
    for (const [named, rows] of parseFunding(file, await bytesOf(file), budget))
      parts.push(partOf(file, named ?? symbolOfName(file), rows));
  }
  return [...new Set(parts.map(({ symbol }) => symbol))].map((symbol) =>
    joined(
      symbol,
      parts.filter((part) => part.symbol === symbol),
    ),
  );
}

function partOf(file: string, symbol: string, rows: GrowingColumns): Part {
  const columns = rows.finish(false);
  return { file, symbol, columns, timeMs: columns[0] ?? Float64Array.of() };
}

async function bytesOf(file: string): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  await readUnpacked(file, (chunk) => {
    length += chunk.length;
    if (length > BYTES_MAX)
      throw new CandleFileError(
        { file },
        `has more than ${BYTES_MAX / 1024 ** 2} MiB, which are no funding rates`,
      );
    chunks.push(Uint8Array.from(chunk));
  });
  return Buffer.concat(chunks);
}

/** @throws CandleFileError where the name does not begin with a symbol. */
function symbolOfName(file: string): string {
  const symbol = botSymbol.safeParse(basename(file).split(/[-.]/)[0]).data;
  if (symbol !== undefined) return symbol;
  const problem =
    'has no column "symbol", and its name must begin with one, such as BTCUSDT-fundingRate-2024-01.zip';
  throw new CandleFileError({ file }, problem);
}

/** One after the other. @throws CandleFileError when two of them overlap. */
function joined(symbol: string, parts: readonly Part[]): SymbolFunding {
  const sorted = parts.toSorted((left, right) => (left.timeMs[0] ?? 0) - (right.timeMs[0] ?? 0));
  const column = (index: number) =>
    Float64Array.from(sorted.flatMap(({ columns }) => [...(columns[index] ?? [])]));
  for (const [index, { file, timeMs }] of sorted.entries()) {
    const earlier = sorted[index - 1];
    const [firstMs = NaN, endMs = NaN] = [timeMs[0], earlier?.timeMs.at(-1)];
    if (earlier !== undefined && firstMs <= endMs) {
      const problem = `begins at ${minuteText(firstMs)}, before ${earlier.file} ends at ${minuteText(endMs)}: files of one symbol must not overlap`;
      throw new CandleFileError({ file }, problem);
    }
  }
  const timeMs = column(0);
  return {
    symbol,
    files: sorted.map(({ file }) => file),
    recorded: { length: timeMs.length, timeMs, rate: column(1), intervalMs: column(2) },
  };
}
