/**
 * What does a tick with real orders ask of the exchange, and how long is it from its start to an accepted order?
 *
 * The bot's tick through unmodified ccxt against a venue on the loopback interface, which is in the same process: times
 * hold signing, parsing and deciding, and no network. Requests and weight are the same everywhere.
 */
import { quantileSorted } from 'simple-statistics';
import { MINUTE_MS, SECOND_MS, minuteStartMs } from '../../lambda/core/units.ts';
import { BinanceVenue } from '../venue/binance-venue.ts';
import { liveBot } from './live-bot.ts';

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
  /** A whole minute with one position, its watch steps included: at a full hour, when funding is asked for, too. */
  readonly watchedMinute: TickRequests;
  readonly watchedMinuteOfFunding: TickRequests;
  /** From the start of the tick to the answer to its first entry. */
  readonly acceptedWarm: Milliseconds;
  readonly acceptedCold: Milliseconds;
  /** At the wire, from the answer to an entry to the answer to its stop. */
  readonly protectedAfter: Milliseconds;
}

interface Sample {
  readonly idle: TickRequests;
  readonly opening: TickRequests;
  readonly held: TickRequests;
  readonly acceptedMs: number;
  /** Of each entry, until its stop was accepted. */
  readonly protectedMs: readonly number[];
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
    watchedMinute: await watchedMinuteAt(START_MS),
    watchedMinuteOfFunding: await watchedMinuteAt(FULL_HOUR_MS),
    idle,
    withThreePositions: held,
    whileOpening: opening,
    acceptedWarm: quantiles(warm.map(({ acceptedMs }) => acceptedMs)),
    acceptedCold: quantiles(cold.map(({ acceptedMs }) => acceptedMs)),
    protectedAfter: quantiles(warm.flatMap(({ protectedMs }) => protectedMs)),
  };
}

function quantiles(samples: readonly number[]): Milliseconds {
  const sorted = samples.toSorted((left, right) => left - right);
  return { samples: sorted.length, p50Ms: quantileSorted(sorted, 0.5), p99Ms: quantileSorted(sorted, 0.99) };
}

/** Two minutes before a full hour: an idle tick, one that opens, and the first of the hour. */
const FULL_HOUR_MS = Date.UTC(2026, 0, 5, 12, 58);

async function watchedMinuteAt(startMs: number): Promise<TickRequests> {
  return withVenue(startMs, async (venue) => {
    const bot = await liveBot({ venue, send: venue.send, symbols: SYMBOLS });
    await bot.tick();
    move(venue, 0.1, ['BTCUSDT']);
    await bot.tick();
    move(venue, 0);
    venue.requests.length = 0;
    await bot.watchedTick();
    return requestsOf(venue);
  });
}

async function sample(isWarm: boolean): Promise<Sample> {
  return withVenue(START_MS, (venue) => sampleAt(venue, isWarm));
}

async function withVenue<Result>(
  startMs: number,
  use: (venue: BinanceVenue) => Promise<Result>,
): Promise<Result> {
  const venue = new BinanceVenue({ timeMs: startMs + 2 * SECOND_MS });
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
    return await use(venue);
  } finally {
    await venue.close();
  }
}

async function sampleAt(venue: BinanceVenue, isWarm: boolean): Promise<Sample> {
  /** When each entry and each stop was answered. */
  const answeredMs: Readonly<Record<'entry' | 'stop', number[]>> = { entry: [], stop: [] };
  const send: typeof venue.send = async (url, request) => {
    const response = await venue.send(url, request);
    const order = orderIn(`${url}&${request.body ?? ''}`);
    if (request.method === 'POST' && order !== undefined) answeredMs[order].push(performance.now());
    return response;
  };
  const bot = await liveBot({ venue, send, symbols: SYMBOLS });
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
  const startedMs = performance.now();
  await bot.tick();
  const { entry: entriesMs, stop: stopsMs } = answeredMs;
  const acceptedMs = (entriesMs[0] ?? Number.NaN) - startedMs;
  // Entries are sent one by one, each with its stop.
  const protectedMs = entriesMs.map((entryMs, at) => (stopsMs[at] ?? Number.NaN) - entryMs);
  const opening = requestsOf(venue);
  move(venue, 0);
  const held = await idleOf();
  return { idle, opening, held, acceptedMs, protectedMs };
}

/** Which of the two orders that open a position a request asks for. */
function orderIn(request: string): 'entry' | 'stop' | undefined {
  if (/client(?:Algo|Order)Id=[^&]*-e(?:&|$)/i.test(request)) return 'entry';
  return /client(?:Algo|Order)Id=[^&]*-s(?:&|$)/i.test(request) ? 'stop' : undefined;
}

function requestsOf({ requests }: BinanceVenue): TickRequests {
  const weight = requests.reduce((sum, request) => sum + request.weight, 0);
  return { requests: requests.length, weight, weightPct: (100 * weight) / WEIGHT_PER_MINUTE };
}

/** The next minute, after one that has moved these prices by so many percent. */
function move(venue: BinanceVenue, percent: number, symbols: readonly string[] = SYMBOLS): void {
  const minuteMs = minuteStartMs(venue.timeMs);
  const movesPct = (symbol: string) => (symbols.includes(symbol) ? percent : 0);
  for (const [symbol, open] of PRICES) {
    const close = Number((open * (1 + movesPct(symbol) / 100)).toFixed(1));
    venue.set(symbol, minuteMs, { open, high: Math.max(open, close), low: open, close, volume: 10 });
  }
  venue.timeMs = minuteMs + MINUTE_MS + 2 * SECOND_MS;
  for (const [symbol, open] of PRICES) {
    const price = Number((open * (1 + movesPct(symbol) / 100)).toFixed(1));
    venue.quote(symbol, { bid: price, ask: price });
  }
}
