/**
 * Does a real-time run begin only where there is an exchange to read, and say in one sentence why where there is none?
 */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { InputError } from '../../infra/input-error.ts';
import { exchangeIds, nearest, openExchange } from '../../infra/market/realtime-exchange.ts';
import {
  openRealtimeVenue,
  type RealtimeVenue,
  type RealtimeVenueRequest,
} from '../../infra/market/realtime-venue.ts';
import { ccxtTransport } from '../../lambda/adapters/market/ccxt-transport.ts';
import { DAY_MS } from '../../lambda/core/units.ts';
import { type BinanceVenue, quietVenue } from '../venue/binance-venue.ts';
import { openForTest } from '../harness/loopback-server.ts';
import type { Fault } from '../venue/faults.ts';
import { NOON } from '../harness/builders.ts';

const opened = (venue: BinanceVenue, changes: Partial<RealtimeVenueRequest> = {}): Promise<RealtimeVenue> =>
  openRealtimeVenue({
    id: 'binanceusdm',
    symbols: ['BTCUSDT', 'ETHUSDT'],
    isPaced: false,
    machineClock: venue,
    transport: { send: venue.send },
    pause: () => Promise.resolve(),
    ...changes,
  });

/** The sentence that the command ends with. */
async function refusal(opening: Promise<unknown>): Promise<string> {
  const error: unknown = await opening.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(InputError);
  return error instanceof Error ? error.message : '';
}

const nowhere = ccxtTransport({ send: () => Promise.reject(new Error('nothing is sent here')) });
const OFFLINE = 'offline: `./scalper start`, or --candles FILE';

describe('an exchange', () => {
  it('an exchange is any of those that ccxt has', () => {
    expect(exchangeIds().length).toBeGreaterThan(90);
    expect(exchangeIds()).toEqual(expect.arrayContaining(['binanceusdm', 'bybit', 'okx']));
  });

  it('an exchange that ccxt does not have is refused, with those that were meant', async () => {
    const opening = (id: string) => refusal(openExchange(id, { transport: nowhere }));
    expect(await opening('binanceusd')).toContain('no exchange called binanceusd; did you mean binance');
    expect(await opening('Binanceusdm')).toContain('did you mean binanceusdm');
    expect(await opening('../../package')).toContain('no exchange called ../../package; try binanceusdm');
  });

  it('an exchange without perpetuals is refused by name', async () => {
    const opening = openExchange('kraken', { transport: nowhere });
    expect(await refusal(opening)).toBe(
      '--real-time: kraken shows no perpetuals minute by minute; try binanceusdm, bybit, okx, bitget or gate',
    );
  });

  it('an exchange whose perpetuals are in another currency is refused by name', async () => {
    const venue = await openForTest(quietVenue(NOON));
    const sent = venue.send;
    const body = '{"timezone":"UTC","serverTime":1,"symbols":[]}';
    venue.fail({ path: 'exchangeInfo', fault: { kind: 'body', body }, times: Infinity });
    expect(await refusal(opened(venue, { transport: { send: sent } }))).toContain(
      'binanceusdm has no linear perpetuals that settle in USDT or USDC',
    );
  });
});

describe('a symbol', () => {
  it('a symbol that the exchange does not have is refused, with those that look like it', async () => {
    const venue = await openForTest(quietVenue(NOON));
    expect(await refusal(opened(venue, { symbols: ['BTCUSDT', 'SHIBUSDT'] }))).toBe(
      '--symbols: binanceusdm has no perpetual called SHIBUSDT that settles in USDT or USDC; did you mean 1000SHIBUSDT?',
    );
    expect(await refusal(opened(venue, { symbols: ['BTCUSD'] }))).toContain('did you mean BTCUSD');
  });

  it('a symbol that is not traded now is refused', async () => {
    const venue = await openForTest(quietVenue(NOON));
    expect(await refusal(opened(venue, { symbols: ['LUNAUSDT'] }))).toBe(
      '--symbols: binanceusdm does not trade LUNAUSDT now',
    );
  });
});

describe('without a network', () => {
  it('without a network the command ends at once, and says what works', async () => {
    const venue = await openForTest(quietVenue(NOON));
    // A name that no resolver may know: with a network or without, nobody answers.
    const send = (_: string, init: RequestInit) => fetch('https://fapi.binance.invalid/', init);
    // Neither a pause nor a deadline ends it: whoever waits for one waits forever.
    const pause = () => new Promise<never>(() => {});
    const transport = { send, deadlineMs: 2 ** 31 - 1 };
    expect(await refusal(opened(venue, { transport, pause }))).toBe(
      `no network: cannot reach fapi.binance.com; ${OFFLINE}`,
    );
    expect(venue.requests).toEqual([]);
  });

  it('a port where nobody listens ends the command in the same way', async () => {
    const venue = await openForTest(quietVenue(NOON));
    await venue.close();
    expect(await refusal(opened(venue))).toContain('no network: cannot reach fapi.binance.com');
  });
});

