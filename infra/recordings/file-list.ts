/**
 * Which files do paths mean?
 *
 * - A file that is named is read, or refused. One rule says which, for files in folders as well.
 * - Of a folder (its own files, not those of folders in it) what cannot be used is left out, with the reason: nothing is
 *   left out in silence.
 */
import { readdir, stat } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { CandleFileError } from './candle-file-error.ts';
import { fileFailureWords } from '../files/system-error.ts';
import { type FileName, readFileName } from './file-name.ts';

/** A file of a folder that is not read. */
export interface UnusedFile {
  readonly file: string;
  readonly reason: string;
}

export interface FileList {
  readonly files: readonly string[];
  readonly unused: readonly UnusedFile[];
}

/** Endings of files that may hold rows, packed or not. */
const OF_ROWS = /\.(?:csv|tsv|json|parquet|feather|zip|gz)$/i;

/** @throws CandleFileError in place of the system's error. */
async function readable<Read>(path: string, reading: Promise<Read>): Promise<Read> {
  try {
    return await reading;
  } catch (failure) {
    throw new CandleFileError({ file: path }, `cannot be read: ${fileFailureWords(failure)}`, {
      cause: failure,
    });
  }
}

/** Why a file of a folder is not read, where its name says so. */
function reasonAgainst(filename: string, isFolder: boolean, reasonOfName: ReasonOfName): string | undefined {
  if (isFolder) return 'it is a folder';
  if (filename.startsWith('.')) return 'it is hidden';
  if (!OF_ROWS.test(filename)) return 'it does not end as a file of rows does';
  const name = readFileName(filename);
  return name.problem ?? reasonOfName(name);
}

/** A sentence for each reason why files are not read, with their names as they are to be told. */
export function reasonLines(
  unused: readonly UnusedFile[],
  told: (file: string) => string,
): readonly string[] {
  return [...Map.groupBy(unused, ({ reason }) => reason)].map(
    ([reason, of]) => `not read, because ${reason}: ${of.map(({ file }) => told(file)).join(', ')}`,
  );
}

/** Why a file with such a name is of no use. */
export type ReasonOfName = (name: FileName) => string | undefined;

/**
 * @param what the files are, and how they are called, for an error.
 * @throws CandleFileError where a path is none, is given twice, or is a folder without a file that can be used.
 */
export async function listFiles(
  paths: readonly string[],
  reasonOfName: ReasonOfName,
  { what, namingRule }: { readonly what: string; readonly namingRule: string },
): Promise<FileList> {
  const files: string[] = [];
  const unused: UnusedFile[] = [];
  const add = (file: string) => {
    if (files.some((known) => resolve(known) === resolve(file))) {
      throw new CandleFileError({ file }, 'is given twice, and must be given once');
    }
    files.push(file);
  };
  for (const path of paths) {
    const kind = await readable(path, stat(path));
    if (kind.isFile()) {
      add(path);
      continue;
    }
    if (!kind.isDirectory()) {
      throw new CandleFileError({ file: path }, 'is neither a file nor a folder, and must be one of them');
    }
    const entries = await readable(path, readdir(path, { withFileTypes: true }));
    const [before, unusedBefore] = [files.length, unused.length];
    for (const entry of entries.toSorted((left, right) => (left.name < right.name ? -1 : 1))) {
      // Programs keep what is theirs in hidden folders: nobody means that.
      if (entry.isDirectory() && entry.name.startsWith('.')) continue;
      const reason = reasonAgainst(entry.name, entry.isDirectory(), reasonOfName);
      const file = join(path, entry.name);
      if (reason === undefined) add(file);
      else unused.push({ file, reason });
    }
    if (files.length === before) {
      const reasons = reasonLines(unused.slice(unusedBefore), basename);
      throw new CandleFileError({ file: path }, [`holds no ${what}`, ...reasons, namingRule].join('; '));
    }
  }
  return { files, unused };
}
