/**
 * What does a tick with real orders ask of the exchange, and how long is it from its start to an accepted order?
 *
 * The bot's tick through unmodified ccxt against a venue on the loopback interface, which is in the same process: times
 * hold signing, parsing and deciding, and no network. Requests and weight are the same everywhere.
 */
import { binanceusdm } from 'ccxt';
import { quantileSorted } from 'simple-statistics';
import { CcxtExchange } from '../../lambda/adapters/trading/ccxt-exchange.ts';
import { CcxtMarket } from '../../lambda/adapters/market/ccxt-market.ts';
import { listingsOf } from '../../lambda/adapters/market/ccxt-market-mapping.ts';
import { tradingClientOf } from '../../lambda/adapters/trading/ccxt-trading-client.ts';
import { ccxtTransport } from '../../lambda/adapters/market/ccxt-transport.ts';
import { MemoryLedger } from '../../lambda/adapters/memory-ledger.ts';
import { PaperExchange } from '../../lambda/adapters/paper-exchange.ts';
import { runTick } from '../../lambda/agent.ts';
import type { Ports } from '../../lambda/ports.ts';
import { parseParameters } from '../../lambda/config.ts';
import { newPaperBot } from '../../lambda/core/bot-state.ts';
import { beginEpoch } from '../../lambda/core/control/epoch.ts';
import { MINUTE_MS, SECOND_MS, minuteStartMs, usd } from '../../lambda/core/units.ts';
import { BinanceVenue } from '../venue/binance-venue.ts';
import { validParameters } from '../harness/port-wrapper.ts';

/** Beyond the first minutes of an hour, in which funding is asked for while a position is open. */
const START_MS = Date.UTC(2026, 0, 5, 12, 10);
const WEIGHT_PER_MINUTE = 2_400;
const PRICES = new Map([
  ['BTCUSDT', 95_000],
  ['ETHUSDT', 2_700],
  ['SOLUSDT', 140],
]);
const SYMBOLS = [...PRICES.keys()];

export interface TickRequests {
  readonly requests: number;
  readonly weight: number;
  /** Of what the exchange allows in a minute. */
  readonly weightPct: number;
}

export interface Milliseconds {
  readonly samples: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
}

export interface LiveFigures {
  readonly idle: TickRequests;
  readonly withThreePositions: TickRequests;
  readonly whileOpening: TickRequests;
  /** From the start of the tick to the answer to its first entry. */
  readonly acceptedWarm: Milliseconds;
  readonly acceptedCold: Milliseconds;
}

interface Sample {
  readonly idle: TickRequests;
  readonly opening: TickRequests;
  readonly held: TickRequests;
  readonly acceptedMs: number;
}

/** @param rounds each with a venue of its own, once cold and once warm. */
export async function measureLive(rounds: number): Promise<LiveFigures> {
  // What is compiled at the first use is no bot's: it is not counted.
  await sample(true);
  const [cold, warm]: [Sample[], Sample[]] = [[], []];
  for (let round = 0; round < rounds; round += 1) {
    cold.push(await sample(false));
    warm.push(await sample(true));
  }
  const { idle, opening, held } = warm[0]!;
  return {
    idle,
    withThreePositions: held,
    whileOpening: opening,
    acceptedWarm: quantiles(warm),
    acceptedCold: quantiles(cold),
  };
}

function quantiles(samples: readonly Sample[]): Milliseconds {
  const sorted = samples.map(({ acceptedMs }) => acceptedMs).toSorted((left, right) => left - right);
  return { samples: sorted.length, p50Ms: quantileSorted(sorted, 0.5), p99Ms: quantileSorted(sorted, 0.99) };
}

async function sample(isWarm: boolean): Promise<Sample> {
  const venue = new BinanceVenue({ timeMs: START_MS + 2 * SECOND_MS });
  venue.barOf = (symbol) => {
    const price = PRICES.get(symbol) ?? 100;
    return { open: price, high: price, low: price, close: price, volume: 10 };
  };
  for (const [symbol, price] of PRICES) {
    venue.quote(symbol, { bid: price, ask: price });
    venue.state.marginTypes.set(symbol, 'ISOLATED');
  }
  await venue.open();
  try {
    return await sampleAt(venue, isWarm);
  } finally {
    await venue.close();
  }
}

