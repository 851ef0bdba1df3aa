/**
 * Keeps the columns that were read from a file of candles, so that it is read once.
 *
 * A kept file is named by the SHA-256 of its source's bytes, of its source's name, of what the user said of it, and of the
 * code that reads: whatever of these changes, it is read anew. `column-file.ts` says what it holds.
 *
 * Of more than two gigabytes the oldest files go, and that is said: they are made again from their source.
 *
 * Nothing is repaired in silence: what is damaged is said, and made again from its source. What cannot be kept is said.
 */
import { createHash, hash, randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { rename, rm, stat, writeFile } from 'node:fs/promises';
import { endianness } from 'node:os';
import { basename, join } from 'node:path';
import { makeOwnFolder } from '../files/owner-only.ts';
import { codeOf, fileFailureWords } from '../files/system-error.ts';
import {
  candlesInColumnFile,
  columnFileBytes,
  columnFileParts,
  readerVersion,
  type ColumnSource,
  type ReadCandles,
} from './column-file.ts';
import { COLUMN_FILE_ENDING, columnFilesIn } from './kept-columns.ts';

const FILE_MODE = 0o600;
export const KEPT_BYTES_MAX = 2e9;
const NOT_THERE = ['ENOENT', 'ENOTDIR'];

/** A source, and where its columns are kept. */
interface Place {
  readonly path: string;
  readonly source: ColumnSource;
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
    const reader = await (this.#reader ??= readerVersion());
    const sourceName = basename(file);
    const key = JSON.stringify([sourceSha256, sourceName, said, reader]);
    const path = join(this.#folder, `${hash('sha256', key)}${COLUMN_FILE_ENDING}`);
    return { path, source: { sourceName, sourceBytes: found.size, sourceSha256, reader } };
  }

  async #kept(file: string, place: Place): Promise<ReadCandles | undefined> {
    const bytes = await columnFileBytes(place.path).catch((error: unknown) => {
      // Where there is no folder, nothing can be kept either, and that is said.
      if (!NOT_THERE.includes(codeOf(error) ?? ''))
        this.#say(`${place.path} cannot be read: ${fileFailureWords(error)}`);
    });
    if (bytes === undefined) return undefined;
    const kept = candlesInColumnFile(bytes, file, place.source);
    if (kept === undefined)
      this.#say(`${place.path} is damaged: the columns of ${file} are made again from the file`);
    return kept;
  }

  async #keep(place: Place, read: ReadCandles): Promise<void> {
    const unfinished = `${place.path}.${randomUUID()}.unfinished`;
    try {
      await makeOwnFolder(this.#folder);
      await writeFile(unfinished, columnFileParts(place.source, read), { flag: 'wx', mode: FILE_MODE });
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
    const files = await columnFilesIn(this.#folder);
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
