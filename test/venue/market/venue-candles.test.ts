/**
 * Which candles does the venue have, of which intervals, and what does it make of them?
 */
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../../lambda/core/units.ts';
import { NOON } from '../../harness/builders.ts';
import { codeOf, rawClient } from '../raw-client.ts';
import { tradingVenue } from '../venue-clients.ts';

const BTC = { symbol: 'BTCUSDT' };
const KLINES = 'GET /fapi/v1/klines';
const DAY = 'GET /fapi/v1/ticker/24hr';

const INTERVALS = '1m 3m 5m 15m 30m 1h 2h 4h 6h 8h 12h 1d 3d 1w 1M'.split(' ');

const text = z.string();
const rowSchema = z.tuple([z.number(), text, text, text, text, text, z.number()]).rest(z.unknown());
const rowsSchema = z.array(rowSchema);

async function asking() {
  const venue = await tradingVenue();
  const ask = rawClient(venue);
  const spans = async (fields: Record<string, string | number>) => {
    const { body } = await ask(KLINES, { ...BTC, ...fields });
    return rowsSchema.parse(body).map(({ 0: openMs, 6: closeMs }) => ({ openMs, endMs: closeMs + 1 }));
  };
  /** Open times, as dates and times without seconds. */
  const opens = async (fields: Record<string, string | number>) =>
    (await spans(fields)).map(({ openMs }) => new Date(openMs).toISOString().slice(0, 16));
  return { venue, ask, spans, opens };
}

describe('Candles', () => {
  it.each(INTERVALS)(
    'candles of %s follow each other without a gap up to the one that forms',
    async (interval) => {
      const { spans } = await asking();
      const candles = await spans({ interval, limit: 4 });
      expect(candles).toHaveLength(4);
      expect(candles.slice(1).map(({ openMs }) => openMs)).toEqual(
        candles.slice(0, -1).map(({ endMs }) => endMs),
      );
      const { openMs, endMs } = candles.at(-1)!;
      expect([openMs <= NOON, endMs > NOON]).toEqual([true, true]);
    },
  );

  it('candles of days begin at midnight, of weeks on Monday, of months on the first', async () => {
    const { opens } = await asking();
    expect(await opens({ interval: '1d', limit: 2 })).toEqual(['2026-01-04T00:00', '2026-01-05T00:00']);
    expect(await opens({ interval: '1w', limit: 2 })).toEqual(['2025-12-29T00:00', '2026-01-05T00:00']);
    expect(await opens({ interval: '1M', limit: 2 })).toEqual(['2025-12-01T00:00', '2026-01-01T00:00']);
  });

  it('candles are those of their minutes, as many as there are', async () => {
    const { venue, ask } = await asking();
    const fromMs = NOON - 10 * MINUTE_MS;
    venue.set('BTCUSDT', fromMs, { open: 95_001, high: 95_010, low: 95_000.5, close: 95_002, volume: 1.5 });
    venue.set('BTCUSDT', fromMs + MINUTE_MS, undefined);
    venue.set('BTCUSDT', fromMs + 2 * MINUTE_MS, {
      open: 95_002,
      high: 95_005,
      low: 94_990,
      close: 94_999.9,
      volume: 2,
    });
    for (const k of [3, 4]) venue.set('BTCUSDT', fromMs + k * MINUTE_MS, undefined);
    const { body } = await ask(KLINES, { ...BTC, interval: '5m', startTime: fromMs, limit: 1 });
    expect(body).toEqual([
      [
        fromMs,
        '95001.00',
        '95010.00',
        '94990.00',
        '94999.90',
        '3.500',
        fromMs + 5 * MINUTE_MS - 1,
        '332502.80000',
        84,
        '1.750',
        '166251.40000',
        '0',
      ],
    ]);
  });

  it('candles without a single minute are not there', async () => {
    const { venue, opens } = await asking();
    for (let ms = NOON - HOUR_MS; ms < NOON - HOUR_MS / 2; ms += MINUTE_MS)
      venue.set('BTCUSDT', ms, undefined);
    expect(await opens({ interval: '30m', limit: 3 })).toEqual(['2026-01-05T11:30', '2026-01-05T12:00']);
  });

  it('candles are asked for from a time that begins none, up to another', async () => {
    const { opens } = await asking();
    const hours = { interval: '1h', startTime: NOON - 3 * HOUR_MS + 1, endTime: NOON - 1 };
    expect(await opens(hours)).toEqual(['2026-01-05T10:00', '2026-01-05T11:00']);
    expect(await opens({ ...hours, limit: 1 })).toEqual(['2026-01-05T10:00']);
    expect(await opens({ interval: '1h', endTime: NOON - 1, limit: 1 })).toEqual(['2026-01-05T11:00']);
  });

  it('candles that are closed and not published yet are left out, and the one that forms is there', async () => {
    const { venue, opens } = await asking();
    venue.publishedAfterMs = MINUTE_MS;
    expect(await opens({ interval: '5m', limit: 2 })).toEqual(['2026-01-05T12:00']);
    venue.timeMs += MINUTE_MS;
    expect(await opens({ interval: '5m', limit: 2 })).toEqual(['2026-01-05T11:55', '2026-01-05T12:00']);
  });

  it('candles before the market was there are none', async () => {
    const { opens } = await asking();
    expect((await opens({ interval: '1M', startTime: 0, limit: 2 }))[0]).toBe('2019-10-01T00:00');
  });

  it.each(['2m', '1H', '7d', '1y', 'minute'])('candles of %s are refused', async (interval) => {
    const { ask } = await asking();
    expect(await codeOf(ask(KLINES, { ...BTC, interval }))).toBe(-1120);
  });

  it('candles need an interval, and are at most 1500', async () => {
    const { ask, opens } = await asking();
    expect(await codeOf(ask(KLINES, BTC))).toBe(-1102);
    expect(await codeOf(ask(KLINES, { ...BTC, interval: '1m', limit: 1_501 }))).toBe(-1130);
    expect(await codeOf(ask(KLINES, { ...BTC, interval: '1m', limit: 0 }))).toBe(-1130);
    expect(await opens({ interval: '1m', limit: 1_500 })).toHaveLength(1_500);
    expect(await opens({ interval: '1m' })).toHaveLength(500);
  });
});

