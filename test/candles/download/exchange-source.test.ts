/**
 * Are candles loaded through ccxt as they are from the venue on the wire?
 */
import { describe, expect, it } from 'vitest';
import { readCandleFiles } from '../../../infra/candles/candle-files.ts';
import { openExchangeSources } from '../../../infra/candles/download/exchange-source.ts';
import { fetchCandles } from '../../../infra/candles/download/fetch-candles.ts';
import { KeptFolder } from '../../../infra/candles/download/kept-folder.ts';
import { DAY_MS, MINUTE_MS, dayStartMs } from '../../../lambda/core/units.ts';
import { NOON } from '../../harness/builders.ts';
import { folder } from '../../harness/candle-writing.ts';
import { openForTest } from '../../harness/loopback-server.ts';
import { quietVenue } from '../../venue/binance-venue.ts';
import { refusalOf } from './fetching.ts';

describe('through ccxt', () => {
  it('the candles of a venue on the wire are those of the day, without the forming one', async () => {
    const dayMs = dayStartMs(NOON);
    const venue = await openForTest(quietVenue(NOON));
    venue.set('BTCUSDT', dayMs - DAY_MS + 5 * MINUTE_MS, undefined);
    const opened = await openExchangeSources({
      id: 'binanceusdm',
      symbols: ['BTCUSDT'],
      signal: new AbortController().signal,
      transport: { send: venue.send },
      isPaced: false,
    });
    const path = await folder();
    const result = await fetchCandles({
      source: opened.sources[0]!,
      folder: new KeptFolder(path),
      span: { fromMs: dayMs - DAY_MS, toMs: dayMs + DAY_MS },
      nowMs: opened.closedByMs,
      signal: new AbortController().signal,
      isForced: false,
    });
    expect(opened.closedByMs).toBeLessThanOrEqual(NOON);
    expect(result.files.map(({ missingMinutes }) => missingMinutes)).toEqual([1]);
    const { symbols } = await readCandleFiles([path]);
    expect(symbols[0]?.candles).toMatchObject({ length: 1439 });
    expect(Math.max(...(symbols[0]?.candles.high ?? []))).toBeLessThan(1_000);
  });

  it('an exchange and a symbol that nobody has are named, with what was meant', async () => {
    const venue = await openForTest(quietVenue(NOON));
    const shared = { signal: new AbortController().signal, transport: { send: venue.send }, isPaced: false };
    const opened = (id: string, symbol: string) => openExchangeSources({ ...shared, id, symbols: [symbol] });
    expect(await refusalOf(opened('binanceusd', 'BTCUSDT'))).toMatch(/^candles fetch: .*binanceusdm/);
    expect(await refusalOf(opened('binanceusdm', 'BTCUSTD'))).toMatch(
      /^candles fetch: .*did you mean BTCUSDT/,
    );
  });
});
