/**
 * Reads a Parquet file of rows, whichever tool wrote it.
 *
 * - Only the columns that are taken are unpacked, a group of rows at a time.
 * - Integers of 64 bits and times are taken as they are written: no digit is lost.
 */
import { brotliDecompressSync, gunzipSync, zstdDecompressSync } from 'node:zlib';
import type { FileMetaData } from 'hyparquet';
import { CandleFileError } from './candle-file-error.ts';
import { wordsOf } from '../caught-words.ts';
import type { RowFeed, RowPlan } from './row-feed.ts';
import { checkPages } from './parquet-pages.ts';
import { ROWS_MAX } from './row-budget.ts';

type Unpack = (packed: Uint8Array, options: { readonly maxOutputLength: number }) => Uint8Array;

/** A damaged length must not fill the memory. */
const bounded = (unpack: Unpack) => (packed: Uint8Array, bytes: number) =>
  unpack(packed, { maxOutputLength: Math.max(1, bytes) });

const COMPRESSORS = {
  GZIP: bounded(gunzipSync),
  BROTLI: bounded(brotliDecompressSync),
  ZSTD: bounded(zstdDecompressSync),
};

const READ_CODECS: readonly string[] = ['UNCOMPRESSED', 'SNAPPY', ...Object.keys(COMPRESSORS)];

const asWritten = (value: bigint) => value;
/** The digits say the unit. */
const PARSERS = {
  timestampFromMilliseconds: asWritten,
  timestampFromMicroseconds: asWritten,
  timestampFromNanoseconds: asWritten,
};

/** Gives all rows to `feed`. @throws CandleFileError naming the file, or the first wrong row. */
export async function takeParquet(file: string, bytes: Buffer, feed: RowFeed): Promise<void> {
  // Loaded only where there is such a file.
  const { parquetMetadata, parquetScan, parquetSchema } = await import('hyparquet');
  const buffer = new Uint8Array(bytes).buffer;
  try {
    const metadata = parquetMetadata(buffer, { parsers: PARSERS });
    refuseCodecs(file, metadata);
    await checkPages(buffer, metadata);
    const names = parquetSchema(metadata).children.map(({ element }) => element.name);
    const taken = columnsOf(feed.begin(names, {}));
    const columns = taken.map((column) => names[column] ?? '');
    const options = { compressors: COMPRESSORS, parsers: PARSERS, useOffsetIndex: false };
    const scan = await parquetScan({ file: buffer, metadata, columns, ...options });
    const fields: unknown[] = names.map(() => undefined);
    let rows = 0;
    for (const { rowStart, rowEnd } of scan.ranges) {
      const wanted = rowEnd - rowStart;
      if (!(wanted >= 0 && wanted <= ROWS_MAX)) throw new Error(`a group of ${wanted} rows`);
      const values = [];
      for (const column of columns) values.push(await scan.readColumn({ column, rowStart, rowEnd }));
      if (values.some(({ length }) => length !== wanted))
        throw new Error('a column is not as long as the others');
      for (let k = 0; k < wanted; k += 1) {
        for (const [index, column] of taken.entries()) fields[column] = values[index]?.[k];
        rows += 1;
        feed.takeFields(fields, { row: rows });
      }
    }
    if (rows !== Number(metadata.num_rows)) throw new Error(`${rows} rows of ${metadata.num_rows}`);
  } catch (failure) {
    if (failure instanceof CandleFileError) throw failure;
    const problem = `cannot be read as Parquet (${wordsOf(failure)}): copy or download it again`;
    throw new CandleFileError({ file }, problem, { cause: failure });
  }
}

function refuseCodecs(file: string, { row_groups: groups }: FileMetaData): void {
  const codecs = groups.flatMap(({ columns }) => columns.map(({ meta_data: column }) => column?.codec));
  const unread = codecs.find((codec) => codec !== undefined && !READ_CODECS.includes(codec));
  if (unread === undefined) return;
  const problem = `is Parquet that is compressed by ${unread}, and must be by ${READ_CODECS.slice(1).join(', ')} or not at all: write it anew, such as with df.to_parquet(path, compression="zstd") of pandas`;
  throw new CandleFileError({ file }, problem);
}

function columnsOf({ columns, checked = [], symbolColumn }: RowPlan): readonly number[] {
  return [...new Set([...columns, ...checked, ...(symbolColumn === undefined ? [] : [symbolColumn])])];
}
