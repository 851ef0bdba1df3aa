/**
 * Which account does the exchange for real money open, use and close?
 */
import { binanceusdm } from 'ccxt';
import { beforeEach, describe, expect, it } from 'vitest';
import { listingsOf } from '../../../lambda/adapters/market/ccxt-market-mapping.ts';
import { ccxtTransport } from '../../../lambda/adapters/market/ccxt-transport.ts';
import { VenueError } from '../../../lambda/adapters/market/venue-error.ts';
import { VenueRequests } from '../../../lambda/adapters/market/venue-requests.ts';
import { CcxtExchange } from '../../../lambda/adapters/trading/ccxt-exchange.ts';
import { tradingClientOf } from '../../../lambda/adapters/trading/ccxt-trading-client.ts';
import type { AccountSource, OpenAccount } from '../../../lambda/adapters/trading/lazy-account.ts';
import type { Request } from '../../../lambda/core/order.ts';
import { MINUTE_MS } from '../../../lambda/core/units.ts';
import type { MarketData } from '../../../lambda/ports.ts';
import { NOON, botState, exitOrder, parameters, position, stopOrder, view } from '../../harness/builders.ts';

const clock = { nowMs: () => NOON };
const VIEWS = [view({ symbol: 'BTCUSDT' })];
const PARAMETERS = parameters({ mode: 'live' });

/** As ccxt lists it. */
const BTC = {
  id: 'BTCUSDT',
  symbol: 'BTC/USDT:USDT',
  base: 'BTC',
  quote: 'USDT',
  settle: 'USDT',
  type: 'swap',
  swap: true,
  linear: true,
  contract: true,
  contractSize: 1,
  precision: { amount: 0.001, price: 0.1 },
  limits: {},
};

/** An account at a venue that rejects every request in these words, and counts them. */
class RejectedAccount {
  requests = 0;
  readonly opened: OpenAccount;

  constructor(code: number) {
    const body = JSON.stringify({ code, msg: 'not so' });
    const send = () => {
      this.requests += 1;
      const headers = { get: () => null, forEach: () => {} };
      return Promise.resolve({
        status: 400,
        statusText: 'Bad Request',
        headers,
        text: () => Promise.resolve(body),
      });
    };
    const transport = ccxtTransport({ send });
    const keys = { apiKey: 'key', secret: 'secret' };
    const client = tradingClientOf(binanceusdm, { keys, transport, clock });
    client.setMarkets([BTC]);
    this.opened = { client, listings: listingsOf([BTC], client.precisionMode) };
  }
}

/** An account that can be opened, closed and replaced, and notes what is asked of it. */
class StubSource implements AccountSource {
  current: OpenAccount | undefined;
  next: OpenAccount | VenueError;
  readonly asked: (readonly string[])[] = [];
  readonly closed: string[] = [];

  constructor(next: OpenAccount | VenueError) {
    this.next = next;
  }

  open(symbols: readonly string[]): Promise<OpenAccount> {
    this.asked.push(symbols);
    if (this.next instanceof VenueError) return Promise.reject(this.next);
    this.current = this.next;
    return Promise.resolve(this.next);
  }

  close(because: 'credentials' | 'clock'): void {
    this.closed.push(because);
    this.current = undefined;
  }

  contradictListings(): void {
    this.closed.push('listings');
  }
}

const market: MarketData = {
  observe: () => Promise.resolve(VIEWS),
  observePrices: () => Promise.resolve(VIEWS),
  minuteSoFar: () => Promise.resolve(undefined),
};

function exchangeOf(source: AccountSource, requests = new VenueRequests(clock)): CcxtExchange {
  return new CcxtExchange({ source, market, clock, pause: () => Promise.resolve(), requests });
}

const PLACE: Request = { kind: 'place', order: exitOrder({ symbol: 'BTCUSDT' }) };
const CANCEL: Request = { kind: 'cancel', order: stopOrder({ symbol: 'BTCUSDT' }) };
const CONTEXT = {
  views: VIEWS,
  account: undefined,
  parameters: PARAMETERS,
  deadlineMs: NOON + MINUTE_MS,
};

const PLAIN = -2019;

describe('an account that rejects what is asked', () => {
  it.each([
    ['because of the time is closed', -1021, 'clock', ['clock']],
    ['because of the key is closed', -2015, 'credentials', ['credentials']],
    ['because of too many requests stays open', -1003, 'unavailable', []],
  ])('an account that rejects what is asked %s', async (_, code, name, closed) => {
    const source = new StubSource(new RejectedAccount(code).opened);
    const { unreadable } = await exchangeOf(source).syncAccount(VIEWS, botState(), PARAMETERS);
    expect(unreadable?.code).toBe(name);
    expect(source.closed).toEqual(closed);
  });
});

