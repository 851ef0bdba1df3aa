/**
 * What does a tick with real orders ask of the venue: how often, and for how much of its weight?
 */
import { describe, expect, it } from 'vitest';
import { capabilitiesOf } from '../../lambda/adapters/market/venue-capabilities.ts';
import { minuteWeight } from '../../lambda/core/request-weight.ts';
import { MINUTE_MS } from '../../lambda/core/units.ts';
import { NOON } from '../harness/builders.ts';
import { liveHarness, nextMinute, type LiveHarness } from './live-harness.ts';

const SYMBOLS = ['BTCUSDT', 'ETHUSDT', 'SOLUSDT'];

/** Three pages of candles, all quotes, the account, and two lists of open orders in each market. */
const IDLE_WEIGHT = 3 + 5 + 5 + 6;

/** Two percent of what the venue allows in a minute. */
const WEIGHT_MAX = 0.02 * 2_400;

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
  it('a tick in three symbols asks for its own markets when idle, and for no orders of others', async () => {
    const harness = await liveHarness({ symbols: SYMBOLS, startMs: QUIET });
    await harness.tick();
    nextMinute(harness);
    const { paths, weight } = await asked(harness);
    expect(paths).toEqual([
      'GET /fapi/v1/klines BTCUSDT',
      'GET /fapi/v1/klines ETHUSDT',
      'GET /fapi/v1/klines SOLUSDT',
      ...SYMBOLS.map((symbol) => `GET /fapi/v1/openAlgoOrders ${symbol}`),
      ...SYMBOLS.map((symbol) => `GET /fapi/v1/openOrders ${symbol}`),
      'GET /fapi/v1/ticker/bookTicker all',
      'GET /fapi/v3/account all',
    ]);
    expect(weight).toBe(IDLE_WEIGHT);
  });

  it('a tick in three symbols asks for the orders of all markets at first, and once an hour', async () => {
    const harness = await liveHarness({ symbols: SYMBOLS, startMs: QUIET });
    const complete: number[] = [];
    for (let minute = 0; minute <= 60; minute += 1) {
      const { paths, weight } = await asked(harness);
      if (paths.includes('GET /fapi/v1/openOrders all')) complete.push(minute);
      else expect(weight).toBe(IDLE_WEIGHT);
      nextMinute(harness);
    }
    expect(complete).toEqual([0, 58]);
  });

  it('a tick in three symbols asks no more with three positions that rest between stop and take-profit', async () => {
    const harness = await liveHarness({ symbols: SYMBOLS, startMs: QUIET });
    nextMinute(harness, { BTCUSDT: 0.1, ETHUSDT: 0.1, SOLUSDT: 0.1 });
    await harness.tick();
    expect(harness.venue.books.positions).toHaveLength(3);
    nextMinute(harness);
    const { paths, weight } = await asked(harness);
    expect(paths).toHaveLength(11);
    expect(weight).toBe(IDLE_WEIGHT);
  });

  it('a tick in three symbols asks for the funding of positions in the first minutes of an hour', async () => {
    const harness = await liveHarness({ symbols: SYMBOLS });
    nextMinute(harness, { BTCUSDT: 0.1, ETHUSDT: 0.1, SOLUSDT: 0.1 });
    await harness.tick();
    nextMinute(harness);
    const { paths, weight } = await asked(harness);
    expect(paths).toContain('GET /fapi/v1/income all');
    expect(weight).toBe(IDLE_WEIGHT + 30);
  });

  it('a tick in three symbols asks for less than 2 % of the minute also while it opens three', async () => {
    const harness = await liveHarness({ symbols: SYMBOLS, startMs: QUIET });
    await harness.tick();
    nextMinute(harness, { BTCUSDT: 0.1, ETHUSDT: 0.1, SOLUSDT: 0.1 });
    const { weight } = await asked(harness);
    expect(harness.venue.books.positions).toHaveLength(3);
    expect(weight).toBeLessThan(WEIGHT_MAX);
  });
});

describe('a watched minute with one position', () => {
  it.each([
    ['', QUIET, 0],
    [' in which funding is asked for, once', NOON, 30],
  ])('a watched minute with one position%s weighs a tick and five steps', async (_, startMs, funding) => {
    const harness = await liveHarness({
      symbols: SYMBOLS,
      startMs,
      parameters: { maxHoldSeconds: 600, quickExitSeconds: 600 },
    });
    nextMinute(harness, { BTCUSDT: 0.1 });
    await harness.tick();
    nextMinute(harness);
    harness.venue.requests.length = 0;
    await harness.watchedTick();
    const { requests } = harness.venue;
    const weight = requests.reduce((sum, one) => sum + one.weight, 0);
    // A step: the quote of one market, the account, its two lists of open orders.
    expect(weight).toBe(IDLE_WEIGHT + 5 * (2 + 5 + 2) + funding);
  });
});

describe('the plan of a bot', () => {
  it('the plan of a bot is not exceeded by its first, its busiest or its idle minute', async () => {
    const weights = capabilitiesOf('binanceusdm')?.requestLimit?.weights;
    const harness = await liveHarness({ symbols: SYMBOLS });
    const terms = { ...harness.parameters, markets: SYMBOLS.length, isLive: true };
    const planned = weights && minuteWeight(terms, weights).total;
    for (const move of [0, 0.1, 0, -0.5, 0.1, 0.3, 0]) {
      harness.venue.requests.length = 0;
      await harness.watchedTick();
      const weight = harness.venue.requests.reduce((sum, one) => sum + one.weight, 0);
      expect(weight).toBeLessThanOrEqual(planned ?? 0);
      nextMinute(harness, { BTCUSDT: move, ETHUSDT: move, SOLUSDT: move });
    }
    expect(harness.venue.books.trades.length).toBeGreaterThan(6);
  });
});
