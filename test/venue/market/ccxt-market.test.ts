/**
 * Does the market of a real venue, read through the real ccxt, show what is there, and nothing that is not?
 */
import { describe, expect, it } from 'vitest';
import { HOUR_MS, MINUTE_MS } from '../../../lambda/core/units.ts';
import { BOTH, HEALTHY, opened, seen } from './market-reader.ts';
import { NOON } from '../../harness/builders.ts';

/** Where it stands in a row of candles. */
const VOLUME = 5;

describe('a venue in good health', () => {
  it('a venue in good health shows the closed candles, and bid and ask with the venue’s time', async () => {
    const { venue, market, told } = await opened();
    venue.set('BTCUSDT', NOON - MINUTE_MS, { open: 100, high: 100.2, low: 99.9, close: 100.1, volume: 12.5 });
    const [view] = await market.observe(BOTH, NOON);
    const { candles, last, quote } = view!;
    expect([last, candles.length]).toEqual([498, 499]);
    const columns = [
      candles.openTimeMs,
      candles.open,
      candles.high,
      candles.low,
      candles.close,
      candles.volume,
    ];
    expect(columns.map((column) => column[last])).toEqual([NOON - MINUTE_MS, 100, 100.2, 99.9, 100.1, 12.5]);
    expect(quote).toEqual({ bid: 99.995, ask: 100.005, timeMs: NOON + 1_950 });
    expect(told()).toEqual([]);
  });

  it('a venue in good health states its facts of a market, and the rest stays absent', async () => {
    const { market } = await opened();
    const views = await market.observe(BOTH, NOON);
    expect(views.map((view) => view.market)).toEqual([
      expect.objectContaining({
        symbol: 'BTCUSDT',
        quantityStep: 0.001,
        priceStep: 0.1,
        minQuantity: 0.001,
        minNotionalUsd: 50,
        maxQuantity: 1000,
        maxMarketQuantity: 120,
      }),
      expect.objectContaining({
        symbol: 'ETHUSDT',
        quantityStep: 0.001,
        priceStep: 0.01,
        minQuantity: 0.001,
        minNotionalUsd: 20,
        maxQuantity: 10_000,
        maxMarketQuantity: 2_000,
      }),
    ]);
    expect(views[0]?.market).toMatchObject({
      maxOrders: 200,
      priceBand: { belowPct: 5, abovePct: 5 },
      marketTakePct: 5,
    });
    expect(views[0]?.market).not.toHaveProperty('maintenanceMarginPct');
  });

  it('a venue in good health is asked for a page at first, and then for what is new and the candle before it', async () => {
    const { venue, market } = await opened();
    await market.observe(['BTCUSDT'], NOON);
    venue.timeMs += MINUTE_MS;
    await market.observe(['BTCUSDT'], NOON + MINUTE_MS);
    expect(venue.asked('klines').map(({ params }) => params)).toEqual([
      `interval=1m&limit=499&symbol=BTCUSDT&startTime=${NOON - 499 * MINUTE_MS}`,
      `interval=1m&limit=3&symbol=BTCUSDT&startTime=${NOON - MINUTE_MS}`,
    ]);
    expect(venue.asked('bookTicker')).toHaveLength(2);
  });

  it('a venue in good health is not asked for candles twice in a minute', async () => {
    const { venue, market } = await opened();
    await market.observe(['BTCUSDT'], NOON);
    await market.observe(['BTCUSDT'], NOON);
    expect(venue.asked('klines')).toHaveLength(1);
    expect(venue.asked('bookTicker')).toHaveLength(2);
  });

  it('a venue in good health keeps what a signal needs and lets go of the rest', async () => {
    const { venue, market } = await opened();
    for (let k = 0; k < 4; k += 1) {
      const [view] = await market.observe(['BTCUSDT'], NOON + k * MINUTE_MS);
      expect(view!.candles.length).toBeLessThanOrEqual(501);
      expect(view!.candles.length).toBeGreaterThanOrEqual(499);
      venue.timeMs += MINUTE_MS;
    }
  });

  it('a venue in good health shows a candle as corrected, when it was taken too early', async () => {
    const { venue, market } = await opened();
    await market.observe(['BTCUSDT'], NOON);
    venue.set('BTCUSDT', NOON - MINUTE_MS, { volume: 11 });
    venue.timeMs += MINUTE_MS;
    const [view] = await market.observe(['BTCUSDT'], NOON + MINUTE_MS);
    expect(Array.from(view!.candles.volume.slice(-2))).toEqual([11, 10]);
  });
});

