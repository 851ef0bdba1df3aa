/**
 * Brings the candles of a span into a folder, file by file, and nothing twice.
 *
 * - A file that is whole is not asked for again, whoever began; what a killed command has left goes on here.
 * - A month takes the place of its days: no minute is in two files.
 * - A file of the user's stays as it is, unless its bytes are those that are published, or `isForced` says otherwise.
 */
import { VenueError } from '../../../lambda/adapters/market/venue-error.ts';
import { InputError } from '../../input-error.ts';
import { DownloadError } from './archive-requests.ts';
import { fileNameOf, type CandleSource, type Loaded } from './candle-source.ts';
import type { SumNote, KeptFolder, KeptState } from './kept-folder.ts';
import { daysOf, monthAt, wantedFiles, type WantedFile, type WantedSpan } from './wanted-files.ts';

export interface FetchRequest {
  readonly source: CandleSource;
  readonly folder: KeptFolder;
  readonly span: WantedSpan;
  readonly nowMs: number;
  readonly signal: AbortSignal;
  /** Asks for the sum of what is there, too; replaces what is damaged, was corrected, or is not ours. */
  readonly isForced: boolean;
  /** Before a file, with the number of those that are to follow it. */
  readonly onFile?: (name: string, left: number) => void;
  readonly onFetched?: (file: FetchedFile) => void;
}

export interface FetchedFile {
  readonly name: string;
  readonly period: string;
  readonly outcome: 'loaded' | 'kept' | 'none';
  readonly bytes: number;
  readonly missingMinutes?: number;
  readonly warnings: readonly string[];
  /** Of one that there is none of. */
  readonly why?: string;
}

export interface FetchResult {
  readonly files: readonly FetchedFile[];
  readonly isInterrupted: boolean;
}

/** @throws InputError in one sentence; what is whole by then stays. */
export async function fetchCandles(request: FetchRequest): Promise<FetchResult> {
  const { source, folder, span, nowMs, signal, onFile, onFetched } = request;
  await folder.prepare();
  const files: FetchedFile[] = [];
  const queue = [...wantedFiles(span, nowMs)];
  try {
    for (let wanted = queue.shift(); wanted !== undefined; wanted = queue.shift()) {
      signal.throwIfAborted();
      onFile?.(fileNameOf(source, wanted), queue.length);
      const file = await bring(wanted, request);
      const mayBeInDays = wanted.kind === 'month' && nowMs - wanted.toMs < source.monthLateMs;
      if (file.outcome === 'none' && mayBeInDays) {
        queue.unshift(...daysOf(wanted));
        continue;
      }
      files.push(file);
      onFetched?.(file);
    }
  } catch (error) {
    if (signal.aborted) return { files, isInterrupted: true };
    throw toldWith(error, source, files);
  }
  return { files, isInterrupted: false };
}

async function bring(wanted: WantedFile, request: FetchRequest): Promise<FetchedFile> {
  const { source, folder, isForced } = request;
  if (wanted.kind === 'day') {
    const month = fileNameOf(source, monthAt(wanted.fromMs));
    const state = await stateOf(month, request);
    if (state.is === 'whole') return fetched(month, wanted, 'kept', state.note);
  }
  const name = fileNameOf(source, wanted);
  const state = await stateOf(name, request);
  if (state.is === 'whole' && !isForced) {
    await removeDays(wanted, request);
    return fetched(name, wanted, 'kept', state.note);
  }
  const announced = await source.announced(wanted);
  if (announced.is === 'none') {
    if (state.is === 'whole') return fetched(name, wanted, 'kept', state.note);
    return none(name, wanted, 'it is not there (HTTP 404)');
  }
  const { exchange, symbol } = source;
  const note = { exchange, symbol, loadedAtMs: request.nowMs };
  const known = state.is === 'whole' ? state.note : state.is === 'other' ? state : undefined;
  if (known !== undefined && known.sha256 === announced.sha256) {
    const { sha256, bytes } = known;
    await folder.adopt(name, { ...note, sha256, bytes });
    await removeDays(wanted, request);
    return fetched(name, wanted, 'kept', { bytes });
  }
  if (state.is === 'other' && !isForced) throw notOurs(folder.pathOf(name), state);
  const file = await folder.newFile(name);
  try {
    const loaded: Loaded = await source.load(wanted, announced, file);
    if ('nothing' in loaded) return none(name, wanted, loaded.nothing);
    const { missingMinutes, warnings } = loaded;
    const counted = missingMinutes === undefined ? {} : { missingMinutes };
    const kept = await folder.keep(file, name, { ...note, ...counted }, state.is !== 'absent');
    await removeDays(wanted, request);
    return { ...fetched(name, wanted, 'loaded', kept), warnings };
  } finally {
    await file.discard();
  }
}

/** @throws InputError where another exchange's file has the name. */
async function stateOf(name: string, { source, folder }: FetchRequest): Promise<KeptState> {
  const state = await folder.stateOf(name);
  const owner = state.is === 'absent' ? undefined : state.note?.exchange;
  if (owner === undefined || owner === source.exchange) return state;
  throw new InputError(
    `${folder.pathOf(name)} holds candles of ${owner}, and those of ${source.exchange} have the same name: name another folder with --into`,
  );
}

/** The days of a month that is whole; nobody else's. */
async function removeDays(wanted: WantedFile, request: FetchRequest): Promise<void> {
  if (wanted.kind !== 'month') return;
  for (const day of daysOf(wanted)) {
    const name = fileNameOf(request.source, day);
    if ((await stateOf(name, request)).is === 'whole') await request.folder.remove(name);
  }
}

function fetched(
  name: string,
  { period }: WantedFile,
  outcome: 'loaded' | 'kept',
  { bytes, missingMinutes }: Pick<SumNote, 'bytes' | 'missingMinutes'>,
): FetchedFile {
  const counted = missingMinutes === undefined ? {} : { missingMinutes };
  return { name, period, outcome, bytes, warnings: [], ...counted };
}

function none(name: string, { period }: WantedFile, why: string): FetchedFile {
  return { name, period, outcome: 'none', bytes: 0, warnings: [], why };
}

function notOurs(path: string, { note }: KeptState): InputError {
  const problem = note === undefined ? 'was not loaded here' : 'has changed since it was loaded';
  return new InputError(`${path} ${problem}, and stays as it is: move it away, or replace it with --force`);
}

/** The same failure, with what has become of the rest. */
function toldWith(error: unknown, { name }: CandleSource, files: readonly FetchedFile[]): unknown {
  if (!(error instanceof DownloadError) && !(error instanceof VenueError)) return error;
  const whole = files.filter(({ outcome }) => outcome !== 'none').length;
  const rest = whole === 0 ? '' : `: ${whole} ${whole === 1 ? 'file is' : 'files are'} whole`;
  return new InputError(`${name}: ${error.message}. The same command goes on${rest}`, { cause: error });
}
