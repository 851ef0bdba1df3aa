/**
 * `infra/files/`: files of this machine: whose they are, and how much of one is read.
 *
 * What is the user's own, and stays it?
 *
 * Whoever may write where a run is kept can answer its commands, change its ledger, and lead what it writes to other
 * files by links.
 *
 * - A path that is another user's, or that others may write, is refused by its name.
 * - What is made is for its owner only, whatever the umask.
 * - A file is made anew, and through no link.
 */
import { constants, fchmodSync, lstatSync, openSync, readdirSync, statSync, type Stats } from 'node:fs';
import { chmod, mkdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { codeOf, fileFailureWords, pathFailureWords } from './system-error.ts';
import { InputError } from '../input-error.ts';

const FOLDER_MODE = 0o700;
const FILE_MODE = 0o600;
const OTHERS_MAY_WRITE = 0o022;
const ROOT = 0;

/** @throws InputError where somebody else has, or may have, a hand in it; what is not there is nobody's. */
export function requireOwn(path: string): void {
  // Windows has neither.
  const user = process.getuid?.();
  if (user === undefined) return;
  const found = statsOf(path, lstatSync);
  if (found === undefined) return;
  // Whoever has made a link decides where it leads.
  if (found.isSymbolicLink() && found.uid !== user && found.uid !== ROOT)
    throw belongsTo(found.uid, user, path);
  const target = found.isSymbolicLink() ? statsOf(path, statSync) : found;
  if (target === undefined) return;
  if (!target.isFile() && !target.isDirectory())
    throw new InputError(`${path} is neither a file nor a folder: name a folder of your own in SCALPER_HOME`);
  if (target.uid !== user) throw belongsTo(target.uid, user, path);
  if ((target.mode & OTHERS_MAY_WRITE) === 0) return;
  const command = `chmod ${target.isDirectory() ? '-R ' : ''}go-w ${path}`;
  throw new InputError(
    `${path} may be written by other users, who could have changed it: look at it, then \`${command}\`, or name another folder in SCALPER_HOME`,
  );
}

/** The same of everything in a folder, which is none of its folders' contents. */
export function requireOwnContents(folder: string): void {
  requireOwn(folder);
  let names: readonly string[];
  try {
    names = readdirSync(folder);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return;
    throw unreadable(folder, error);
  }
  for (const name of names) requireOwn(join(folder, name));
}

function statsOf(path: string, read: (path: string) => Stats): Stats | undefined {
  try {
    return read(path);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw unreadable(path, error);
  }
}

function unreadable(path: string, error: unknown): InputError {
  const words = fileFailureWords(error);
  return new InputError(`${path} cannot be read: ${words}; SCALPER_HOME must name a folder`, {
    cause: error,
  });
}

function belongsTo(owner: number, user: number, path: string): InputError {
  return new InputError(
    `${path} belongs to user ${owner}, and you are user ${user}: run as that user, or name a folder of your own in SCALPER_HOME`,
  );
}

/** Makes the folder where there is none. @throws InputError where it cannot, or there is one that is not the user's own. */
export async function makeOwnFolder(folder: string): Promise<void> {
  try {
    await makeFolders(resolve(folder));
  } catch (error) {
    const words = pathFailureWords(error);
    if (error instanceof InputError || words === undefined) throw error;
    const remedy = 'name another folder; SCALPER_HOME is that of runs';
    throw new InputError(`${folder} cannot be made: ${words}; ${remedy}`, { cause: error });
  }
  requireOwn(folder);
}

/**
 * Makes a folder with those above it.
 *
 * Not by Node's option `recursive`: it never ends where folders cannot be made, as in `/proc`, and tells of a disk that is
 * read-only that the folder is not there.
 */
export async function makeFolders(folder: string): Promise<void> {
  await makeFolder(folder).catch(async (error: unknown) => {
    const above = dirname(folder);
    if (codeOf(error) !== 'ENOENT' || above === folder) throw error;
    await makeFolders(above);
    await makeFolder(folder).catch((failure: unknown) => {
      if (codeOf(failure) !== 'ENOENT') throw failure;
      throw new InputError(`no folder can be made in ${above}: name another place`, { cause: failure });
    });
  });
}

async function makeFolder(folder: string): Promise<void> {
  await mkdir(folder, { mode: FOLDER_MODE }).catch(async (error: unknown) => {
    if ((await stat(folder).catch(() => undefined))?.isDirectory() !== true) throw error;
  });
}

/** The same for a folder in which nothing else is kept: nobody else reads it, whoever could before. */
export async function makeClosedFolder(folder: string): Promise<void> {
  await makeOwnFolder(folder);
  await chmod(folder, FOLDER_MODE);
}

/** Puts a whole file in the place of the old one; a kill leaves one of the two. */
export async function replaceOwnFile(file: string, text: string): Promise<void> {
  const unfinished = `${file}.unfinished`;
  await rm(unfinished, { force: true });
  await writeFile(unfinished, text, { flag: 'wx', mode: FILE_MODE });
  await rename(unfinished, file);
}

/** The descriptor of a file to append to. @throws InputError where a link is in its place. */
export function openOwnToAppend(file: string): number {
  const { O_APPEND, O_CREAT, O_NOFOLLOW, O_WRONLY } = constants;
  try {
    // Undefined on Windows, and then nothing.
    const descriptor = openSync(file, O_APPEND | O_CREAT | O_WRONLY | (O_NOFOLLOW ?? 0), FILE_MODE);
    fchmodSync(descriptor, FILE_MODE);
    return descriptor;
  } catch (error) {
    if (codeOf(error) !== 'ELOOP') throw error;
    throw new InputError(`${file} is a link, and must be a file: remove it`, { cause: error });
  }
}
