/**
 * What do the adapters make of an exchange's broken answers: a value that can be counted with, or a VenueError?
 *
 * Each answer is the test venue's own, to the request that ccxt makes, and then broken on its way.
 */
import { binanceusdm } from 'ccxt';
import { beforeEach, describe, expect, it } from 'vitest';
import { listingsOf } from '../../lambda/adapters/market/ccxt-market-mapping.ts';
import { CcxtMarket } from '../../lambda/adapters/market/ccxt-market.ts';
import { ccxtTransport } from '../../lambda/adapters/market/ccxt-transport.ts';
import { failureOf } from '../../lambda/adapters/market/venue-error.ts';
import { VenueClock } from '../../lambda/adapters/market/venue-clock.ts';
import { VenueRequests } from '../../lambda/adapters/market/venue-requests.ts';
import { tradingClientOf, type TradingClient } from '../../lambda/adapters/trading/ccxt-trading-client.ts';
import type { VenueDialect } from '../../lambda/adapters/trading/venue-dialect.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS, isTimeMs, minuteStartMs } from '../../lambda/core/units.ts';
import { SYMBOL, calmHarness, enter, minute, nextMinute } from '../live/fault-harness.ts';
import { brokenLine, type Harness } from './broken-venue.ts';
import { breaker } from './breakers.ts';
import { fuzz, verdictOf } from './fuzzing.ts';

const ORDER = { clientOrderId: 'fuzz', symbol: SYMBOL, side: 'long' } as const;
const THREE = ['BTCUSDT', 'ETHUSDT', 'SOLUSDT'];

let harness: Harness;
let client: TradingClient;
let dialect: VenueDialect;
/** What is broken now: all answers, in one way. */
let breaks: ((valid: unknown) => string) | undefined;

beforeEach(async () => {
  harness = await calmHarness({ wire: 'direct', symbols: THREE });
  await enter(harness);
  await minute(harness);
  // Its prices are of now.
  nextMinute(harness);
  const { venue } = harness;
  const send = brokenLine(venue.direct, () => {
    const now = breaks;
    return now && ((_path, _method, answer) => now(answer));
  });
  client = tradingClientOf(binanceusdm, {
    keys: { apiKey: venue.key.apiKey, secret: venue.key.secret },
    transport: ccxtTransport({ send }),
    clock: venue,
  });
  const listings = listingsOf(await client.loadMarkets(), client.precisionMode);
  dialect = client.dialect({ listings, requests: new VenueRequests(venue) });
});

/** Every number can be counted with, and every time is one in milliseconds. */
function expectCountable(value: unknown, key = ''): void {
  if (typeof value === 'number') {
    expect(Number.isFinite(value), `${key} is ${value}`).toBe(true);
    if (key === 'timeMs' || key === 'openTimeMs') {
      expect(Math.abs(value - harness.venue.timeMs), `${key} is ${value}`).toBeLessThan(200 * 365 * DAY_MS);
    }
  } else if (value instanceof Map) {
    for (const part of value.values()) expectCountable(part);
  } else if (typeof value === 'object' && value !== null) {
    for (const [name, part] of Object.entries(value)) expectCountable(part, name);
  }
}

function marketOf(symbols: readonly string[]): CcxtMarket {
  const { listings } = harness.exchange;
  return new CcxtMarket({
    client,
    listings: listings.filter(({ market }) => symbols.includes(market.symbol)),
    clock: harness.venue,
    pause: () => Promise.resolve(),
    onProblem: (p) => console.log(p.text),
    requests: new VenueRequests(harness.venue),
  });
}

let ordersSent = 0;
/** One that rests far from the market, under an id of its own. */
function nextOrder() {
  ordersSent += 1;
  const clientOrderId = `fuzz-${ordersSent}`;
  return { ...ORDER, clientOrderId, symbol: 'SOLUSDT', leg: 'entry', quantity: 1, price: 100 } as const;
}

const expiry = () => ({ signedAtMs: harness.venue.timeMs, windowMs: 5_000 });
const sinceMs = () => harness.venue.timeMs - HOUR_MS;

