/**
 * `infra/market/funding/`: recorded funding rates: read from files, and where a rate is assumed instead.
 *
 * Reads recorded funding rates from files.
 *
 * - The symbol is in its rows, or else in its name, which is read as that of any recording.
 * - Files of one symbol follow each other, without an overlap.
 * - Anything doubtful is an error that names the file.
 */
import { FUNDING_INTERVAL_MS, type RecordedFunding } from '../../../lambda/core/paper/funding-due.ts';
import { CandleFileError } from '../../recordings/candle-file-error.ts';
import { minuteText } from '../../candles/candle-rows.ts';
import { type FileName, nameOfFile, nameWithMember } from '../../recordings/file-name.ts';
import { periodProblem } from '../../recordings/named-period.ts';
import type { GrowingColumns } from '../../recordings/growing-columns.ts';
import { RowBudget } from '../../recordings/row-budget.ts';
import { readUnpacked } from '../../recordings/unpack.ts';
import { parseFunding } from './funding-parser.ts';

/** What one symbol was charged, and where that is written. */
export interface SymbolFunding {
  readonly symbol: string;
  readonly files: readonly string[];
  readonly recorded: RecordedFunding;
  /** What is strange about its files, and does not make them wrong; absent where nothing is. */
  readonly warnings?: readonly string[];
}

interface Part {
  readonly file: string;
  readonly symbol: string;
  /** Time, rate and interval. */
  readonly columns: readonly Float64Array[];
  readonly timeMs: Float64Array;
  readonly warnings: readonly string[];
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
    const { name, bytes } = await contentOf(file);
    for (const [ofRows, rows] of parseFunding(file, bytes, budget))
      parts.push(partOf(file, symbolOf(file, name.symbol, ofRows), name, rows));
  }
  return [...new Set(parts.map(({ symbol }) => symbol))].map((symbol) =>
    joined(
      symbol,
      parts.filter((part) => part.symbol === symbol),
    ),
  );
}

function partOf(file: string, symbol: string, { period }: FileName, rows: GrowingColumns): Part {
  const columns = rows.finish(false);
  const timeMs = columns[0] ?? Float64Array.of();
  const span = { fromMs: timeMs[0] ?? Number.NaN, toMs: timeMs.at(-1) ?? Number.NaN };
  // What is due at the turn of a month may be in the file of either.
  const strange = periodProblem(period, span, { slackMs: FUNDING_INTERVAL_MS });
  return { file, symbol, columns, timeMs, warnings: strange === undefined ? [] : [`${file} ${strange}`] };
}

async function contentOf(file: string): Promise<{ readonly name: FileName; readonly bytes: Uint8Array }> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  let name = nameOfFile(file);
  const take = (chunk: Uint8Array) => {
    length += chunk.length;
    if (length > BYTES_MAX)
      throw new CandleFileError(
        { file },
        `has more than ${BYTES_MAX / 1024 ** 2} MiB, which are no funding rates`,
      );
    chunks.push(Uint8Array.from(chunk));
  };
  await readUnpacked(file, take, (member) => (name = nameWithMember(file, name, member)));
  return { name, bytes: Buffer.concat(chunks) };
}

/** That of the rows, which is none where they do not tell it, or of the name. */
function symbolOf(file: string, named: string | undefined, ofRows: string | undefined): string {
  const symbol = ofRows ?? named;
  if (symbol === undefined) {
    const problem =
      'neither the name nor the rows tell a symbol: call it such as BTCUSDT-fundingRate-2024-01.zip';
    throw new CandleFileError({ file }, problem);
  }
  if (named === undefined || named === symbol) return symbol;
  throw new CandleFileError(
    { file },
    `the name tells ${named}, and the rows tell ${symbol}: they must be the same`,
  );
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
  const warnings = sorted.flatMap((part) => part.warnings);
  return {
    symbol,
    files: sorted.map(({ file }) => file),
    ...(warnings.length > 0 && { warnings }),
    recorded: { length: timeMs.length, timeMs, rate: column(1), intervalMs: column(2) },
  };
}
