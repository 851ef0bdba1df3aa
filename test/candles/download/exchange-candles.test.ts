/**
 * Are the candles of an exchange those of the period, each once, whatever the exchange answers?
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { readCandleFiles } from '../../../infra/candles/candle-files.ts';
import { ExchangeCandles } from '../../../infra/candles/download/exchange-candles.ts';
import { fetchCandles, type FetchResult } from '../../../infra/candles/download/fetch-candles.ts';
import { KeptFolder } from '../../../infra/candles/download/kept-folder.ts';
import type { CcxtClient } from '../../../lambda/adapters/market/ccxt-client.ts';
import { DAY_MS, MINUTE_MS } from '../../../lambda/core/units.ts';
import { folder } from '../../harness/candle-writing.ts';
import { namesIn, outcomes, refusalOf } from './fetching.ts';
import { candlesFrom } from './loopback-archive.ts';

const DAY = Date.parse('2024-07-10T00:00Z');
const NAME = 'BTCUSDT-1m-2024-07-10.csv.gz';
const PAGE = 400;

type Answer = (sinceMs: number, limit: number) => unknown;

interface Exchange {
  readonly source: ExchangeCandles;
  /** The open times and the numbers of candles that were asked for. */
  readonly asked: (readonly [number, number])[];
}

/** An exchange of these answers. */
function exchange(answer: Answer, signal = new AbortController().signal): Exchange {
  const asked: (readonly [number, number])[] = [];
  const unused = () => Promise.reject(new Error('this is not asked for'));
  const client: CcxtClient = {
    id: 'bybit',
    has: {},
    precisionMode: 4,
    pageCandles: PAGE,
    loadMarkets: unused,
    setMarkets: unused,
    fetchBidsAsks: unused,
    fetchTicker: unused,
    fetchOrderBook: unused,
    fetchTime: unused,
    fetchOHLCV: (_symbol, _timeframe, sinceMs, limit) => {
      asked.push([sinceMs, limit]);
      return Promise.resolve().then(() => answer(sinceMs, limit));
    },
  };
  const source = new ExchangeCandles({
    client,
    symbol: 'BTCUSDT',
    ccxtSymbol: 'BTC/USDT:USDT',
    signal,
    backoffMs: 0,
    retries: 2,
  });
  return { source, asked };
}

async function fetched(
  { source }: Pick<Exchange, 'source'>,
  path: string,
  { fromMs = DAY, toMs = DAY + DAY_MS, signal = new AbortController().signal } = {},
): Promise<FetchResult> {
  const nowMs = toMs + DAY_MS;
  return fetchCandles({
    source,
    folder: new KeptFolder(path),
    span: { fromMs, toMs },
    nowMs,
    signal,
    isForced: false,
  });
}

async function minutesIn(path: string): Promise<readonly number[]> {
  const { symbols } = await readCandleFiles([path]);
  return [...(symbols[0]?.candles.openTimeMs ?? [])].map((timeMs) => (timeMs - DAY) / MINUTE_MS);
}

const ALL_DAY = Array.from({ length: 1440 }, (_, minute) => minute);
/** What an exchange has of a day; a page is that of its answer. */
const having =
  (minutes: readonly number[]): Answer =>
  (sinceMs, limit) =>
    minutes
      .map((minute) => DAY + minute * MINUTE_MS)
      .filter((timeMs) => timeMs >= sinceMs)
      .slice(0, limit)
      .flatMap((timeMs) => candlesFrom(timeMs, 1));

/** The same, within the minutes that were asked for and no others. */
const within =
  (minutes: readonly number[]): Answer =>
  (sinceMs, limit) =>
    minutes
      .map((minute) => DAY + minute * MINUTE_MS)
      .filter((timeMs) => timeMs >= sinceMs && timeMs < sinceMs + limit * MINUTE_MS)
      .flatMap((timeMs) => candlesFrom(timeMs, 1));

