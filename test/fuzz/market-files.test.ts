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
import { CandleRows } from '../../infra/candles/candle-rows.ts';
import { readTradeFiles } from '../../infra/market/trade-files.ts';
import { TradeRows } from '../../infra/market/trade-rows.ts';
import { RowBudget } from '../../infra/recordings/row-budget.ts';
import { RowFeed, type RowTaker } from '../../infra/recordings/row-feed.ts';
import { TextRows } from '../../infra/recordings/text-rows.ts';
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
function pushed<Taker extends RowTaker>(bytes: Uint8Array, taker: Taker): Taker {
  const feed = new RowFeed('file.csv', taker, new RowBudget());
  const text = new TextRows(feed);
  const middle = Math.floor(bytes.length / 3);
  text.push(bytes.subarray(0, middle));
  text.push(bytes.subarray(middle));
  text.finish();
  feed.finish();
  return taker;
}

const name = { symbol: 'BTCUSDT' };

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
          for (const one of read.symbols) expectInOrder(one.candles);
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
          const { symbols } = await readTradeFiles([await fileOf('BTCUSDT-trades.csv', bytes)]);
          expect(symbols.every(({ trades: { timeMs } }) => timeMs.every(isTimeMs))).toBe(true);
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
          expectInOrder(pushed(bytes, new CandleRows({ file: 'file.csv', name })).candles());
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
          const [timeMs, prices] = pushed(bytes, new TradeRows({ name })).finish();
          const times = [...timeMs];
          expect(times).toEqual(times.toSorted((left, right) => left - right));
          expect(times.every(isTimeMs)).toBe(true);
          for (const price of prices) expect(price > 0 && price < Infinity).toBe(true);
        }),
    });
    expect(verdicts.size).toBe(2);
  });
});