describe('the last candle', () => {
  it('the last candle that is late is waited for', async () => {
    const context = await opened();
    const { venue } = context;
    venue.publishedAfterMs = 3_000;
    context.whilePaused = () => {
      venue.timeMs += 1_500;
    };
    expect(await seen(context, NOON, ['BTCUSDT'])).toEqual([HEALTHY]);
    expect([context.pauses, context.told()]).toEqual([[1_500], []]);
  });

  it('the last candle that does not come leaves no price, and says so', async () => {
    const context = await opened();
    context.venue.publishedAfterMs = 30_000;
    expect(await seen(context)).toEqual(['03:41 → 11:58, no price', '03:41 → 11:58, no price']);
    expect(context.pauses).toEqual([1_500, 1_500, 1_500, 1_500]);
    const sentence = 'the candle of 2026-01-05 11:59 UTC is not there';
    expect(context.told()).toEqual([`BTCUSDT: ${sentence}`, `ETHUSDT: ${sentence}`]);
    expect(context.venue.asked('bookTicker')).toEqual([]);
  });

  it('the last candle that is missing leaves no price for a minute, and a gap that is reported once', async () => {
    const context = await opened();
    context.venue.set('BTCUSDT', NOON - MINUTE_MS, undefined);
    expect(await seen(context)).toEqual(['03:41 → 11:58, no price', HEALTHY]);
    context.told();
    context.venue.timeMs += MINUTE_MS;
    const [view] = await context.market.observe(['BTCUSDT'], NOON + MINUTE_MS);
    expect(Array.from(view!.candles.openTimeMs.slice(-2))).toEqual([NOON - 2 * MINUTE_MS, NOON]);
    expect(view!.quote).toBeDefined();
    expect(context.told()).toEqual([
      'BTCUSDT: there are no candles from 2026-01-05 11:59 UTC to 2026-01-05 12:00 UTC: nothing is done there',
    ]);
    context.venue.timeMs += MINUTE_MS;
    await context.market.observe(['BTCUSDT'], NOON + 2 * MINUTE_MS);
    expect(context.told()).toEqual([]);
  });

  it('the last candle that is no candle is left out, and named', async () => {
    const context = await opened();
    context.venue.set('BTCUSDT', NOON - MINUTE_MS, { high: 90 });
    expect(await seen(context, NOON, ['BTCUSDT'])).toEqual(['03:41 → 11:58, no price']);
    expect(context.told()).toEqual([
      'BTCUSDT: the candle of 2026-01-05 11:59 UTC is left out: its high is below another of its prices',
      'BTCUSDT: the candle of 2026-01-05 11:59 UTC is not there',
    ]);
  });

  it('the last candle seen twice is one, and in two forms is none', async () => {
    const context = await opened();
    const last = NOON - MINUTE_MS;
    context.venue.rowsOf = (rows) => rows.flatMap((row) => (row[0] === last ? [row, row] : [row]));
    expect(await seen(context, NOON, ['BTCUSDT'])).toEqual([HEALTHY]);
    context.venue.timeMs += MINUTE_MS;
    context.venue.rowsOf = (rows) =>
      rows.flatMap((row) => (row[0] === NOON ? [row, row.with(VOLUME, '11.000')] : [row]));
    expect(await seen(context, NOON + MINUTE_MS, ['BTCUSDT'])).toEqual(['03:41 → 11:59, no price']);
    expect(context.told()[0]).toContain('there are two of it');
  });
});

describe('the price', () => {
  it.each([
    [{ bid: 100.2, ask: 100.1 }, 'its book is crossed: the bid 100.2 is above the ask 100.1'],
    [{ bid: 0, ask: 100.1 }, 'it has no bid and ask'],
    [{ bid: 100, ask: 100.1, timeMs: NOON - 60_000 }, 'its price is 62 s old'],
    [{ bid: 100, ask: 100.1, timeMs: NOON + HOUR_MS }, 'its price is from 3598 s ahead'],
  ])('the price of a book like %o is none', async (book, why) => {
    const context = await opened();
    context.venue.quote('BTCUSDT', book);
    expect(await seen(context)).toEqual(['03:41 → 11:59, no price', HEALTHY]);
    expect(context.told()).toEqual([`BTCUSDT: ${why}`]);
  });

  it('the price that has not changed since before the minute is the one now', async () => {
    const { venue, market } = await opened();
    venue.quote('BTCUSDT', { bid: 100, ask: 100.1, timeMs: NOON - 500 });
    const [view] = await market.observe(['BTCUSDT'], NOON);
    expect(view!.quote).toEqual({ bid: 100, ask: 100.1, timeMs: NOON + 2_000 });
  });
});

it('a symbol that the venue does not have shows nothing, and is reported', async () => {
  const context = await opened();
  expect(await seen(context, NOON, ['BTCUSDT', 'DOGEUSDT'])).toEqual([HEALTHY, 'nothing, no price']);
  expect(context.told()).toEqual(['DOGEUSDT: binanceusdm has no market of this name']);
});
