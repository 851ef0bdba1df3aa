/**
 * Candles are loaded into a folder of the test, from the loopback archive, and nobody waits.
 */
import { readdir } from 'node:fs/promises';
import { expect } from 'vitest';
import { BinanceArchive, type ArchiveTerms } from '../../../infra/candles/download/archive.ts';
import {
  fetchCandles,
  type FetchRequest,
  type FetchResult,
} from '../../../infra/candles/download/fetch-candles.ts';
import { KeptFolder } from '../../../infra/candles/download/kept-folder.ts';
import { InputError } from '../../../infra/input-error.ts';
import { openForTest } from '../../harness/loopback-server.ts';
import { LoopbackArchive } from './loopback-archive.ts';

export const NOW_MS = Date.parse('2024-07-20T12:34Z');

/** An archive with the months and days that are named. */
export async function archiveOf(...periods: readonly string[]): Promise<LoopbackArchive> {
  const archive = await openForTest(new LoopbackArchive());
  for (const period of periods) await archive.publish(period);
  return archive;
}

export interface Fetching extends Partial<Omit<ArchiveTerms, 'baseUrl'>> {
  readonly from: string;
  /** Not loaded any more. */
  readonly to: string;
  readonly nowMs?: number;
  readonly isForced?: boolean;
  readonly onFetched?: FetchRequest['onFetched'];
}

export function fetchInto(
  path: string,
  archive: LoopbackArchive,
  { from, to, nowMs = NOW_MS, isForced = false, onFetched, ...terms }: Fetching,
): Promise<FetchResult> {
  const signal = terms.signal ?? new AbortController().signal;
  const source = new BinanceArchive({
    exchange: 'binanceusdm',
    symbol: 'BTCUSDT',
    baseUrl: archive.baseUrl,
    backoffMs: 0,
    pause: () => Promise.reject(new Error('nobody asked to be left alone')),
    ...terms,
    signal,
  });
  return fetchCandles({
    source,
    folder: new KeptFolder(path),
    span: { fromMs: Date.parse(`${from}T00:00Z`), toMs: Date.parse(`${to}T00:00Z`) },
    nowMs,
    signal,
    isForced,
    ...(onFetched && { onFetched }),
  });
}

/** `2024-05 loaded` */
export function outcomes({ files }: FetchResult): readonly string[] {
  return files.map(({ period, outcome }) => `${period} ${outcome}`);
}

/** What a reader of candles finds: all but what is hidden. */
export async function namesIn(path: string): Promise<readonly string[]> {
  return (await readdir(path)).filter((name) => name !== '.sums').toSorted();
}

/** The sentence that the command ends with. */
export async function refusalOf(doing: Promise<unknown>): Promise<string> {
  const error: unknown = await doing.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(InputError);
  return error instanceof Error ? error.message : '';
}
