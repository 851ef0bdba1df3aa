/**
 * The form in which the columns of a file of candles are kept: one file, its parts one after the other.
 *
 * - eight bytes: `scalper1`, the last being the version of this form;
 * - eight bytes: the length of the next part, and the CRC-32 of all columns, as little-endian 32-bit numbers;
 * - what was recognised, as JSON, with the name, the size and the SHA-256 of the source, the code that has read it and the
 *   number of rows, filled up with blanks to a multiple of eight;
 * - times, open, high, low, close and volume, as 64-bit floats, each column whole.
 */
import { constants, open, type FileHandle } from 'node:fs/promises';
import { crc32 } from 'node:zlib';
import { z } from 'zod';
import { parseJson } from '../../lambda/adapters/parse-json.ts';
import { botSymbol } from '../../lambda/adapters/symbol-names.ts';
import type { Candles } from '../../lambda/core/market.ts';
import { sourceVersion } from '../files/source-version.ts';
import type { FileNote } from '../recordings/read-recording.ts';
import { TIME_UNITS } from '../recordings/recorded-time.ts';

const MAGIC = Buffer.from('scalper1');
const PREFIX_BYTES = 16;
/** Longer than any that was written. */
const HEADER_BYTES_MAX = 1_000_000;
const WIDTH = 6;
const { BYTES_PER_ELEMENT } = Float64Array;

const headerSchema = z.object({
  sourceName: z.string(),
  sourceBytes: z.int().min(0),
  sourceSha256: z.string(),
  reader: z.string(),
  rows: z.int().min(1),
  note: z.object({
    symbol: botSymbol,
    form: z.string(),
    units: z.array(z.enum(TIME_UNITS)),
    isNewestFirst: z.boolean(),
    rows: z.int().min(1),
    fromMs: z.int(),
    toMs: z.int(),
    warnings: z.array(z.string()),
  }),
});
export type ColumnHeader = z.output<typeof headerSchema>;

/** What was read from a file. */
export interface ReadCandles {
  readonly note: FileNote;
  readonly candles: Candles;
}

/** A file that is read, by its bytes and its name, and the code that reads it. */
export type ColumnSource = Pick<ColumnHeader, 'sourceName' | 'sourceBytes' | 'sourceSha256' | 'reader'>;

/** The code by which rows are read; the folders in its own are of other things. */
export function readerVersion(): Promise<string> {
  return sourceVersion([new URL('./', import.meta.url), new URL('../recordings/', import.meta.url)], false);
}

export function columnFileParts(source: ColumnSource, { note, candles }: ReadCandles): Buffer[] {
  const kept = { ...note, file: undefined };
  const header = JSON.stringify({ ...source, rows: candles.length, note: kept });
  const text = Buffer.from(header.padEnd(header.length + 7 - ((Buffer.byteLength(header) + 7) % 8)));
  const columns = columnsOf(candles).map((column) =>
    Buffer.from(column.buffer, column.byteOffset, candles.length * BYTES_PER_ELEMENT),
  );
  const numbers = Buffer.alloc(8);
  numbers.writeUInt32LE(text.length, 0);
  numbers.writeUInt32LE(
    columns.reduce((sum, column) => crc32(column, sum), 0),
    4,
  );
  return [MAGIC, numbers, text, ...columns];
}

function columnsOf({ openTimeMs, open: opens, high, low, close, volume }: Candles): readonly Float64Array[] {
  return [openTimeMs, opens, high, low, close, volume];
}

/** A pipe in its place is not waited for. @throws where it is no file. */
async function openKept(path: string): Promise<FileHandle> {
  // Undefined on Windows, and then nothing.
  const handle = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  const found = await handle.stat();
  if (found.isFile()) return handle;
  await handle.close();
  throw new Error('it is no file');
}

/** All of a kept file, in memory of its own, so that its columns begin where numbers may. */
export async function columnFileBytes(path: string): Promise<Uint8Array<ArrayBuffer>> {
  const handle = await openKept(path);
  try {
    const bytes = new Uint8Array((await handle.stat()).size);
    const { bytesRead } = await handle.read(bytes, 0, bytes.length, 0);
    return bytes.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}

/** What a kept file says of itself, without its columns; `undefined` where it says nothing that is known. */
export async function columnFileHeader(path: string): Promise<ColumnHeader | undefined> {
  const handle = await openKept(path);
  try {
    const prefix = Buffer.alloc(PREFIX_BYTES);
    const { bytesRead } = await handle.read(prefix, 0, PREFIX_BYTES, 0);
    const length = lengthOfHeader(prefix.subarray(0, bytesRead));
    if (length === undefined) return undefined;
    const text = Buffer.alloc(length);
    const { bytesRead: found } = await handle.read(text, 0, length, PREFIX_BYTES);
    return headerSchema.safeParse(parseJson(text.toString('utf8', 0, found))).data;
  } finally {
    await handle.close();
  }
}

function lengthOfHeader(view: Buffer): number | undefined {
  if (view.length < PREFIX_BYTES || !view.subarray(0, MAGIC.length).equals(MAGIC)) return undefined;
  const length = view.readUInt32LE(8);
  return length <= HEADER_BYTES_MAX ? length : undefined;
}

/** @param file as it is given now. @returns `undefined` where they are not what was written for that source. */
export function candlesInColumnFile(
  bytes: Uint8Array<ArrayBuffer>,
  file: string,
  { sourceBytes, sourceSha256 }: ColumnSource,
): ReadCandles | undefined {
  const view = Buffer.from(bytes.buffer, 0, bytes.length);
  const length = lengthOfHeader(view);
  if (length === undefined) return undefined;
  const begin = PREFIX_BYTES + length;
  const { data } = headerSchema.safeParse(parseJson(view.toString('utf8', PREFIX_BYTES, begin)));
  if (data === undefined || begin % BYTES_PER_ELEMENT !== 0) return undefined;
  const { rows, note } = data;
  const isOfSource = data.sourceBytes === sourceBytes && data.sourceSha256 === sourceSha256;
  const isWhole = bytes.length === begin + WIDTH * rows * BYTES_PER_ELEMENT;
  if (!isOfSource || !isWhole || crc32(view.subarray(begin)) !== view.readUInt32LE(12)) return undefined;
  const column = (k: number) => new Float64Array(bytes.buffer, begin + k * rows * BYTES_PER_ELEMENT, rows);
  const prices = { open: column(1), high: column(2), low: column(3), close: column(4) };
  const candles = { length: rows, openTimeMs: column(0), ...prices, volume: column(5) };
  return { note: { file, ...note }, candles };
}