async function sampleAt(venue: BinanceVenue, isWarm: boolean): Promise<Sample> {
  let acceptedAtMs: number | undefined;
  const send: typeof venue.send = async (url, request) => {
    const response = await venue.send(url, request);
    if (request.method === 'POST' && url.endsWith('/fapi/v1/order')) acceptedAtMs ??= performance.now();
    return response;
  };
  const bot = await botAt(venue, send);
  const idleOf = async () => {
    venue.requests.length = 0;
    await bot.tick();
    return requestsOf(venue);
  };
  let idle = await idleOf();
  if (isWarm) {
    move(venue, 0);
    idle = await idleOf();
  } else await bot.restart();
  move(venue, 0.1);
  venue.requests.length = 0;
  acceptedAtMs = undefined;
  const startedMs = performance.now();
  await bot.tick();
  const acceptedMs = (acceptedAtMs ?? Number.NaN) - startedMs;
  const opening = requestsOf(venue);
  move(venue, 0);
  const held = await idleOf();
  return { idle, opening, held, acceptedMs };
}

function requestsOf({ requests }: BinanceVenue): TickRequests {
  const weight = requests.reduce((sum, request) => sum + request.weight, 0);
  return { requests: requests.length, weight, weightPct: (100 * weight) / WEIGHT_PER_MINUTE };
}

/** The next minute, after one that has moved every price by so many percent. */
function move(venue: BinanceVenue, percent: number): void {
  const minuteMs = minuteStartMs(venue.timeMs);
  for (const [symbol, open] of PRICES) {
    const close = Number((open * (1 + percent / 100)).toFixed(1));
    venue.set(symbol, minuteMs, { open, high: Math.max(open, close), low: open, close, volume: 10 });
  }
  venue.timeMs = minuteMs + MINUTE_MS + 2 * SECOND_MS;
  for (const [symbol, open] of PRICES) {
    const price = Number((open * (1 + percent / 100)).toFixed(1));
    venue.quote(symbol, { bid: price, ask: price });
  }
}

async function botAt(venue: BinanceVenue, send: BinanceVenue['send']) {
  const parameters = parseParameters({
    mode: 'live',
    momentumCandles: 1,
    volumeLookback: 2,
    volumeRatio: 0,
    volatilityCandles: 2,
    volatilityPct: 0,
  });
  const store = new MemoryLedger();
  const atMs = START_MS - MINUTE_MS;
  const balanceUsd = usd(2_000);
  const paper = { ...newPaperBot('bench', 1, balanceUsd, atMs), version: 0 };
  const live = beginEpoch(paper, { atMs, balanceUsd, account: undefined });
  await store.commit({ ...live, version: 1, tickMs: atMs }, 0);
  const start = async (): Promise<Ports> => {
    const client = tradingClientOf(binanceusdm, {
      keys: venue.key,
      transport: ccxtTransport({ send }),
      clock: venue,
    });
    const listings = listingsOf(await client.loadMarkets(), client.precisionMode).filter(({ market }) =>
      SYMBOLS.includes(market.symbol),
    );
    const market = new CcxtMarket({ client, listings, clock: venue });
    const current = { client, listings };
    const source = {
      current,
      open: () => Promise.resolve(current),
      close: () => {},
      contradictListings: () => {},
    };
    return {
      clock: venue,
      store,
      parameterSource: validParameters(parameters),
      exchange: new PaperExchange(market),
      live: new CcxtExchange({ source, market, clock: venue }),
      alerts: { publish: () => Promise.resolve() },
    };
  };
  let ports = await start();
  let invocations = 0;
  return {
    /** As after a cold start, with the markets at hand. */
    restart: async () => {
      ports = await start();
    },
    tick: () => {
      invocations += 1;
      const invocation = { id: `x${invocations}`, deadlineMs: venue.timeMs + 55 * SECOND_MS };
      return runTick({ id: 'bench', symbols: SYMBOLS }, ports, invocation);
    },
  };
}
