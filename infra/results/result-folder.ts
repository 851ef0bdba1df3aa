/**
 * `infra/results/`: what is kept of runs and backtests, each in a folder of its own under its id.
 *
 * - All of it is for its owner only, and what is another user's is refused.
 * - A result is written under another name, and then has its own: a kill leaves the one before, or none, and never half.
 * - No more than so many are kept, and no more than so many bytes: the oldest go.
 */
import { lstat, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { makeClosedFolder, requireOwn, requireOwnContents } from '../files/owner-only.ts';
import { codeOf } from '../files/system-error.ts';
import { InputError } from '../input-error.ts';
import { isResultId } from './result-id.ts';

export interface Limits {
  readonly results: number;
  readonly bytes: number;
}

export const LIMITS: Limits = { results: 100, bytes: 1e9 };

const FILE_MODE = 0o600;
const UNFINISHED = '.unfinished';
/** No result takes so long to be written. */
const LEFT_BEHIND_AFTER_MS = 3_600_000;

/** @param home where local runs are kept */
export function resultsIn(home: string): string {
  return join(home, 'results');
}

export function fileOfResult(home: string, id: string, name: string): string {
  return join(resultsIn(home), id, name);
}

/** The newest first. @throws InputError where somebody else has a hand in them. */
export async function resultIds(home: string): Promise<readonly string[]> {
  const names = await namesIn(home);
  return names
    .filter((name) => isResultId(name))
    .toSorted()
    .toReversed();
}

async function namesIn(home: string): Promise<readonly string[]> {
  requireOwn(home);
  requireOwnContents(resultsIn(home));
  try {
    return await readdir(resultsIn(home));
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return [];
    throw error;
  }
}

/** The one whose id begins so. @throws InputError where it is none, or several. */
export async function resultNamed(home: string, beginning: string): Promise<string> {
  const id = idNamed(await resultIds(home), beginning, resultsIn(home));
  requireOwnContents(join(resultsIn(home), id));
  return id;
}

/** @param where they are, for the error. */
export function idNamed(ids: readonly string[], beginning: string, where: string): string {
  const found = ids.filter((id) => id.startsWith(beginning));
  const [id, ...others] = found;
  if (id === undefined) throw new InputError(`there is no result ${beginning} in ${where}`);
  if (others.length === 0) return id;
  const shown = found.slice(0, SHOWN_MAX).join(', ');
  const rest = found.length > SHOWN_MAX ? ` and ${found.length - SHOWN_MAX} more` : '';
  throw new InputError(`${beginning} is the beginning of ${found.length} results: ${shown}${rest}`);
}

const SHOWN_MAX = 5;

/** Keeps files by their names, in the place of what is kept under this id. */
export async function writeResult(
  home: string,
  id: string,
  files: Readonly<Record<string, string>>,
): Promise<void> {
  const folder = join(resultsIn(home), id);
  const unfinished = `${folder}${UNFINISHED}`;
  await makeClosedFolder(resultsIn(home));
  await rm(unfinished, { recursive: true, force: true });
  await makeClosedFolder(unfinished);
  for (const [name, text] of Object.entries(files)) {
    await writeFile(join(unfinished, name), text, { flag: 'wx', mode: FILE_MODE });
  }
  await rm(folder, { recursive: true, force: true });
  await rename(unfinished, folder);
}

export async function removeResult(home: string, id: string): Promise<void> {
  await rm(join(resultsIn(home), id), { recursive: true, force: true });
}

/** Removes those beyond the limits that were written longest ago, and never the last one. @returns those that went */
export async function removeOldest(
  home: string,
  nowMs: number,
  limits: Limits = LIMITS,
): Promise<readonly string[]> {
  await removeLeftBehind(home, nowMs);
  const ids = await resultIds(home);
  const found = await Promise.all(
    ids.map(async (id) => {
      const size = await sizeOf(join(resultsIn(home), id));
      return size === undefined ? [] : [{ id, ...size }];
    }),
  );
  const removed: string[] = [];
  let bytes = 0;
  for (const [k, result] of found
    .flat()
    .toSorted((left, right) => right.writtenMs - left.writtenMs)
    .entries()) {
    bytes += result.bytes;
    if (k === 0 || (k < limits.results && bytes <= limits.bytes)) continue;
    await removeResult(home, result.id);
    removed.push(result.id);
  }
  return removed;
}

/** What a kill has left while a result was written. */
async function removeLeftBehind(home: string, nowMs: number): Promise<void> {
  for (const name of await namesIn(home)) {
    const path = join(resultsIn(home), name);
    if (!name.endsWith(UNFINISHED)) continue;
    const { mtimeMs } = await lstat(path);
    if (nowMs - mtimeMs > LEFT_BEHIND_AFTER_MS) await rm(path, { recursive: true, force: true });
  }
}

interface Size {
  readonly bytes: number;
  readonly writtenMs: number;
}

/** `undefined` where it is gone: somebody removes the oldest, too. What is no folder has no bytes that count. */
async function sizeOf(folder: string): Promise<Size | undefined> {
  const stats = await lstat(folder).catch(() => undefined);
  if (stats === undefined) return undefined;
  const names = await readdir(folder).catch(() => []);
  const sizes = await Promise.all(
    names.map(async (name) => (await lstat(join(folder, name)).catch(() => undefined))?.size ?? 0),
  );
  return { bytes: sizes.reduce((sum, size) => sum + size, 0), writtenMs: stats.mtimeMs };
}
