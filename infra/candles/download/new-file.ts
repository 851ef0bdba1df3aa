/**
 * A file that is being written, under a name that nobody reads.
 *
 * It is for its owner only, and is on the disk before it gets its real name: a kill leaves no half file there.
 */
import { createHash, type Hash } from 'node:crypto';
import { open, rm, type FileHandle } from 'node:fs/promises';
import { pathFailureWords } from '../../files/system-error.ts';
import { InputError } from '../../input-error.ts';

const FILE_MODE = 0o600;

export class NewFile {
  readonly path: string;
  readonly #handle: FileHandle;
  #hash: Hash = createHash('sha256');
  #bytes = 0;

  private constructor(path: string, handle: FileHandle) {
    this.path = path;
    this.#handle = handle;
  }

  static async create(path: string): Promise<NewFile> {
    return new NewFile(path, await open(path, 'wx', FILE_MODE));
  }

  get bytes(): number {
    return this.#bytes;
  }

  get sha256(): string {
    return this.#hash.copy().digest('hex');
  }

  async write(chunk: Uint8Array): Promise<void> {
    // At its own place: another try may have ended in the middle of a piece.
    await writingTo(this.path, () => this.#handle.writev([chunk], this.#bytes));
    this.#hash.update(chunk);
    this.#bytes += chunk.length;
  }

  /** Empties it for another try. */
  async restart(): Promise<void> {
    await this.#handle.truncate(0);
    this.#hash = createHash('sha256');
    this.#bytes = 0;
  }

  async finish(): Promise<void> {
    await this.#handle.sync();
    await this.#handle.close();
  }

  /** Leaves nothing of it under this name. */
  async discard(): Promise<void> {
    await this.#handle.close();
    await rm(this.path, { force: true });
  }
}

/** @throws InputError in place of what the system says of a place. */
export async function writingTo<Result>(path: string, write: () => Promise<Result>): Promise<Result> {
  try {
    return await write();
  } catch (error) {
    const words = pathFailureWords(error);
    if (words === undefined) throw error;
    throw new InputError(`cannot write ${path}: ${words}`, { cause: error });
  }
}