describe('an account is opened', () => {
  it('an account is opened with the symbols of all positions and orders', async () => {
    const source = new StubSource(new RejectedAccount(PLAIN).opened);
    const state = botState({
      ledger: { positions: [position({ symbol: 'ETHUSDT' })] },
      orders: [stopOrder({ symbol: 'SOLUSDT' })],
    });
    await exchangeOf(source).syncAccount(VIEWS, state, PARAMETERS);
    expect(source.asked).toEqual([['ETHUSDT', 'SOLUSDT']]);
  });

  it.each([PLACE, CANCEL])('an account is opened with the symbol of an order to $kind', async (request) => {
    const source = new StubSource(new RejectedAccount(PLAIN).opened);
    await exchangeOf(source).send(request, CONTEXT);
    expect(source.asked).toEqual([['BTCUSDT']]);
  });
});

describe('an account that cannot be opened', () => {
  const why = new VenueError('unreachable', 'no way to the exchange');

  it.each([PLACE, CANCEL])(
    'an account that cannot be opened is sent nothing: $kind is certainly rejected, for now',
    async (request) => {
      const { outcome, account } = await exchangeOf(new StubSource(why)).send(request, CONTEXT);
      expect(outcome).toEqual({ status: 'rejected', cause: why.message, code: 'unavailable' });
      expect(account).toBeUndefined();
    },
  );

  it('an account that cannot be opened is unreadable, and nothing happened in it', async () => {
    const source = new StubSource(why);
    const report = await exchangeOf(source).syncAccount(VIEWS, botState(), PARAMETERS);
    expect(report).toEqual({
      views: VIEWS,
      activities: [],
      restingOrderIds: new Set(),
      account: undefined,
      unreadable: { cause: why.message },
    });
    expect(source.closed).toEqual([]);
  });
});

describe('an account that has been replaced', () => {
  let before: RejectedAccount;
  let now: RejectedAccount;
  let source: StubSource;
  let exchange: CcxtExchange;
  beforeEach(async () => {
    before = new RejectedAccount(PLAIN);
    now = new RejectedAccount(PLAIN);
    source = new StubSource(before.opened);
    exchange = exchangeOf(source);
    await exchange.syncAccount(VIEWS, botState(), PARAMETERS);
    expect(before.requests).toBeGreaterThan(0);
    before.requests = 0;
  });

  const requests = () => ({ before: before.requests > 0, now: now.requests > 0 });

  it.each(['observe', 'observePrices'] as const)(
    'an account that has not been replaced is read beside the market (%s), and not again',
    async (look) => {
      await exchange[look](['BTCUSDT'], NOON);
      expect(requests()).toEqual({ before: true, now: false });
      before.requests = 0;
      await exchange.syncAccount(VIEWS, botState(), PARAMETERS);
      expect(requests()).toEqual({ before: false, now: false });
    },
  );

  it('an account that has been closed is not read beside the market', async () => {
    source.current = undefined;
    await exchange.observe(['BTCUSDT'], NOON);
    await exchange.observePrices(['BTCUSDT'], NOON);
    expect(requests()).toEqual({ before: false, now: false });
  });

  it('an account that has been replaced is read no more, its successor is', async () => {
    source.next = now.opened;
    await exchange.syncAccount(VIEWS, botState(), PARAMETERS);
    expect(requests()).toEqual({ before: false, now: true });
  });

  it.each([PLACE, CANCEL])(
    'an account that has been replaced is sent nothing: $kind goes to its successor',
    async (request) => {
      source.next = now.opened;
      source.current = now.opened;
      await exchange.send(request, CONTEXT);
      expect(requests()).toEqual({ before: false, now: true });
    },
  );
});

describe('an exchange that wants to be left alone', () => {
  it.each([
    ['tick', (exchange: CcxtExchange) => exchange.observe(['BTCUSDT'], NOON)],
    ['watch step', (exchange: CcxtExchange) => exchange.observePrices(['BTCUSDT'], NOON)],
  ] as const)(
    'an exchange that wants to be left alone takes one stop or close of a %s, whose first request it may be',
    async (_, begin) => {
      const requests = new VenueRequests(clock);
      const limited = new VenueError('rate-limited', 'later', { httpStatus: 429, retryAfterMs: MINUTE_MS });
      await expect(requests.ask('a look', () => Promise.reject(limited))).rejects.toBe(limited);
      const close = () => requests.ask('a close', () => Promise.resolve('sent'), 'protective');
      const exchange = exchangeOf(new StubSource(limited), requests);
      expect(await close()).toBe('sent');
      await begin(exchange);
      expect(await close()).toBe('sent');
      await exchange.syncAccount(VIEWS, botState({ account: undefined }), PARAMETERS);
      await expect(close()).rejects.toThrow('later');
    },
  );
});
