/**
 * Keeps the columns that were read from a file of candles, so that it is read once.
 *
 * A kept file is named by the SHA-256 of its source's bytes, of its source's name, of what the user said of it, and of the
 * code that reads: whatever of these changes, it is read anew. It holds, one after the other,
 *
 * - eight bytes: `scalper1`, the last being the version of this form;
 * - eight bytes: the length of the next part, and the CRC-32 of all columns, as little-endian 32-bit numbers;
 * - what was recognised, as JSON, with the size and the SHA-256 of the source and the number of rows, filled up with blanks
 *   to a multiple of eight;
 * - times, open, high, low, close and volume, as 64-bit floats, each column whole.
 *
 * Of more than two gigabytes the oldest files go, and that is said: they are made again from their source.
 *
 * Nothing is repaired in silence: what is damaged is said, and made again from its source. What cannot be kept is said.
 */
import { createHash, hash, randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { constants, open, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { endianness } from 'node:os';
import { basename, join } from 'node:path';
import { crc32 } from 'node:zlib';
import { z } from 'zod';
import { parseJson } from '../../lambda/adapters/parse-json.ts';
import { botSymbol } from '../../lambda/adapters/symbol-names.ts';
import type { Candles } from '../../lambda/core/market.ts';
import { makeOwnFolder } from '../files/owner-only.ts';
import { sourceVersion } from '../files/source-version.ts';
import { codeOf, fileFailureWords } from '../files/system-error.ts';
import { TIME_UNITS } from '../recordings/recorded-time.ts';
import type { FileNote } from '../recordings/read-recording.ts';

const MAGIC = Buffer.from('scalper1');
const PREFIX_BYTES = 16;
const WIDTH = 6;
const { BYTES_PER_ELEMENT } = Float64Array;
const FILE_MODE = 0o600;
const KEPT_BYTES_MAX = 2e9;
const KEPT_NAME = /^[0-9a-f]{64}\.candles$/;
const NOT_THERE = ['ENOENT', 'ENOTDIR'];

const headerSchema = z.object({
  sourceBytes: z.int().min(0),
  sourceSha256: z.string(),
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

/** What was read from a file. */
export interface ReadCandles {
  readonly note: FileNote;
  readonly candles: Candles;
}

/** A source, and where its columns are kept. */
interface Place {
  readonly path: string;
  readonly sourceBytes: number;
  readonly sourceSha256: string;
}

export class ColumnCache {
  readonly #folder: string;
  readonly #say: (line: string) => void;
  readonly #bytesMax: number;
  #reader: Promise<string> | undefined;

  /** @param say is told what nobody should miss. */
  constructor(folder: string, say: (line: string) => void, bytesMax = KEPT_BYTES_MAX) {
    this.#folder = folder;
    this.#bytesMax = bytesMax;
    this.#say = say;
  }

  /**
   * The columns of a file as they are kept, or as they are read now, and then kept.
   *
   * @param said what the user said of it.
   */
  async through(file: string, said: unknown, read: () => Promise<ReadCandles>): Promise<ReadCandles> {
    const place = await this.#placeOf(file, said);
    if (place === undefined) return read();
    const kept = await this.#kept(file, place);
    if (kept !== undefined) return kept;
    const fresh = await read();
    await this.#keep(place, fresh);
    return fresh;
  }

  /** `undefined` for what can be read only once, or not at all: reading says why. */
  async #placeOf(file: string, said: unknown): Promise<Place | undefined> {
    const found = await stat(file).catch(() => undefined);
    if (found?.isFile() !== true || endianness() !== 'LE') return undefined;
    const digest = createHash('sha256');
    try {
      const chunks: AsyncIterable<Buffer> = createReadStream(file);
      for await (const chunk of chunks) digest.update(chunk);
    } catch {
      return undefined;
    }
    const sourceSha256 = digest.digest('hex');
    this.#reader ??= readerVersion();
    const key = JSON.stringify([sourceSha256, basename(file), said, await this.#reader]);
    const path = join(this.#folder, `${hash('sha256', key)}.candles`);
    return { path, sourceBytes: found.size, sourceSha256 };
  }

  async #kept(file: string, place: Place): Promise<ReadCandles | undefined> {
    const bytes = await bytesOf(place.path).catch((error: unknown) => {
      // Where there is no folder, nothing can be kept either, and that is said.
      if (!NOT_THERE.includes(codeOf(error) ?? ''))
        this.#say(`${place.path} cannot be read: ${fileFailureWords(error)}`);
    });
    if (bytes === undefined) return undefined;
    const kept = readCandlesIn(bytes, file, place);
    if (kept === undefined)
      this.#say(`${place.path} is damaged: the columns of ${file} are made again from the file`);
    return kept;
  }

  async #keep(place: Place, read: ReadCandles): Promise<void> {
    const unfinished = `${place.path}.${randomUUID()}.unfinished`;
    try {
      await makeOwnFolder(this.#folder);
      await writeFile(unfinished, partsOf(place, read), { flag: 'wx', mode: FILE_MODE });
      await rename(unfinished, place.path);
      await this.#bound(place.path);
    } catch (error) {
      await rm(unfinished, { force: true }).catch(() => undefined);
      this.#say(
        `the columns of ${read.note.file} cannot be kept in ${this.#folder}: ${fileFailureWords(error)}`,
      );
    }
  }

  /** The oldest go, but for the one that was written now. */
  async #bound(written: string): Promise<void> {
    const files = await keptIn(this.#folder);
    const others = files.filter(({ path }) => path !== written);
    let bytes = files.reduce((sum, file) => sum + file.bytes, 0);
    let gone = 0;
    for (const { path, bytes: size } of others.toSorted((left, right) => left.writtenMs - right.writtenMs)) {
      if (bytes <= this.#bytesMax) break;
      await rm(path, { force: true });
      bytes -= size;
      gone += 1;
    }
    if (gone === 0) return;
    const words = gone === 1 ? '1 file' : `${gone} files`;
    this.#say(
      `the columns of ${words} of candles were removed from ${this.#folder}, the oldest first: more are kept than fit`,
    );
  }
}

interface KeptFile {
  readonly path: string;
  readonly bytes: number;
  readonly writtenMs: number;
}

/** The columns that a folder keeps; none where there is no folder. */
async function keptIn(folder: string): Promise<readonly KeptFile[]> {
  const names = await readdir(folder).catch((): string[] => []);
  const found = names
    .filter((name) => KEPT_NAME.test(name))
    .map(async (name) => {
      const path = join(folder, name);
      const file = await stat(path).catch(() => undefined);
      return file === undefined ? [] : [{ path, bytes: file.size, writtenMs: file.mtimeMs }];
    });
  return (await Promise.all(found)).flat();
}

/** The code by which rows are read; the folders in its own are of other things. */
function readerVersion(): Promise<string> {
  return sourceVersion([new URL('./', import.meta.url), new URL('../recordings/', import.meta.url)], false);
}

/** In memory of its own, so that its columns begin where numbers may. */
async function bytesOf(path: string): Promise<Uint8Array<ArrayBuffer>> {
  // A pipe in its place would be waited for. Undefined on Windows, and then nothing.
  const handle = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  try {
    const found = await handle.stat();
    if (!found.isFile()) throw new Error('it is no file');
    const bytes = new Uint8Array(found.size);
    const { bytesRead } = await handle.read(bytes, 0, bytes.length, 0);
    return bytes.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}

function columnsOf({ openTimeMs, open: opens, high, low, close, volume }: Candles): readonly Float64Array[] {
  return [openTimeMs, opens, high, low, close, volume];
}

function partsOf({ sourceBytes, sourceSha256 }: Place, { note, candles }: ReadCandles): Buffer[] {
  const kept = { ...note, file: undefined };
  const header = JSON.stringify({ sourceBytes, sourceSha256, rows: candles.length, note: kept });
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

/** `undefined` where they are not what was written for that source. */
function readCandlesIn(
  bytes: Uint8Array<ArrayBuffer>,
  file: string,
  { sourceBytes, sourceSha256 }: Place,
): ReadCandles | undefined {
  const view = Buffer.from(bytes.buffer, 0, bytes.length);
  if (bytes.length < PREFIX_BYTES || !view.subarray(0, MAGIC.length).equals(MAGIC)) return undefined;
  const begin = PREFIX_BYTES + view.readUInt32LE(8);
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
