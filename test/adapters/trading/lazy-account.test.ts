/**
 * When is the account opened, with which keys, time and markets?
 */
import { binanceusdm } from 'ccxt';
import { beforeEach, describe, expect, it } from 'vitest';
import { marketClientOf } from '../../../lambda/adapters/market/ccxt-market-client.ts';
import { ccxtTransport } from '../../../lambda/adapters/market/ccxt-transport.ts';
import { LazyMarket } from '../../../lambda/adapters/market/lazy-market.ts';
import { VenueClock } from '../../../lambda/adapters/market/venue-clock.ts';
import { VenueRequests } from '../../../lambda/adapters/market/venue-requests.ts';
import { LazyAccount, type OpenAccount } from '../../../lambda/adapters/trading/lazy-account.ts';
import { DAY_MS, MINUTE_MS } from '../../../lambda/core/units.ts';
import { NOON } from '../../harness/builders.ts';
import { openForTest } from '../../harness/loopback-server.ts';
import { quietVenue, type BinanceVenue } from '../../venue/binance-venue.ts';

const SYMBOLS = ['BTCUSDT'];
/** How far the venue's clock is ahead. */
const AHEAD_MS = 7_000;

let venue: BinanceVenue;
let clock: VenueClock;
let market: LazyMarket;
let account: LazyAccount;
let requests: VenueRequests;
/** The markets that are kept between two cold starts. */
let cached: string | undefined;
/** The markets that each client was given. */
let given: unknown[];
let keysRead: number;
let keysForgotten: number;

class Trading extends binanceusdm {
  override setMarkets(...args: Parameters<binanceusdm['setMarkets']>) {
    given.push(args[0]);
    return super.setMarkets(...args);
  }
}

/** What a cold start makes. */
function start(): void {
  clock = new VenueClock({ nowMs: () => venue.nowMs() - AHEAD_MS });
  const transport = ccxtTransport({ send: venue.send });
  requests = new VenueRequests(venue);
  const asking = { symbols: SYMBOLS, clock, requests };
  market = new LazyMarket({
    ...asking,
    client: marketClientOf(binanceusdm, { transport, isPaced: false }),
    store: { read: () => Promise.resolve(cached), write: (text) => Promise.resolve(void (cached = text)) },
    onProblem: () => {},
  });
  [given, keysRead, keysForgotten] = [[], 0, 0];
  const keys = {
    read: () => {
      keysRead += 1;
      return Promise.resolve(venue.key);
    },
    forget: () => void (keysForgotten += 1),
  };
  account = new LazyAccount({ ...asking, exchangeClass: Trading, transport, market, keys });
}

beforeEach(async () => {
  venue = await openForTest(quietVenue(NOON));
  cached = undefined;
  start();
});

describe('opening an account', () => {
  it('opening an account reads the keys once and measures the clock once, while nothing changes', async () => {
    expect(account.current).toBeUndefined();
    const opened = await account.open([]);
    expect(clock.differenceMs).toBe(AHEAD_MS);
    expect(await account.open(['ETHUSDT'])).toBe(opened);
    expect(account.current).toBe(opened);
    expect([keysRead, venue.asked('/time').length, given.length]).toEqual([1, 1, 1]);
  });

  it('opening an account gives its client the markets, and the caller their listings', async () => {
    const { listings } = await account.open([]);
    const listed = await market.listed(SYMBOLS);
    expect(listings).toBe(listed.listings);
    expect(given).toEqual([listed.markets]);
  });

  it('opening an account anew after markets were listed again gives them to the client that is open', async () => {
    const before = await account.open([]);
    const first = await market.listed(SYMBOLS);
    venue.timeMs += DAY_MS;
    await market.renew();
    const after = await account.open([]);
    const second = await market.listed(SYMBOLS);
    expect(second.markets).not.toBe(first.markets);
    expect(after.client).toBe(before.client);
    expect(after.listings).toBe(second.listings);
    expect(given.at(-1)).toBe(second.markets);
    expect([keysRead, venue.asked('/time').length, given.length]).toEqual([1, 1, 2]);
  });
});

describe('an exchange that wants to be left alone', () => {
  const limited = {
    kind: 'status',
    status: 429,
    body: '{"code":-1003,"msg":"wait"}',
    retryAfter: '60',
  } as const;
  const times = () => venue.asked('/time').length;

  it('is not asked for its time again before it allows that, and the account is open for a stop', async () => {
    venue.fail({ path: '/time', fault: limited });
    const opened = await account.open([]);
    expect(await account.open([])).toBe(opened);
    expect([times(), clock.differenceMs]).toEqual([1, 0]);
    venue.timeMs += MINUTE_MS;
    expect(await account.open([])).toBe(opened);
    expect([times(), clock.differenceMs]).toEqual([2, AHEAD_MS]);
    await account.open([]);
    expect(times()).toBe(2);
  });

  it('is not asked by the account for what the market was told', async () => {
    await account.open([]);
    venue.fail({ path: 'bookTicker', fault: limited });
    await market.observe(SYMBOLS, NOON);
    const before = venue.requests.length;
    expect((await account.holdings()).status).toBe('unavailable');
    expect(venue.requests).toHaveLength(before);
    venue.timeMs += MINUTE_MS;
    expect((await account.holdings()).status).toBe('read');
  });

  it('opens no account by its time where that failed for another reason', async () => {
    venue.fail({ path: '/time', fault: { kind: 'status', status: 502, body: '' } });
    await expect(account.open([])).rejects.toThrow();
    expect(account.current).toBeUndefined();
  });
});

describe('an account with something open in another market', () => {
  it('an account with something open in another market lists it, though it is not among those kept', async () => {
    await account.open([]);
    await market.renew();
    start();
    const namesOf = ({ listings }: OpenAccount) => listings.map(({ market: { symbol } }) => symbol);
    expect(namesOf(await account.open([]))).toEqual(['BTCUSDT']);
    expect(namesOf(await account.open(['ETHUSDT']))).toContain('ETHUSDT');
  });
});

describe('closing an account', () => {
  it('closing an account because of the time makes the next one measure it again, with the same keys', async () => {
    const before = await account.open([]);
    account.close('clock');
    expect(account.current).toBeUndefined();
    const after = await account.open([]);
    expect(after.client).not.toBe(before.client);
    expect([keysForgotten, venue.asked('/time').length]).toEqual([0, 2]);
  });

  it('closing an account because of the key makes the next one read it again', async () => {
    await account.open([]);
    account.close('credentials');
    await account.open([]);
    expect([keysForgotten, keysRead]).toEqual([1, 2]);
  });
});