const FAULTS: readonly (readonly [string, Fault, string])[] = [
  [
    'does not serve the region',
    { kind: 'status', status: 451 },
    'binanceusdm does not serve the region of this machine: fapi.binance.com does not serve this region (HTTP 451). Trying again does not help',
  ],
  [
    'limits requests',
    { kind: 'status', status: 429, retryAfter: '7' },
    'binanceusdm limits requests from here: fapi.binance.com limits this address (HTTP 429): wait 7 s. Try again in 7 s',
  ],
  [
    'answers with a page',
    { kind: 'body', body: '<html>' },
    'unexpected answer of binanceusdm: fapi.binance.com answered with HTML instead of JSON (HTTP 200). Is something between',
  ],
  [
    'is in maintenance',
    { kind: 'status', status: 503, body: 'Service Unavailable.' },
    `binanceusdm is not available: fapi.binance.com is not available (HTTP 503); try again later, or ${OFFLINE}`,
  ],
  [
    'hangs up',
    { kind: 'reset' },
    'no connection to binanceusdm: the connection to fapi.binance.com was lost',
  ],
];

describe('an exchange that', () => {
  it.each(FAULTS)('an exchange that %s ends the command with one sentence', async (_, fault, sentence) => {
    const venue = await openForTest(quietVenue(NOON));
    venue.fail({ path: 'fapi', fault, times: Infinity });
    expect(await refusal(opened(venue))).toContain(sentence);
  });

  it('an exchange that shows no candles of any symbol ends the command, too, and one that lacks those of one only does not', async () => {
    const venue = await openForTest(quietVenue(NOON));
    venue.fail({ path: 'klines', fault: { kind: 'reset' }, symbol: 'BTCUSDT', times: Infinity });
    const live = await opened(venue);
    expect(live.takeWarnings()).toEqual([expect.objectContaining({ symbol: 'BTCUSDT', kind: 'failed' })]);
    expect(live.takeWarnings()).toEqual([]);
    venue.fail({ path: 'klines', fault: { kind: 'reset' }, times: Infinity });
    expect(await refusal(opened(venue))).toContain('no connection to binanceusdm');
  });
});

describe('the list of markets', () => {
  async function folder(): Promise<string> {
    const path = await mkdtemp(join(tmpdir(), 'live-markets-'));
    onTestFinished(() => rm(path, { recursive: true }));
    return path;
  }
  const downloads = (venue: BinanceVenue) => venue.asked('exchangeInfo').length;

  it('the list of markets is kept for a day, in what is used of it, and serves as well as the whole', async () => {
    const venue = await openForTest(quietVenue(NOON));
    const request = { folder: await folder() };
    const first = await opened(venue, request);
    const kept = await readFile(join(request.folder, 'markets-binanceusdm.json'), 'utf8');
    const parsed: unknown = JSON.parse(kept);
    expect(parsed).toMatchObject({ markets: { 'BTC/USDT:USDT': {}, 'ETH/USDT:USDT': {} } });
    expect(kept).not.toContain('SOL/USDT:USDT');
    const second = await opened(venue, request);
    expect(downloads(venue)).toBe(1);
    const shown = (live: RealtimeVenue) => live.market.observe(['BTCUSDT', 'ETHUSDT'], NOON);
    expect(await shown(second)).toEqual(await shown(first));
    venue.timeMs += DAY_MS;
    await opened(venue, request);
    expect(downloads(venue)).toBe(2);
  });

  it('the list of markets is asked for again for a symbol that was not used before', async () => {
    const venue = await openForTest(quietVenue(NOON));
    const request = { folder: await folder() };
    await opened(venue, request);
    await opened(venue, { ...request, symbols: ['SOLUSDT'] });
    expect(downloads(venue)).toBe(2);
    expect(await refusal(opened(venue, { ...request, symbols: ['BTTUSDT'] }))).toContain(
      'did you mean BTCUSDT',
    );
  });

  it.each(['', '{', '{"exchange":"bybit","savedAtMs":0,"markets":{}}', '[]'])(
    'the list of markets that cannot be used is as good as none: %s',
    async (text) => {
      const venue = await openForTest(quietVenue(NOON));
      const request = { folder: await folder() };
      await writeFile(join(request.folder, 'markets-binanceusdm.json'), text);
      await opened(venue, request);
      expect(downloads(venue)).toBe(1);
    },
  );
});

describe('names that were meant', () => {
  it('names that were meant are the nearest ones, and none where nothing is near', () => {
    const names = ['BTCUSDT', 'ETHUSDT', 'ETCUSDT', '1000SHIBUSDT'];
    expect(nearest('BTCUSD', names)).toEqual(['BTCUSDT', 'ETCUSDT']);
    expect(nearest('XYZ', names)).toEqual([]);
  });
});
