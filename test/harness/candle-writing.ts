/**
 * How are candle files written, to be read back or refused?
 *
 * Every folder is removed when its test has finished.
 */

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Uint8ArrayReader, Uint8ArrayWriter, ZipWriter } from '@zip.js/zip.js';
import { expect, onTestFinished } from 'vitest';
import { CandleFileError, readCandleFiles } from '../../infra/candles/candle-files.ts';
import type { Candles, SymbolCandles } from '../../lambda/core/market.ts';
import { MINUTE_MS } from '../../lambda/core/units.ts';
import { gzipSync } from 'node:zlib';
import { chooseMarket } from '../../infra/market/market-source.ts';

export const PLAIN_HEADER = 'ts,open,high,low,close,volume';
export const KLINE_HEADER =
  'open_time,open,high,low,close,volume,close_time,quote_volume,count,taker_buy_volume,taker_buy_quote_volume,ignore';
export const MAY_MS = Date.UTC(2025, 4, 1);

/** Open time, open, high, low, close, volume. */
export type Row = readonly [number, number, number, number, number, number];

/** A new folder with the given files. */
export async function folder(files: Readonly<Record<string, string | Uint8Array>> = {}): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'candle-files-'));
  onTestFinished(() => rm(path, { recursive: true }));
  for (const [name, content] of Object.entries(files)) await writeFile(join(path, name), content);
  return path;
}

export async function file(content: string | Uint8Array, name = 'BTCUSDT-1m-2025-05.csv'): Promise<string> {
  return join(await folder({ [name]: content }), name);
}

export async function zipped(
  members: Readonly<Record<string, string | Uint8Array>>,
  level = 6,
): Promise<Uint8Array> {
  const zip = new ZipWriter(new Uint8ArrayWriter(), { useWebWorkers: false, level });
  for (const [name, text] of Object.entries(members))
    await zip.add(name, new Uint8ArrayReader(new Uint8Array(Buffer.from(text))));
  return zip.close();
}

export function minute(index: number): number {
  return MAY_MS + index * MINUTE_MS;
}

/** A candle of the given minute of May 2025 at about the given price. */
export function row(index: number, price = 100): Row {
  return [minute(index), price, price + 2, price - 1, price + 1, 5];
}

export function lines(...texts: readonly string[]): string {
  return texts.map((text) => `${text}\n`).join('');
}

export function plainText(rows: readonly Row[]): string {
  return lines(PLAIN_HEADER, ...rows.map((values) => values.join(',')));
}

export function klineRow([timeMs, ...values]: Row, timesInUnit: 1 | 1000 = 1): string {
  const closeTime = (timeMs + MINUTE_MS) * timesInUnit - 1;
  return [timeMs * timesInUnit, ...values, closeTime, '511.5', 42, '2.5', '255.25', 0].join(',');
}

export function rowsOf({ length, openTimeMs, open, high, low, close, volume }: Candles): Row[] {
  const at = (column: Float64Array, index: number): number => column[index] ?? NaN;
  return Array.from({ length }, (_, index): Row => [
    at(openTimeMs, index),
    at(open, index),
    at(high, index),
    at(low, index),
    at(close, index),
    at(volume, index),
  ]);
}

export function bySymbol(read: readonly SymbolCandles[]): Record<string, Row[]> {
  return Object.fromEntries(read.map(({ symbol, candles }) => [symbol, rowsOf(candles)]));
}

export async function rowsIn(path: string): Promise<Row[]> {
  const {
    symbols: [only, ...others],
  } = await readCandleFiles([path]);
  expect(others).toEqual([]);
  expect(only?.symbol).toBe('BTCUSDT');
  return only === undefined ? [] : rowsOf(only.candles);
}

export async function refusal(...paths: readonly string[]): Promise<CandleFileError> {
  const outcome: unknown = await readCandleFiles(paths).catch((failure: unknown) => failure);
  if (!(outcome instanceof CandleFileError))
    throw new Error(`not refused as it should be: ${String(outcome)}`);
  return outcome;
}

/** The message of a file that must be refused at the given line. */
export async function refusedAt(line: number, content: string | Uint8Array): Promise<string> {
  const path = await file(content);
  const error = await refusal(path);
  expect(error.file).toBe(path);
  expect(error.line).toBe(line);
  const place = `${path}, line ${line}: `;
  expect(error.message.startsWith(place)).toBe(true);
  return error.message.slice(place.length);
}

/** The message of a file that must be refused as a whole. */
export async function refusedWhole(content: string | Uint8Array, name?: string): Promise<string> {
  const path = await file(content, name);
  const error = await refusal(path);
  expect(error.file).toBe(path);
  expect(error.line).toBeUndefined();
  expect(error.message.startsWith(`${path}: `)).toBe(true);
  return error.message.slice(path.length + 2);
}

const HEADER = 'ts,open,high,low,close,volume';

/** The text of a candle file, candles from one index up to another, that one left out. */
export function csvOf(candles: Candles, from = 0, to = candles.length): string {
  const { openTimeMs, open, high, low, close, volume } = candles;
  const columns = [openTimeMs, open, high, low, close, volume];
  const rows = Array.from({ length: to - from }, (_, k) => columns.map((column) => column[from + k]).join());
  return `${[HEADER, ...rows].join('\n')}\n`;
}

/** The synthetic day of ETH and SOL that `--seed 7 --symbols ETHUSDT,SOLUSDT` trades. */
export async function syntheticDay() {
  const { symbols } = await chooseMarket({ seed: 7, symbols: ['ETHUSDT', 'SOLUSDT'] });
  const [eth, sol] = symbols.map(({ candles }) => candles);
  return { eth: eth!, sol: sol! };
}

/** Both symbols' first minutes as files, ETH packed. */
export async function twoSymbols(minutes?: number): Promise<Readonly<Record<string, string | Uint8Array>>> {
  const { eth, sol } = await syntheticDay();
  return {
    'ETHUSDT-1m-2025-01.csv.gz': gzipSync(csvOf(eth, 0, minutes)),
    'SOLUSDT-1m-2025-01.csv': csvOf(sol, 0, minutes),
  };
}
