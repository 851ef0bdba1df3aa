/**
 * How are candle files written, to be read back or refused?
 *
 * Every folder is removed when its test has finished.
 */

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished } from 'vitest';
import { CandleFileError, readCandleFiles } from '../../infra/candles/candle-files.ts';
import type { Candles, SymbolCandles } from '../../lambda/core/market.ts';
import { gzipSync } from 'node:zlib';
import { chooseMarket } from '../../infra/market/market-source.ts';
import { PLAIN_HEADER, type Row, rowsOf } from './candle-texts.ts';

export * from './candle-texts.ts';

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

/** The text of a candle file, candles from one index up to another, that one left out. */
export function csvOf(candles: Candles, from = 0, to = candles.length): string {
  const { openTimeMs, open, high, low, close, volume } = candles;
  const columns = [openTimeMs, open, high, low, close, volume];
  const rows = Array.from({ length: to - from }, (_, k) => columns.map((column) => column[from + k]).join());
  return `${[PLAIN_HEADER, ...rows].join('\n')}\n`;
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