describe('The last 24 hours', () => {
  it('the last 24 hours are those of the candles, up to the last price', async () => {
    const { venue, ask } = await asking();
    venue.set('BTCUSDT', NOON - DAY_MS, {
      open: 94_000,
      high: 95_000,
      low: 93_500.5,
      close: 95_000,
      volume: 10,
    });
    venue.set('BTCUSDT', NOON - HOUR_MS, {
      open: 95_000,
      high: 96_400,
      low: 95_000,
      close: 95_000,
      volume: 10,
    });
    expect((await ask(DAY, BTC)).body).toMatchObject({
      openPrice: '94000.00',
      highPrice: '96400.00',
      lowPrice: '93500.50',
      lastPrice: '95000.00',
      priceChange: '1000.00',
      priceChangePercent: '1.064',
      weightedAvgPrice: '95000.00',
      volume: '14400.000',
      quoteVolume: '1368000000.00',
      openTime: NOON - DAY_MS,
      closeTime: NOON,
    });
    venue.timeMs += MINUTE_MS;
    venue.quote('BTCUSDT', { bid: 97_000, ask: 97_000.1 });
    expect((await ask(DAY, BTC)).body).toMatchObject({ highPrice: '97000.00', lowPrice: '95000.00' });
    venue.quote('BTCUSDT', { bid: 90_000, ask: 90_000.1 });
    expect((await ask(DAY, BTC)).body).toMatchObject({ lowPrice: '90000.10', lastPrice: '90000.10' });
  });

  it('the last 24 hours without a candle are the last price', async () => {
    const { venue, ask } = await asking();
    venue.barOf = () => undefined;
    expect((await ask(DAY, BTC)).body).toMatchObject({
      openPrice: '95000.00',
      highPrice: '95000.00',
      lowPrice: '95000.00',
      volume: '0.000',
      priceChangePercent: '0.000',
    });
  });
});
