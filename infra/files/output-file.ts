/**
 * A file that a command writes, where its user says.
 *
 * - Nothing of the user's is lost: a file that is read is never written, whatever its name, link or folder, and a file
 *   that this program did not write only with `--force`.
 * - A path that cannot be written ends the command before its work.
 * - What stands there stays whole until the new content is.
 */
import type { BigIntStats } from 'node:fs';
import { link, open, readdir, realpath, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { InputError } from '../input-error.ts';
import { codeOf, fileFailureWords } from './system-error.ts';

export interface OutputTerms {
  /** Which option names the path, such as `--report`. */
  readonly option: string;
  /** Files and folders that are read. */
  readonly inputs: readonly string[];
  /** Whether a file that somebody else wrote may be replaced. */
  readonly isForced: boolean;
  /** How a file begins that this program wrote; without it, none is taken for its own. */
  readonly ownBeginning?: string;
}

export interface OutputFile {
  /** @throws InputError; what stood there stays. */
  readonly write: (content: string | Uint8Array) => Promise<void>;
}

/** @throws InputError when it may not, or cannot, be written there. Leaves nothing behind until it is written. */
export async function prepareOutput(path: string, terms: OutputTerms): Promise<OutputFile> {
  const refuse = (error: unknown): never => {
    throw refusal(path, terms, typeof error === 'string' ? error : fileFailureWords(error), error);
  };
  if (path === '') refuse('it has no name');
  const target = await realpath(path).catch(() => path);
  const found = await stat(target, { bigint: true }).catch(() => undefined);
  if (found?.isDirectory() === true) refuse('it is a folder; name a file in it');
  const isFile = found?.isFile() ?? true;
  // A device or a pipe is written to, not replaced.
  if (!isFile) return { write: (content) => writeFile(target, content).catch(refuse) };
  if (found !== undefined) {
    const isOwn = await beginsWith(target, terms.ownBeginning);
    // What this program wrote is nothing that it reads, though it may lie in a folder that is read.
    const isInput =
      (await isOneOf(found, terms.inputs)) || (!isOwn && (await isInOneOf(found, terms.inputs)));
    if (isInput) refuse('it is one of the files to be read; name another');
    if (!isOwn && !terms.isForced) refuse('it is there already; name another, or replace it with --force');
  }
  const unfinished = `${target}.${process.pid}.unfinished`;
  await writeFile(unfinished, '', { flag: 'wx' }).catch(refuse);
  await rm(unfinished);
  const write = async (content: string | Uint8Array) => {
    try {
      await writeFile(unfinished, content, { flag: 'wx' });
      await (found === undefined ? putNew(unfinished, target) : rename(unfinished, target));
    } finally {
      await rm(unfinished, { force: true });
    }
  };
  return { write: (content) => write(content).catch(refuse) };
}

function refusal(path: string, { option }: OutputTerms, words: string, cause: unknown): InputError {
  return new InputError(`${option}: cannot write ${path}: ${words}`, { cause });
}

/** Puts it where nothing was. @throws EEXIST where something came meanwhile. */
export async function putNew(unfinished: string, target: string): Promise<void> {
  try {
    await link(unfinished, target);
  } catch (error) {
    // Some file systems have no second name for a file.
    if (codeOf(error) !== 'EPERM' && codeOf(error) !== 'ENOTSUP') throw error;
    await rename(unfinished, target);
  }
}

/** Whether it is one of these files, under any name. */
async function isOneOf(found: BigIntStats, paths: readonly string[]): Promise<boolean> {
  for (const path of paths) {
    const known = await stat(path, { bigint: true }).catch(() => undefined);
    if (known?.isFile() === true && isSame(known, found)) return true;
  }
  return false;
}

/** The same, of what is in these folders. */
async function isInOneOf(found: BigIntStats, paths: readonly string[]): Promise<boolean> {
  for (const path of paths) {
    const names = await readdir(path).catch(() => []);
    if (
      await isOneOf(
        found,
        names.map((name) => join(path, name)),
      )
    )
      return true;
  }
  return false;
}

function isSame(one: BigIntStats, other: BigIntStats): boolean {
  return one.dev === other.dev && one.ino === other.ino;
}

async function beginsWith(file: string, beginning: string | undefined): Promise<boolean> {
  if (beginning === undefined) return false;
  const handle = await open(file);
  try {
    const expected = Buffer.from(beginning);
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(expected.length), 0, expected.length, 0);
    return bytesRead === expected.length && buffer.equals(expected);
  } finally {
    await handle.close();
  }
}
