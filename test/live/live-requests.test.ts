/**
 * What does a tick with real orders ask of the venue: how often, and for how much of its weight?
 */
import { describe, expect, it } from 'vitest';
import { MINUTE_MS } from '../../lambda/core/units.ts';
import { NOON } from '../harness/builders.ts';
import { liveHarness, nextMinute, type LiveHarness } from './live-harness.ts';

const SYMBOLS = ['BTCUSDT', 'ETHUSDT', 'SOLUSDT'];

/** Six percent of what the venue allows in a minute. */
const WEIGHT_MAX = 0.06 * 2_400;

/** Beyond the first minutes of an hour, in which funding is asked for while a position is open. */
const QUIET = NOON + 10 * MINUTE_MS;

async function asked(harness: LiveHarness) {
  harness.venue.requests.length = 0;
  await harness.tick();
  const { requests } = harness.venue;
  const paths = requests.map(({ method, path, symbol }) => `${method} ${path} ${symbol ?? 'all'}`);
  return { paths: paths.sort(), weight: requests.reduce((sum, { weight }) => sum + weight, 0) };
}

describe('a tick in three symbols asks', () => {
  it('a tick in three symbols asks seven things when idle, none of them private to a symbol', async () => {
    const harness = await liveHarness({ symbols: SYMBOLS, startMs: QUIET });
    await harness.tick();
    nextMinute(harness);
    const { paths, weight } = await asked(harness);
    expect(paths).toEqual([
      'GET /fapi/v1/klines BTCUSDT',
      'GET /fapi/v1/klines ETHUSDT',
      'GET /fapi/v1/klines SOLUSDT',
      'GET /fapi/v1/openAlgoOrders all',
      'GET /fapi/v1/openOrders all',
      'GET /fapi/v1/ticker/bookTicker all',
      'GET /fapi/v3/account all',
    ]);
    expect(weight).toBe(93);
    expect(weight).toBeLessThan(WEIGHT_MAX);
  });

  it('a tick in three symbols asks no more with three positions that rest between stop and take-profit', async () => {
    const harness = await liveHarness({ symbols: SYMBOLS, startMs: QUIET });
    nextMinute(harness, { BTCUSDT: 0.1, ETHUSDT: 0.1, SOLUSDT: 0.1 });
    await harness.tick();
    expect(harness.venue.books.positions).toHaveLength(3);
    nextMinute(harness);
    const { paths, weight } = await asked(harness);
    expect(paths).toHaveLength(7);
    expect(weight).toBe(93);
  });

  it('a tick in three symbols asks for the funding of positions in the first minutes of an hour, and for less than 6 % all the same', async () => {
    const harness = await liveHarness({ symbols: SYMBOLS });
    nextMinute(harness, { BTCUSDT: 0.1, ETHUSDT: 0.1, SOLUSDT: 0.1 });
    await harness.tick();
    nextMinute(harness);
    const { paths, weight } = await asked(harness);
    expect(paths).toContain('GET /fapi/v1/income all');
    expect(weight).toBe(123);
    expect(weight).toBeLessThan(WEIGHT_MAX);
  });

  it('a tick in three symbols asks for less than 6 % of the minute also while it opens three', async () => {
    const harness = await liveHarness({ symbols: SYMBOLS, startMs: QUIET });
    nextMinute(harness, { BTCUSDT: 0.1, ETHUSDT: 0.1, SOLUSDT: 0.1 });
    const { weight } = await asked(harness);
    expect(harness.venue.books.positions).toHaveLength(3);
    expect(weight).toBeLessThan(WEIGHT_MAX);
  });
});
