/**
 * Which columns are kept, of which files, and may they still be used?
 *
 * Only what a kept file says of itself is read, not its columns.
 */
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { columnFileHeader, readerVersion } from './column-file.ts';

export const COLUMN_FILE_ENDING = '.candles';
const KEPT_NAME = /^[0-9a-f]{64}\.candles$/;

/** Where columns are kept. @param home the folder of local runs */
export function columnFolder(home: string): string {
  return join(home, 'candles');
}

interface ColumnFile {
  readonly path: string;
  readonly bytes: number;
  readonly writtenMs: number;
}

/** The files of columns in a folder; none where there is no folder. */
export async function columnFilesIn(folder: string): Promise<readonly ColumnFile[]> {
  const names = await readdir(folder).catch((): string[] => []);
  const found = names
    .filter((name) => KEPT_NAME.test(name))
    .map(async (name) => {
      const path = join(folder, name);
      const file = await stat(path).catch(() => undefined);
      return file === undefined ? [] : [{ path, bytes: file.size, writtenMs: Math.round(file.mtimeMs) }];
    });
  return (await Promise.all(found)).flat();
}

/** `undefined` where the file does not say it: it is damaged, or was written by another release. */
export interface KeptColumns extends ColumnFile {
  /** Whether this release reads them. What it does not read is never read again. */
  readonly isUsed: boolean;
  readonly source?: {
    /** Of the file that was read, and of its bytes. */
    readonly name: string;
    readonly bytes: number;
    readonly sha256: string;
    readonly symbol: string;
    readonly rows: number;
    /** Open times of the first and the last candle. */
    readonly fromMs: number;
    readonly toMs: number;
  };
}

/** By symbol and time; last, those that nothing is known of. */
export async function listKeptColumns(folder: string): Promise<readonly KeptColumns[]> {
  const files = await columnFilesIn(folder);
  if (files.length === 0) return [];
  const reader = await readerVersion();
  const kept: KeptColumns[] = [];
  for (const file of files) {
    const header = await columnFileHeader(file.path).catch(() => undefined);
    if (header === undefined) {
      kept.push({ ...file, isUsed: false });
      continue;
    }
    const { sourceName: name, sourceBytes: bytes, sourceSha256: sha256, rows, note } = header;
    const { symbol, fromMs, toMs } = note;
    const source = { name, bytes, sha256, symbol, rows, fromMs, toMs };
    kept.push({ ...file, isUsed: header.reader === reader, source });
  }
  return [
    ...kept.filter(({ source }) => source !== undefined).toSorted(byMarketAndTime),
    ...kept.filter(({ source }) => source === undefined),
  ];
}

function byMarketAndTime({ source: left }: KeptColumns, { source: right }: KeptColumns): number {
  const [first, second] = [left?.symbol ?? '', right?.symbol ?? ''];
  if (first !== second) return first < second ? -1 : 1;
  return (left?.fromMs ?? 0) - (right?.fromMs ?? 0);
}
