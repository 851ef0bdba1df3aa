/**
 * Are recorded candles and trades read whole, or refused with the file and the line, whatever bytes a file holds?
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readCandleFiles } from '../../infra/candles/candle-files.ts';
import { CandleParser } from '../../infra/candles/candle-parser.ts';
import { RowBudget } from '../../infra/candles/row-budget.ts';
import { readUnpacked } from '../../infra/candles/unpack.ts';
import { TradeParser } from '../../infra/market/trade-parser.ts';
import type { Candles } from '../../lambda/core/market.ts';
import { isTimeMs } from '../../lambda/core/units.ts';
import { NOON } from '../harness/builders.ts';
import { zipped } from '../harness/candle-writing.ts';
import { brokenBytes, damaged } from './byte-breakers.ts';
import { fuzz, verdictOf } from './fuzzing.ts';

const minutes = Array.from({ length: 5 }, (_, k) => NOON + k * 60_000);
const candles = [
  'ts,open,high,low,close,volume',
  ...minutes.map((timeMs) => `${timeMs},100,101.5,99,100.25,12.5`),
  '',
].join('\n');
const klines = minutes
  .map((ms) => `${ms},100,101.5,99,100.25,12.5,${ms + 59_999},1250,10,6,600,0\n`)
  .join('');
const trades = ['id,price,qty,time', ...minutes.map((ms, k) => `${k},100.5,0.25,${ms}`), ''].join('\r\n');
const touches = ['exch_ms,bid,ask', ...minutes.map((ms) => `${ms},100,100.5`), ''].join('\n');

/** In two chunks, cut anywhere. */
function pushed(bytes: Uint8Array, parser: { push(chunk: Uint8Array): void }): void {
  const middle = Math.floor(bytes.length / 3);
  parser.push(bytes.subarray(0, middle));
  parser.push(bytes.subarray(middle));
}

/** Candles that a market could have had, one minute after the other. */
function expectInOrder({ length, openTimeMs, high, low }: Candles): void {
  for (let k = 0; k < length; k += 1) {
    if (k > 0) expect(openTimeMs[k]).toBeGreaterThan(openTimeMs[k - 1]!);
    expect(low[k]).toBeGreaterThan(0);
    expect(high[k]).toBeGreaterThanOrEqual(low[k]!);
    expect(Number.isFinite(high[k])).toBe(true);
  }
}

/** Whatever it holds: its first bytes say how it is packed. */
const CANDLES_FILE = 'BTCUSDT-1m-2025-05.csv';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fuzz-'));
});
afterAll(() => rm(folder, { recursive: true }));

/** The bytes as a file of that name. */
async function fileOf(name: string, bytes: Uint8Array): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, bytes);
  return path;
}

/** Packed in both ways, whole, damaged, or with a text in it that is broken itself. */
async function packed(text: string): Promise<fc.Arbitrary<Uint8Array>> {
  const zip = await zipped({ 'data/': '', [CANDLES_FILE]: text, 'readme.txt': text });
  const several = await zipped({ 'a.csv': text, 'b.csv': text }, 0);
  const whole = fc.constantFrom<Uint8Array[]>(zip, several, gzipSync(text), gzipSync(text, { level: 0 }));
  return fc.oneof(
    { arbitrary: damaged(whole), weight: 4 },
    whole,
    brokenBytes(fc.constant(text)).map((broken) => gzipSync(broken)),
  );
}

describe('Broken files', () => {
  it('a broken packed file of candles holds candles in order, or is a CandleFileError', async () => {
    const verdicts = await fuzz({
      target: 'a broken packed file of candles',
      input: await packed(candles),
      runs: 150,
      slowness: 5,
      meets: (bytes) =>
        verdictOf(async () => {
          const read = await readCandleFiles([await fileOf(CANDLES_FILE, bytes)]);
          for (const one of read) expectInOrder(one.candles);
        }),
    });
    expect(verdicts.size).toBe(2);
  });

  it('a broken packed file of trades is read, or is a CandleFileError', async () => {
    const verdicts = await fuzz({
      target: 'a broken packed file of trades',
      input: await packed(trades),
      runs: 150,
      slowness: 5,
      meets: (bytes) =>
        verdictOf(async () => {
          const parser = new TradeParser('file.csv', new RowBudget());
          await readUnpacked(await fileOf('trades.csv', bytes), (chunk) => parser.push(chunk));
          expect([...parser.finish().columns.column(0)].every(isTimeMs)).toBe(true);
        }),
    });
    expect(verdicts.size).toBe(2);
  });

  it('a broken file of candles holds candles in order, or is a CandleFileError', async () => {
    const verdicts = await fuzz({
      target: 'a broken file of candles',
      input: brokenBytes(fc.constantFrom(candles, klines)),
      runs: 300,
      meets: (bytes) =>
        verdictOf(() => {
          const parser = new CandleParser('file.csv', new RowBudget());
          pushed(bytes, parser);
          expectInOrder(parser.finish());
        }),
    });
    expect(verdicts.size).toBe(2);
  });

  it('a broken file of trades or quotes holds rows in order, or is a CandleFileError', async () => {
    const verdicts = await fuzz({
      target: 'a broken file of trades',
      input: brokenBytes(fc.constantFrom(trades, touches)),
      runs: 300,
      meets: (bytes) =>
        verdictOf(() => {
          const parser = new TradeParser('file.csv', new RowBudget());
          pushed(bytes, parser);
          const { columns } = parser.finish();
          const times = [...columns.column(0)];
          expect(times).toEqual(times.toSorted((left, right) => left - right));
          expect(times.every(isTimeMs)).toBe(true);
          for (const price of columns.column(1)) expect(price > 0 && price < Infinity).toBe(true);
        }),
    });
    expect(verdicts.size).toBe(2);
  });
});
