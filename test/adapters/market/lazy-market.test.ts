/**
 * Is a list of markets that keeps the bot from trading read again, soon and not too often? And does one that an earlier
 * invocation was waiting for hold no later one?
 */
import { binanceusdm } from 'ccxt';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { marketClientOf } from '../../../lambda/adapters/market/ccxt-market-client.ts';
import { ccxtTransport } from '../../../lambda/adapters/market/ccxt-transport.ts';
import { LazyMarket } from '../../../lambda/adapters/market/lazy-market.ts';
import { VenueRequests } from '../../../lambda/adapters/market/venue-requests.ts';
import { phaseAt } from '../../../lambda/core/trading-sessions.ts';
import { HOUR_MS, MINUTE_MS, SECOND_MS, minuteStartMs } from '../../../lambda/core/units.ts';
import { NOON } from '../../harness/builders.ts';
import { openForTest } from '../../harness/loopback-server.ts';
import { quietVenue, type BinanceVenue } from '../../venue/binance-venue.ts';
import type { MarketChange } from '../../venue/market/exchange-info.ts';

const SYMBOL = 'BTCUSDT';

let venue: BinanceVenue;
let market: LazyMarket;
let requests: VenueRequests;
let cached: string | undefined;

/** What a cold start makes. */
function start(read = () => Promise.resolve(cached), symbols = [SYMBOL]): void {
  market = new LazyMarket({
    client: marketClientOf(binanceusdm, { transport: ccxtTransport({ send: venue.send }), isPaced: false }),
    symbols,
    clock: venue,
    store: { read, write: (text) => Promise.resolve(void (cached = text)) },
    onProblem: () => {},
    requests: (requests = new VenueRequests(venue)),
  });
}

beforeEach(async () => {
  venue = await openForTest(quietVenue(NOON));
  cached = undefined;
  start();
});

function change(to: MarketChange): void {
  venue.happen({ kind: 'market', symbol: SYMBOL, change: to });
}

async function observed() {
  const [view] = await market.observe([SYMBOL], minuteStartMs(venue.timeMs));
  return view;
}

/** Minutes that pass until what is observed is as expected. */
async function minutesUntil(isExpected: (view: Awaited<ReturnType<typeof observed>>) => boolean) {
  for (let minutes = 0; minutes < 30; minutes += 1) {
    if (isExpected(await observed())) return minutes;
    // As after every tick.
    await market.renew();
    venue.timeMs += MINUTE_MS;
  }
  return Infinity;
}

const readings = () => venue.asked('exchangeInfo').length;

describe('a list of markets that is doubted', () => {
  it('a doubted list is read again when it is five minutes old, and not before', async () => {
    change({ minNotional: '700' });
    expect(await observed()).toMatchObject({ market: { minNotionalUsd: 700 } });
    change({ minNotional: '50' });
    market.doubt();
    expect(await minutesUntil((view) => view?.market.minNotionalUsd === 50)).toBe(5);
    expect(readings()).toBe(2);
  });

  it('a doubted list that is right is read every five minutes while it is doubted, and no more once it is not', async () => {
    await observed();
    for (let minute = 0; minute < 16; minute += 1) {
      market.doubt();
      venue.timeMs += MINUTE_MS;
      await observed();
    }
    expect(readings()).toBe(4);
    await minutesUntil(() => false);
    // The doubt of the last tick.
    expect(readings()).toBe(5);
  });

  it('a doubted list that a cold start has found in the cache is read again at its next use, and replaces it there', async () => {
    change({ minNotional: '700' });
    await observed();
    await market.renew();
    change({ minNotional: '50' });
    venue.timeMs += 10 * MINUTE_MS;
    start();
    expect(await observed()).toMatchObject({ market: { minNotionalUsd: 700 } });
    market.doubt();
    expect(await observed()).toMatchObject({ market: { minNotionalUsd: 50 } });
    await market.renew();
    start();
    expect(await observed()).toMatchObject({ market: { minNotionalUsd: 50 } });
    expect(readings()).toBe(2);
  });

  it('a doubted list that cannot be read stays in use, and is tried again five minutes later', async () => {
    await observed();
    venue.timeMs += 10 * MINUTE_MS;
    venue.fail({ path: 'exchangeInfo', fault: { kind: 'status', status: 502, body: '' }, times: Infinity });
    market.doubt();
    expect((await observed())?.quote).toBeDefined();
    expect(readings()).toBe(2);
    await minutesUntil(() => readings() > 2);
    expect((venue.timeMs - NOON) / MINUTE_MS).toBe(15);
  });
});

