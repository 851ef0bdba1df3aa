/**
 * Does a watch step see prices, ask for nothing else, and use nothing up that the candles still have to tell?
 */
import { describe, expect, it } from 'vitest';
import { MINUTE_MS, SECOND_MS } from '../../../lambda/core/units.ts';
import { BOTH, opened } from './market-reader.ts';
import { NOON } from '../../harness/builders.ts';

describe('between two ticks', () => {
  it('a venue is asked for prices only, and shows the candles that are known', async () => {
    const { venue, market, told } = await opened();
    const [tick] = await market.observe(BOTH, NOON);
    venue.timeMs = NOON + 20 * SECOND_MS;
    venue.quote('BTCUSDT', { bid: 100.5, ask: 100.6 });
    const [step, other] = await market.observePrices(['BTCUSDT', 'ETHUSDT'], NOON + 20 * SECOND_MS);
    expect(step?.quote).toMatchObject({ bid: 100.5, ask: 100.6 });
    expect(step?.candles).toEqual(tick?.candles);
    expect(step?.market).toEqual(tick?.market);
    expect(other?.quote).toBeDefined();
    expect(venue.asked('klines')).toHaveLength(2);
    expect(venue.asked('bookTicker')).toHaveLength(4);
    expect(told()).toEqual([]);
  });

  it('a symbol has no price while candles before this minute are not known: they have to be met first', async () => {
    const { venue, market } = await opened();
    await market.observe(['BTCUSDT'], NOON);
    venue.timeMs = NOON + MINUTE_MS + 10 * SECOND_MS;
    venue.publishedAfterMs = 30 * SECOND_MS;
    const asked = venue.asked('bookTicker').length;
    const [step] = await market.observePrices(['BTCUSDT'], NOON + MINUTE_MS + 10 * SECOND_MS);
    expect(step?.quote).toBeUndefined();
    expect(venue.asked('bookTicker')).toHaveLength(asked);
  });

  it('a symbol has its price after the turn of a minute with the candle that has closed', async () => {
    const { venue, market } = await opened();
    await market.observe(['BTCUSDT'], NOON);
    venue.timeMs = NOON + MINUTE_MS + 10 * SECOND_MS;
    const pages = venue.asked('klines').length;
    const [step] = await market.observePrices(['BTCUSDT'], NOON + MINUTE_MS + 10 * SECOND_MS);
    expect(step?.quote).toBeDefined();
    expect(step?.candles.openTimeMs.at(-1)).toBe(NOON);
    expect(venue.asked('klines')).toHaveLength(pages + 1);
  });

  it('a price that comes after the minute is taken as its last: its candle is met before the next one', async () => {
    const { venue, market } = await opened();
    await market.observe(['BTCUSDT'], NOON);
    venue.timeMs = NOON + MINUTE_MS + 700;
    const [step] = await market.observePrices(['BTCUSDT'], NOON + 50 * SECOND_MS);
    expect(step?.quote?.timeMs).toBe(NOON + MINUTE_MS - 1);
  });

  it('the extremes of the minute that has begun are there to be asked for', async () => {
    const { venue, market } = await opened();
    venue.timeMs = NOON + 20 * SECOND_MS;
    venue.forming = { open: 100, high: 100.4, low: 99.6, close: 100, volume: 3 };
    expect(await market.minuteSoFar('BTCUSDT', NOON)).toMatchObject({ high: 100.4, low: 99.6 });
    expect(await market.minuteSoFar('XRPUSDT', NOON)).toBeUndefined();
  });
});