/** The requests of the account, each by the call that makes it. */
const CALLS: Readonly<Record<string, () => Promise<unknown>>> = {
  'the account': () => dialect.look(),
  'the account of one market': () => dialect.look([SYMBOL]),
  'an order': async () =>
    dialect.find({ ...ORDER, leg: 'entry', clientOrderId: harness.venue.books.trades[0]!.clientOrderId }),
  'the fills of a market': () => dialect.tradesSince(SYMBOL, sinceMs()),
  'movements of money': () => dialect.movements(sinceMs(), harness.venue.timeMs),
  'the price of a currency': () =>
    dialect.priceOf({
      currency: 'BTC',
      settlement: 'USDT',
      timeMs: harness.venue.timeMs - 2 * MINUTE_MS,
    }),
  'the settings of the markets': () => dialect.settings(),
  'the best asks': () => dialect.facts.asks(),
  'the answer to an order': async () => {
    const order = nextOrder();
    try {
      return await dialect.enter(order, expiry());
    } finally {
      breaks = undefined;
      await dialect.takeBack(order);
    }
  },
  'the answer to a cancel': async () => {
    const [order, way] = [nextOrder(), breaks];
    breaks = undefined;
    await dialect.enter(order, expiry());
    breaks = way;
    return dialect.takeBack(order);
  },
};

async function broken(way: (valid: unknown) => string, read: () => Promise<unknown>): Promise<string> {
  nextMinute(harness);
  breaks = way;
  try {
    return await verdictOf(async () => expectCountable(await read()));
  } finally {
    breaks = undefined;
  }
}

describe('Broken answers of the account', () => {
  it.each(Object.entries(CALLS))('broken answers: %s is countable, or a VenueError', async (name, read) => {
    expectCountable(await read().catch(() => undefined));
    const verdicts = await fuzz({
      target: `broken answers: ${name}`,
      input: breaker,
      runs: 40,
      slowness: 4,
      meets: (way) => broken(way, read),
    });
    expect([...verdicts.keys()]).toContain('VenueFailure');
  });
});

describe('Broken answers of the market', () => {
  it('broken answers: the list of markets has steps and bounds above 0, or is a VenueError', async () => {
    const text = JSON.stringify(await client.loadMarkets());
    expect(text).toContain('BTC/USDT:USDT');
    await fuzz({
      target: 'broken answers: the list of markets',
      input: breaker,
      runs: 20,
      slowness: 20,
      meets: (way) =>
        broken(way, async () => {
          // As whoever opens an exchange does: this request passes no `VenueRequests`.
          const markets = await client.loadMarkets(true).catch((error: unknown) => {
            throw failureOf(error);
          });
          return listingsOf(markets, client.precisionMode);
        }),
    });
  });

  it.each([
    ['one market', ['BTCUSDT']],
    ['three markets', THREE],
  ])(
    'broken answers: candles and quotes of %s are those that the venue could have, or missing',
    async (name, symbols) => {
      await fuzz({
        target: `broken answers: candles and quotes of ${name}`,
        input: breaker,
        runs: 40,
        slowness: 4,
        meets: async (way) => {
          breaks = way;
          const market = marketOf(symbols);
          const tickMs = minuteStartMs(harness.venue.timeMs);
          const views = await market.observe(symbols, tickMs);
          breaks = undefined;
          expectCountable(views);
          for (const { candles, last, quote } of views) {
            for (let k = 0; k <= last; k += 1) {
              expect(candles.openTimeMs[k]! % MINUTE_MS).toBe(0);
              expect(candles.openTimeMs[k]).toBeLessThan(tickMs);
              expect(candles.low[k]).toBeGreaterThan(0);
              expect(candles.high[k]).toBeGreaterThanOrEqual(Math.max(candles.open[k]!, candles.close[k]!));
              expect(candles.low[k]).toBeLessThanOrEqual(Math.min(candles.open[k]!, candles.close[k]!));
            }
            if (quote === undefined) continue;
            expect(quote.bid).toBeGreaterThan(0);
            expect(quote.bid).toBeLessThanOrEqual(quote.ask);
          }
          // A healthy answer afterwards is believed at once.
          const healthy = await market.observe(symbols, tickMs);
          expect(healthy.map(({ quote }) => quote !== undefined)).toEqual(symbols.map(() => true));
          return views.some(({ quote }) => quote !== undefined) ? 'taken' : 'missing';
        },
      });
    },
  );

  it("broken answers: the venue's time is never one of another unit", async () => {
    await fuzz({
      target: "broken answers: the venue's time",
      input: breaker,
      runs: 60,
      meets: async (way) => {
        const clock = new VenueClock(harness.venue);
        await broken(way, () => clock.measure(client));
        expect(isTimeMs(clock.nowMs())).toBe(true);
        return clock.differenceMs === 0 ? 'agrees' : 'differs';
      },
    });
  });
});
