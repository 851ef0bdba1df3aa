/**
 * Is a file of candles what it was when it was loaded, can all of it be read, and is it still what is published?
 *
 * - What is read is read by the reader of every run.
 * - Unknown is told as unknown: a file without a noted sum is none that has changed.
 */
import { basename, dirname } from 'node:path';
import { stat } from 'node:fs/promises';
import { MINUTE_MS } from '../../../lambda/core/units.ts';
import type { Candles } from '../../../lambda/core/market.ts';
import { wordsOf } from '../../caught-words.ts';
import { CandleFileError } from '../../recordings/candle-file-error.ts';
import { readFileName } from '../../recordings/file-name.ts';
import { listCandleFiles, readCandleFiles } from '../candle-files.ts';
import type { Announcement } from './candle-source.ts';
import { KeptFolder, type SumNote } from './kept-folder.ts';

export interface CheckedFile {
  readonly file: string;
  readonly symbol?: string;
  /** Of whose archive or pages. */
  readonly exchange?: string;
  /** Against the one that was noted when it was loaded. */
  readonly sum: 'matches' | 'differs' | 'not noted';
  /** Against the one that is published now. */
  readonly published?: 'the same' | 'corrected' | 'withdrawn';
  /** Of the minutes that are checked, as are the others below. */
  readonly rows?: number;
  /** Its first and last candle. */
  readonly fromMs?: number;
  readonly toMs?: number;
  /** Of the period that its name tells, or else between its first and last candle. */
  readonly missingMinutes?: number;
  readonly withoutVolume?: number;
  /** What is wrong, and what to do. */
  readonly problems: readonly string[];
}

/** What is published now of a file that was loaded; `unknown` where nobody publishes any. */
export type PublishedSum = (
  note: SumNote,
  name: string,
) => Promise<Announcement | { readonly is: 'unknown' }>;

/** Minutes from the first to before the second. */
interface Span {
  readonly fromMs: number;
  readonly toMs: number;
}

const ALL: Span = { fromMs: -Infinity, toMs: Infinity };

export interface CheckTerms {
  readonly signal: AbortSignal;
  /** Only candles of these minutes are told of, and only files that hold some. @default - all */
  readonly span?: Span;
  /** Asked of files that came from an archive. */
  readonly published?: PublishedSum;
  /** The command that loads a file again. */
  readonly againWords: (note: SumNote, file: string) => string;
  readonly onFile?: (file: CheckedFile) => void;
}

/** What was checked, up to an interruption. @throws CandleFileError where a path is none, or a folder holds no candle files. */
export async function checkFiles(
  paths: readonly string[],
  terms: CheckTerms,
): Promise<readonly CheckedFile[]> {
  const { span = ALL } = terms;
  const files = (await filesIn(paths)).filter((file) => mayReachInto(file, span));
  const checked: CheckedFile[] = [];
  for (const file of files) {
    const result = await checkFile(file, terms).catch((error: unknown) => {
      if (!terms.signal.aborted) throw error;
    });
    if (terms.signal.aborted || result === undefined) break;
    if (result.rows === 0) continue;
    checked.push(result);
    terms.onFile?.(result);
  }
  return checked;
}

/** By the period that its name tells; a file whose name tells none is looked into. */
function mayReachInto(file: string, span: Span): boolean {
  const { period } = readFileName(file);
  return period === undefined || (period.fromMs < span.toMs && period.toMs > span.fromMs);
}

/** Files of candles, and those that were loaded and are gone. */
async function filesIn(paths: readonly string[]): Promise<readonly string[]> {
  const gone: string[] = [];
  const withFiles: string[] = [];
  for (const path of paths) {
    const folder = new KeptFolder(path);
    const noted = await folder.notedNames();
    let isSomeThere = noted.length === 0;
    for (const name of noted) {
      const isThere = await stat(folder.pathOf(name)).then(
        () => true,
        () => false,
      );
      if (isThere) isSomeThere = true;
      else gone.push(folder.pathOf(name));
    }
    if (isSomeThere) withFiles.push(path);
  }
  const { files } = withFiles.length === 0 ? { files: [] } : await listCandleFiles(withFiles);
  return [...files, ...gone];
}

async function checkFile(file: string, terms: CheckTerms): Promise<CheckedFile> {
  const folder = new KeptFolder(dirname(file));
  const name = basename(file);
  const state = await folder.stateOf(name);
  const again = state.note === undefined ? '' : terms.againWords(state.note, file);
  const problems: string[] = [];
  const sum = state.is === 'whole' ? 'matches' : state.note === undefined ? 'not noted' : 'differs';
  const named = readFileName(file);
  const symbol = state.note?.symbol ?? named.symbol;
  const known = {
    file,
    sum,
    ...(symbol !== undefined && { symbol }),
    ...(state.note && { exchange: state.note.exchange }),
  } as const;
  if (state.is === 'absent') {
    return { ...known, problems: [`it was loaded, and is gone: ${again}`] };
  }
  // Whatever it holds now, it is to be loaded again.
  if (sum === 'differs') return { ...known, problems: [`it has changed since it was loaded: ${again}`] };
  const published = await publishedState(name, state.note, terms);
  if (published === 'corrected') problems.push(`it was corrected in the archive since: ${again}`);
  if (published === 'withdrawn') problems.push('the archive does not have it any more');
  const shared = { ...known, ...(published && { published }) };
  try {
    const { symbols } = await readCandleFiles([file]);
    const candles = symbols[0]?.candles;
    if (candles === undefined) throw new Error('a file was read without its candles');
    return { ...shared, ...factsOf(candles, named.period, terms.span ?? ALL), problems };
  } catch (error) {
    if (!(error instanceof CandleFileError)) throw error;
    // The sentence begins with the file, which is told anyway.
    problems.push(
      wordsOf(error)
        .slice(file.length)
        .replace(/^[:,] /, ''),
    );
    return { ...shared, problems };
  }
}

async function publishedState(
  name: string,
  note: SumNote | undefined,
  { published }: CheckTerms,
): Promise<CheckedFile['published']> {
  if (published === undefined || note === undefined) return undefined;
  const announced = await published(note, name);
  if (announced.is === 'unknown') return undefined;
  if (announced.is === 'none') return 'withdrawn';
  return announced.sha256 === note.sha256 ? 'the same' : 'corrected';
}

/** Of the candles that lie in the span. */
function factsOf({ openTimeMs, volume }: Candles, period: Span | undefined, span: Span) {
  const isIn = (timeMs: number, { fromMs, toMs }: Span) => timeMs >= fromMs && timeMs < toMs;
  const times = openTimeMs.filter((timeMs) => isIn(timeMs, span));
  const firstMs = times[0] ?? Number.NaN;
  const lastMs = times.at(-1) ?? Number.NaN;
  const held = period ?? { fromMs: firstMs, toMs: lastMs + MINUTE_MS };
  const looked = { fromMs: Math.max(held.fromMs, span.fromMs), toMs: Math.min(held.toMs, span.toMs) };
  const within = times.filter((timeMs) => isIn(timeMs, looked)).length;
  return {
    rows: times.length,
    fromMs: firstMs,
    toMs: lastMs,
    missingMinutes: (looked.toMs - looked.fromMs) / MINUTE_MS - within,
    withoutVolume: volume.filter((size, k) => size === 0 && isIn(openTimeMs[k] ?? Number.NaN, span)).length,
  };
}