describe('an exchange that answers well', () => {
  it('every minute of a day is there once, page after page', async () => {
    const { source, asked } = exchange(having(ALL_DAY));
    const path = await folder();
    expect(outcomes(await fetched({ source }, path))).toEqual(['2024-07-10 loaded']);
    expect(await minutesIn(path)).toEqual(ALL_DAY);
    expect(asked.map(([sinceMs, limit]) => [(sinceMs - DAY) / MINUTE_MS, limit])).toEqual([
      [0, 400],
      [400, 400],
      [800, 400],
      [1200, 240],
    ]);
  });

  it('the file is CSV with a header, the same bytes each time', async () => {
    const paths = [await folder(), await folder()];
    for (const path of paths) await fetched(exchange(having(ALL_DAY)), path);
    const [one, other] = await Promise.all(paths.map((path) => readFile(join(path, NAME))));
    expect(one).toEqual(other);
    const text = gunzipSync(one!).toString();
    expect(text.slice(0, text.indexOf('\n'))).toBe('ts,open,high,low,close,volume');
    expect(text.split('\n')[401]).toBe(`${DAY + 400 * MINUTE_MS},100,102,99,101,0`);
  });

  it('missing minutes stay missing, and are counted', async () => {
    const path = await folder();
    const there = ALL_DAY.filter((minute) => minute !== 7 && (minute < 390 || minute > 410));
    const result = await fetched(exchange(within(there)), path);
    expect(result.files[0]?.missingMinutes).toBe(22);
    expect(await minutesIn(path)).toEqual(there);
  });

  it('a gap longer than a page ends nothing', async () => {
    const path = await folder();
    const there = ALL_DAY.filter((minute) => minute < 10 || minute > 1430);
    for (const answer of [within(there), having(there)]) {
      await fetched(exchange(answer), path);
      expect(await minutesIn(path)).toEqual(there);
    }
  });

  it('the day of a listing has the candles since', async () => {
    const path = await folder();
    const there = ALL_DAY.filter((minute) => minute >= 1000);
    await fetched(exchange(within(there)), path);
    expect(await minutesIn(path)).toEqual(there);
  });

  it('a month takes the place of its days', async () => {
    const path = await folder();
    const fromMs = Date.parse('2024-07-01T00:00Z');
    const toMs = Date.parse('2024-08-01T00:00Z');
    const { source } = exchange((sinceMs, limit) => candlesFrom(sinceMs, limit));
    await fetched({ source }, path, { fromMs, toMs: fromMs + 2 * DAY_MS });
    expect(await namesIn(path)).toHaveLength(2);
    await fetched({ source }, path, { fromMs, toMs });
    expect(await namesIn(path)).toEqual(['BTCUSDT-1m-2024-07.csv.gz']);
  });
});

describe('the traps of exchanges', () => {
  it('one that gives fewer than asked for, the newest of the page, is asked for the rest', async () => {
    const path = await folder();
    const newest: Answer = (sinceMs, limit) => candlesFrom(sinceMs, limit).slice(-250);
    await fetched(exchange(newest), path);
    expect(await minutesIn(path)).toEqual(ALL_DAY);
  });

  it('one that answers with its newest candles has none so old, and says so', async () => {
    const newestMs = DAY + 300 * DAY_MS;
    const { source, asked } = exchange(() => candlesFrom(newestMs, 10));
    const path = await folder();
    const { files } = await fetched({ source }, path);
    expect(files.map(({ outcome }) => outcome)).toEqual(['none']);
    expect(files[0]?.why).toContain('2025-05-06 00:09');
    expect(files[0]?.why).toContain('keeps none so old');
    expect(await namesIn(path)).toEqual([]);
    expect(asked).toHaveLength(2);
  });

  it('one that repeats the same page ends all the same', async () => {
    const path = await folder();
    const { source, asked } = exchange(() => candlesFrom(DAY, 5));
    await fetched({ source }, path);
    expect(await minutesIn(path)).toEqual([0, 1, 2, 3, 4]);
    expect(asked.length).toBeLessThan(8);
  });

  it('two different candles of one minute are none, and are told', async () => {
    const path = await folder();
    const { source } = exchange((sinceMs, limit) => [
      ...candlesFrom(sinceMs, limit),
      ...candlesFrom(DAY + 3 * MINUTE_MS, 1, 7).filter(([timeMs]) => timeMs >= sinceMs),
    ]);
    const { files } = await fetched({ source }, path);
    expect(await minutesIn(path)).toEqual(ALL_DAY.filter((minute) => minute !== 3));
    expect(files[0]?.warnings).toEqual([expect.stringContaining('there are two of it')]);
    expect(files[0]?.missingMinutes).toBe(1);
  });

  it('a failure that passes is asked again, and one that does not is a sentence', async () => {
    let asked = 0;
    const flaky = exchange((sinceMs, limit) => {
      asked += 1;
      if (asked === 2) throw Object.assign(new Error('maintenance'), { name: 'OnMaintenance' });
      return candlesFrom(sinceMs, limit);
    });
    const path = await folder();
    await fetched(flaky, path);
    expect(await minutesIn(path)).toEqual(ALL_DAY);
    const refused = exchange(() => {
      throw Object.assign(new Error('no such market'), { name: 'BadSymbol' });
    });
    const words = await refusalOf(fetched(refused, await folder()));
    expect(words).toBe('bybit: no such market. The same command goes on');
    expect(refused.asked).toHaveLength(1);
  });

  it('an interruption leaves no half file', async () => {
    const controller = new AbortController();
    const { signal } = controller;
    const interrupted = exchange((sinceMs, limit) => {
      if (sinceMs > DAY) controller.abort();
      return candlesFrom(sinceMs, limit);
    }, signal);
    const path = await folder();
    const result = await fetched(interrupted, path, { signal });
    expect(result).toEqual({ files: [], isInterrupted: true });
    expect(interrupted.asked).toHaveLength(2);
    expect(await namesIn(path)).toEqual([]);
  });
});
