/**
 * Does an exchange tell its prices in the way that it declares, whatever its name is?
 */
import { describe, expect, it } from 'vitest';
import {
  fetchTouch,
  pageCandlesOf,
  quoteSourcesOf,
  type CcxtClient,
} from '../../../lambda/adapters/market/ccxt-client.ts';
import { failureOf, retryAfterMsOf } from '../../../lambda/adapters/market/venue-error.ts';

const TICKER = { bid: 100, ask: 101, timestamp: 7 };
const BOOK = { bids: [[200, 1]], asks: [[201, 1]] };

/** As ccxt throws it: the class is told by its name. */
function ccxtError(name: string, message = name): Error {
  return Object.assign(new Error(message), { name });
}

function client(
  has: CcxtClient['has'],
  answers: Partial<Record<string, unknown>> = {},
): CcxtClient & { calls: string[] } {
  const calls: string[] = [];
  const call = (name: string, usual: unknown) => () => {
    calls.push(name);
    const answer = name in answers ? answers[name] : usual;
    return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer);
  };
  return {
    id: 'anyone',
    has,
    precisionMode: 4,
    pageCandles: 200,
    calls,
    loadMarkets: call('loadMarkets', {}),
    setMarkets: () => undefined,
    fetchOHLCV: call('fetchOHLCV', []),
    fetchBidsAsks: call('fetchBidsAsks', { 'BTC/USDT:USDT': TICKER }),
    fetchTicker: call('fetchTicker', TICKER),
    fetchOrderBook: call('fetchOrderBook', BOOK),
    fetchTime: call('fetchTime', 0),
  };
}

async function priceOf(exchange: CcxtClient & { calls: string[] }) {
  const { touch } = await fetchTouch(quoteSourcesOf(exchange), 'BTC/USDT:USDT', (call) => call());
  return `${touch.bid} by ${exchange.calls.join(', ')}`;
}

describe('the price of an exchange that declares', () => {
  it.each([
    [{ fetchBidsAsks: true, fetchTicker: true, fetchOrderBook: true }, '100 by fetchBidsAsks'],
    [{ fetchTicker: true, fetchOrderBook: true }, '100 by fetchTicker'],
    [{ fetchBidsAsks: false, fetchTicker: 'emulated' }, '100 by fetchTicker'],
    [{ fetchBidsAsks: undefined, fetchOrderBook: true }, '200 by fetchOrderBook'],
  ])('the price of an exchange that declares %o comes from the first of them', async (has, expected) => {
    expect(await priceOf(client(has))).toBe(expected);
  });

  it('the price of an exchange that declares none of the ways is none', async () => {
    expect(quoteSourcesOf(client({ fetchTicker: false }))).toEqual([]);
    await expect(fetchTouch([], 'BTC/USDT:USDT', (call) => call())).rejects.toThrow('no bid and ask');
  });

  it('the price comes from the next way where a ticker has no bid and ask', async () => {
    const has = { fetchTicker: true, fetchOrderBook: true };
    const mute = client(has, { fetchTicker: { last: 100 } });
    expect(await priceOf(mute)).toBe('200 by fetchTicker, fetchOrderBook');
  });

  it('the price comes from the next way where one does not serve perpetuals', async () => {
    const has = { fetchBidsAsks: true, fetchTicker: true };
    const partial = client(has, { fetchBidsAsks: ccxtError('NotSupported') });
    expect(await priceOf(partial)).toBe('100 by fetchBidsAsks, fetchTicker');
  });

  it('the price is unknown where a way fails: another way is no better informed', async () => {
    const has = { fetchBidsAsks: true, fetchTicker: true };
    const broken = client(has, { fetchBidsAsks: ccxtError('RequestTimeout') });
    await expect(priceOf(broken)).rejects.toMatchObject({ name: 'VenueFailure', kind: 'no-answer' });
    expect(broken.calls).toEqual(['fetchBidsAsks']);
  });
});

describe('a page of candles', () => {
  const features = (limit: unknown) => ({ swap: { linear: { fetchOHLCV: { limit } } } });

  it('a page of candles is as long as the exchange says, below the size that costs more', () => {
    expect([300, 499, 500, 1500].map((limit) => pageCandlesOf(features(limit)))).toEqual([
      300, 499, 499, 499,
    ]);
  });

  it('a page of candles is one that every exchange gives, where it does not say', () => {
    const unsaid = [
      undefined,
      null,
      {},
      { swap: undefined },
      features(undefined),
      features(0),
      features('300'),
    ];
    expect(new Set(unsaid.map(pageCandlesOf))).toEqual(new Set([200]));
  });
});

describe('a failure', () => {
  it.each([
    ['DDoSProtection', 'rate-limited'],
    ['RateLimitExceeded', 'rate-limited'],
    ['ExchangeNotAvailable', 'unavailable'],
    ['OnMaintenance', 'unavailable'],
    ['NetworkError', 'connection-lost'],
    ['RequestTimeout', 'no-answer'],
    ['RestrictedLocation', 'region-refused'],
    ['NotSupported', 'not-supported'],
    ['BadSymbol', 'refused'],
    ['AuthenticationError', 'refused'],
  ])('a failure of ccxt called %s is %s', (name, kind) => {
    expect(failureOf(ccxtError(name))).toMatchObject({ kind });
  });

  it('a failure of code that reads an answer is an unexpected answer, and so is whatever else is thrown', () => {
    expect(failureOf(new TypeError('x is undefined')).kind).toBe('unexpected-answer');
    expect(failureOf('nonsense').kind).toBe('unexpected-answer');
  });

  it('a failure with a long message is reported shortly, on one line', () => {
    const { message } = failureOf(ccxtError('ExchangeError', 'long\n'.repeat(100)));
    expect(message).toMatch(/^long long .*…$/);
    expect(message.length).toBeLessThan(210);
  });
});

describe('the wait that a venue asks for', () => {
  it('the wait that a venue asks for is in seconds or a date, a minute if it says none, and never more than a quarter of an hour', () => {
    const date = new Date(90_000).toUTCString();
    const headers = ['7', date, null, ' ', 'soon', '-5', '259200'];
    expect(headers.map((header) => retryAfterMsOf(header, 30_000))).toEqual([
      7_000, 60_000, 60_000, 60_000, 60_000, 60_000, 900_000,
    ]);
  });
});