describe('an exchange that has banned the address for two minutes', () => {
  const ban = {
    kind: 'status',
    status: 418,
    body: '{"code":-1003,"msg":"banned"}',
    retryAfter: '120',
  } as const;
  it('is not asked for its list again before they are over, and at once after that', async () => {
    venue.fail({ path: 'exchangeInfo', fault: ban });
    expect((await observed())?.quote).toBeUndefined();
    for (let seconds = 10; seconds < 120; seconds += 10) {
      venue.timeMs += 10 * SECOND_MS;
      await observed();
    }
    expect(readings()).toBe(1);
    // Whoever else asks has heard it.
    expect(requests.isLeftAlone).toBe(true);
    venue.timeMs += 10 * SECOND_MS;
    expect((await observed())?.quote).toBeDefined();
    expect(requests.isLeftAlone).toBe(false);
  });

  it('leaves the list that is doubted in use, which is read again when they are over', async () => {
    await observed();
    venue.timeMs += 10 * MINUTE_MS;
    venue.fail({ path: 'bookTicker', fault: ban });
    await observed();
    market.doubt();
    await observed();
    expect((await market.listed([SYMBOL])).listings).not.toEqual([]);
    expect(readings()).toBe(1);
    venue.timeMs += 2 * MINUTE_MS;
    await observed();
    expect(readings()).toBe(2);
  });

  it('leaves the list that is cached in use', async () => {
    await observed();
    await market.renew();
    start();
    venue.fail({ path: 'bookTicker', fault: ban });
    await observed();
    expect((await market.listed([SYMBOL])).listings).not.toEqual([]);
    expect(readings()).toBe(1);
  });
});

describe('a list of markets without a symbol of the bot', () => {
  it('a list that was read while a market was not on it is read again within five minutes', async () => {
    change({ isListed: false });
    expect((await observed())?.quote).toBeUndefined();
    change({ isListed: true });
    expect(await minutesUntil((view) => view?.quote !== undefined)).toBe(5);
  });

  it('a list without a symbol is read every five minutes', async () => {
    change({ isListed: false });
    await minutesUntil(() => false);
    expect(readings()).toBe(6);
  });
});

describe('a list of markets that was waited for when the machine was frozen', () => {
  it('a list that the exchange never sends is asked for anew by the next invocation', async () => {
    venue.fail({ path: 'exchangeInfo', fault: { kind: 'silence' }, times: 1 });
    observed().catch(() => {});
    await vi.waitUntil(() => readings() === 1);
    venue.timeMs += MINUTE_MS;
    expect((await observed())?.quote).toBeDefined();
    expect(readings()).toBe(2);
  });

  it('a cached list that never comes is asked for anew by the next invocation', async () => {
    await observed();
    await market.renew();
    const never = new Promise<undefined>(() => {});
    const read = vi.fn(() => Promise.resolve(cached)).mockReturnValueOnce(never);
    start(read);
    observed().catch(() => {});
    venue.timeMs += MINUTE_MS;
    expect((await observed())?.quote).toBeDefined();
    expect(read).toHaveBeenCalledTimes(2);
  });
});

describe('the hours of gold', () => {
  const GOLD = 'XAUUSDT';
  const hoursAt = async () => {
    venue.quote(GOLD, { bid: 4_000, ask: 4_000.01 });
    const [view] = await market.observe([GOLD], minuteStartMs(venue.timeMs));
    return phaseAt(view?.market.sessions, venue.timeMs);
  };
  const schedules = () => venue.asked('tradingSchedule').length;

  it('the hours of gold that an earlier start has cached hold while a cold start cannot read them', async () => {
    start(undefined, [GOLD]);
    expect(await hoursAt()).toBe('open');
    await market.renew();
    venue.fail({ path: 'tradingSchedule', fault: { kind: 'status', status: 503, body: '' }, forMs: HOUR_MS });
    venue.timeMs += MINUTE_MS;
    start(undefined, [GOLD]);
    expect(await hoursAt()).toBe('open');
    expect(schedules()).toBe(2);
    cached = undefined;
    start(undefined, [GOLD]);
    expect(await hoursAt()).toBe('unknown');
  });

  it('the hours of gold that are cached in another shape are as good as none, and the list is not', async () => {
    start(undefined, [GOLD]);
    await hoursAt();
    await market.renew();
    cached = cached?.replace('"knownUntilMs"', '"until"');
    venue.fail({ path: 'tradingSchedule', fault: { kind: 'status', status: 503, body: '' } });
    start(undefined, [GOLD]);
    expect(await hoursAt()).toBe('unknown');
    expect(readings()).toBe(1);
  });

  it('the hours of gold are in no cache of a bot that trades crypto', async () => {
    await observed();
    await market.renew();
    expect(cached).toContain(SYMBOL);
    expect(cached).not.toContain('hours');
    expect(schedules()).toBe(0);
  });
});
