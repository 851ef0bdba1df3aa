/**
 * A folder of candle files, with the sum of each that was loaded.
 *
 * - A file is whole when its bytes have the sum that was noted before it got its name.
 * - Notes and unfinished files are in a hidden folder, which readers of candles pass over.
 * - A file that was not loaded here, or has changed since, is somebody's: it is neither replaced nor removed.
 */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readdir, rename, rm, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import { botSymbol } from '../../../lambda/adapters/symbol-names.ts';
import { parseJson } from '../../../lambda/adapters/parse-json.ts';
import { readText } from '../../files/bounded-text.ts';
import { putNew } from '../../files/output-file.ts';
import { makeFolders, replaceOwnFile } from '../../files/owner-only.ts';
import { codeOf } from '../../files/system-error.ts';
import { InputError } from '../../input-error.ts';
import { NewFile, writingTo } from './new-file.ts';

const NOTES_FOLDER = '.sums';
const NOTE_ENDING = '.json';

const noteSchema = z.object({
  exchange: z.string().regex(/^[a-z0-9_]{1,40}$/),
  symbol: botSymbol,
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  bytes: z.int().nonnegative(),
  loadedAtMs: z.int().nonnegative(),
  missingMinutes: z.int().nonnegative().optional(),
});

/** What was noted of a file when it was loaded. */
export type SumNote = z.output<typeof noteSchema>;

export type KeptState =
  | { readonly is: 'absent'; readonly note?: SumNote }
  | { readonly is: 'whole'; readonly note: SumNote }
  /** Its bytes are other ones than were noted, or nobody noted any. */
  | { readonly is: 'other'; readonly sha256: string; readonly bytes: number; readonly note?: SumNote };

export class KeptFolder {
  readonly path: string;

  constructor(path: string) {
    this.path = path;
  }

  /** Makes it where it is not, and removes what killed commands left. @throws InputError where it cannot be written. */
  async prepare(): Promise<void> {
    await writingTo(this.path, async () => {
      await makeFolders(resolve(this.#notesPath));
      for (const name of await readdir(this.#notesPath)) {
        const pid = /\.(\d+)\.unfinished$/.exec(name)?.[1];
        if (pid !== undefined && !isRunning(Number(pid))) await rm(join(this.#notesPath, name));
      }
    });
  }

  get #notesPath(): string {
    return join(this.path, NOTES_FOLDER);
  }

  pathOf(name: string): string {
    return join(this.path, name);
  }

  #notePathOf(name: string): string {
    return join(this.#notesPath, `${name}${NOTE_ENDING}`);
  }

  /** Names of files with a note, whether they are there or not. */
  async notedNames(): Promise<readonly string[]> {
    const names = await readdir(this.#notesPath).catch((error: unknown) => {
      if (codeOf(error) === 'ENOENT' || codeOf(error) === 'ENOTDIR') return [];
      throw error;
    });
    return names
      .filter((name) => name.endsWith(NOTE_ENDING))
      .map((name) => name.slice(0, -NOTE_ENDING.length))
      .toSorted();
  }

  /** `undefined` where there is none, or none that can be read. */
  async noteOf(name: string): Promise<SumNote | undefined> {
    const text = await readText(this.#notePathOf(name)).catch(() => '');
    return noteSchema.safeParse(parseJson(text)).data;
  }

  async stateOf(name: string): Promise<KeptState> {
    const note = await this.noteOf(name);
    const path = this.pathOf(name);
    const found = await stat(path).catch((error: unknown) => {
      if (codeOf(error) === 'ENOENT') return undefined;
      throw error;
    });
    if (found === undefined) return { is: 'absent', ...(note && { note }) };
    if (!found.isFile()) throw new InputError(`${path} is no file: move it away, or name another folder`);
    const sha256 = await sha256Of(path);
    if (note?.sha256 === sha256) return { is: 'whole', note };
    return { is: 'other', sha256, bytes: found.size, ...(note && { note }) };
  }

  async newFile(name: string): Promise<NewFile> {
    const path = join(this.#notesPath, `${name}.${process.pid}.unfinished`);
    return writingTo(path, () => NewFile.create(path));
  }

  /** Gives a written file its name. @param mayReplace what is there. */
  async keep(
    file: NewFile,
    name: string,
    note: Omit<SumNote, 'sha256' | 'bytes'>,
    mayReplace: boolean,
  ): Promise<SumNote> {
    const { sha256, bytes } = file;
    const path = this.pathOf(name);
    return writingTo(path, async () => {
      await file.finish();
      const whole = { ...note, sha256, bytes };
      // Before the name: a file without a note would be somebody's.
      await this.#writeNote(name, whole);
      if (mayReplace) await rename(file.path, path);
      else {
        await putNew(file.path, path);
        await rm(file.path, { force: true });
      }
      return whole;
    });
  }

  /** Notes the sum of a file that was there already. */
  async adopt(name: string, note: SumNote): Promise<void> {
    await writingTo(this.path, () => this.#writeNote(name, note));
  }

  /** Removes a file that is whole, and its note. */
  async remove(name: string): Promise<void> {
    await writingTo(this.pathOf(name), async () => {
      await rm(this.pathOf(name));
      await rm(this.#notePathOf(name));
    });
  }

  #writeNote(name: string, note: SumNote): Promise<void> {
    return replaceOwnFile(this.#notePathOf(name), `${JSON.stringify(note, undefined, 2)}\n`);
  }
}

async function sha256Of(path: string): Promise<string> {
  const hash = createHash('sha256');
  const chunks: AsyncIterable<Buffer> = createReadStream(path);
  for await (const chunk of chunks) hash.update(chunk);
  return hash.digest('hex');
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return codeOf(error) === 'EPERM';
  }
}
