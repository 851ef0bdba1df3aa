/**
 * Which candles were loaded, of which exchange and symbol?
 *
 * Nothing is read but the notes of the files, and whether the files are there.
 */
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { KeptFolder } from './kept-folder.ts';
import { wantedOfName, type WantedFile } from './wanted-files.ts';

export interface KeptSymbol {
  readonly exchange: string;
  readonly symbol: string;
  readonly folder: string;
  /** The first day, and the end of the last. */
  readonly fromMs: number;
  readonly toMs: number;
  readonly months: number;
  readonly days: number;
  readonly bytes: number;
  /** Spans between its files that no file holds. */
  readonly holes: readonly { readonly fromMs: number; readonly toMs: number }[];
}

/** Where candles are kept unless a folder is named. */
export function archiveFolder(home: string, exchange: string, symbol: string): string {
  return join(home, 'archive', exchange, symbol);
}

/** The folders of every exchange and symbol of which something was loaded. */
export async function keptFolders(home: string): Promise<readonly string[]> {
  const root = join(home, 'archive');
  const exchanges = await foldersIn(root);
  const folders = (await Promise.all(exchanges.map((exchange) => foldersIn(exchange)))).flat();
  const noted = await Promise.all(folders.map((folder) => new KeptFolder(folder).notedNames()));
  return folders.filter((_, k) => noted[k]?.length !== 0);
}

async function foldersIn(path: string): Promise<readonly string[]> {
  const entries = await readdir(path, { withFileTypes: true }).catch(() => []);
  return entries
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'))
    .map(({ name }) => join(path, name))
    .toSorted();
}

interface KeptPart extends WantedFile {
  readonly exchange: string;
  readonly symbol: string;
  readonly bytes: number;
}

/** One entry for each exchange and symbol in each folder. */
export async function listKept(folders: readonly string[]): Promise<readonly KeptSymbol[]> {
  const lists = await Promise.all(folders.map((folder) => listFolder(new KeptFolder(folder))));
  return lists.flat();
}

async function listFolder(folder: KeptFolder): Promise<readonly KeptSymbol[]> {
  const names = await folder.notedNames();
  const parts = await Promise.all(names.map((name) => partOf(folder, name)));
  const known = parts.filter((part) => part !== undefined);
  const groups = Map.groupBy(known, ({ exchange, symbol }) => `${exchange} ${symbol}`);
  return [...groups.values()].flatMap((group) => symbolOf(folder.path, group));
}

async function partOf(folder: KeptFolder, name: string): Promise<KeptPart | undefined> {
  const note = await folder.noteOf(name);
  const period = wantedOfName(name);
  const found = await stat(folder.pathOf(name)).catch(() => undefined);
  if (note === undefined || period === undefined || found === undefined) return undefined;
  const { exchange, symbol } = note;
  return { exchange, symbol, bytes: found.size, ...period };
}

function symbolOf(folder: string, parts: readonly KeptPart[]): readonly KeptSymbol[] {
  const sorted = parts.toSorted((left, right) => left.fromMs - right.fromMs);
  const [first] = sorted;
  const last = sorted.at(-1);
  if (first === undefined || last === undefined) return [];
  const months = sorted.filter(({ kind }) => kind === 'month').length;
  const holes = sorted.flatMap(({ fromMs }, k) => {
    const before = sorted[k - 1];
    return before !== undefined && before.toMs < fromMs ? [{ fromMs: before.toMs, toMs: fromMs }] : [];
  });
  const { exchange, symbol } = first;
  return [
    {
      exchange,
      symbol,
      folder,
      fromMs: first.fromMs,
      toMs: last.toMs,
      months,
      days: sorted.length - months,
      bytes: sorted.reduce((sum, { bytes }) => sum + bytes, 0),
      holes,
    },
  ];
}
