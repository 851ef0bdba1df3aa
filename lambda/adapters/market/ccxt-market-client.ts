/**
 * How does a class of ccxt become an exchange that can be read?
 *
 * Invariant: it has no keys; it can read public data, and nothing else.
 */
import { MINUTE_MS, SECOND_MS } from '../../core/units.ts';
import { machineClock } from '../machine.ts';
import { RequestPace } from '../request-pace.ts';
import { boundDecimals, canDo, pageCandlesOf, quoteSourcesOf, type CcxtClient } from './ccxt-client.ts';
import { DEADLINE_MS, type CcxtTransport } from './ccxt-transport.ts';
import { turnToDemo } from '../demo-trading.ts';
import { VenueError } from './venue-error.ts';

export interface MarketClientOptions {
  readonly transport: CcxtTransport;
  /** At the exchange's demo. */
  readonly isDemo?: boolean;
  /** Whether it asks for no more in a minute than the exchange wants. Off only where a test stands in for it. */
  readonly isPaced?: boolean;
}

/**
 * @param exchangeClass ccxt's class of one exchange.
 * @throws VenueError `not-supported` that names the missing capabilities.
 */
export function marketClientOf(
  exchangeClass: unknown,
  { transport, isDemo = false, isPaced = true }: MarketClientOptions,
): CcxtClient {
  const exchange = construct(exchangeClass, {
    enableRateLimit: isPaced,
    fetchImplementation: transport,
    // Ours is shorter, and ends the body too.
    timeout: DEADLINE_MS + 2 * SECOND_MS,
    // Currencies are about deposits; several exchanges want keys for them.
    has: { fetchCurrencies: false },
    options: { fetchCurrencies: false },
  });
  if (!isReader(exchange)) throw new Error('this is not a class of ccxt as it used to be');
  const { id, has, timeframes } = exchange;
  if (has['swap'] !== true || !canDo(exchange, 'fetchOHLCV') || !hasMinutes(timeframes)) {
    throw new VenueError('not-supported', `${id} shows no perpetuals minute by minute`);
  }
  if (quoteSourcesOf(exchange).length === 0) {
    throw new VenueError('not-supported', `${id} tells no bid and ask`);
  }
  boundDecimals(exchange);
  paceByMinute(exchange, exchange.rateLimit);
  shareNoList(exchange);
  if (isDemo) turnToDemo(exchange, id);
  return Object.assign(exchange, { isDemo });
}

function construct(exchangeClass: unknown, options: object): unknown {
  if (typeof exchangeClass !== 'function') return undefined;
  const exchange: unknown = Reflect.construct(exchangeClass, [options]);
  if (typeof exchange !== 'object' || exchange === null) return undefined;
  const pageCandles = pageCandlesOf('features' in exchange ? exchange.features : undefined);
  return Object.assign(exchange, { pageCandles });
}

/**
 * As many requests as a minute allows, without a pause between two of them: a tick has few, and pays for waiting.
 *
 * @param rateLimit ms that the exchange wants between two requests of weight 1.
 */
function paceByMinute(exchange: object, rateLimit: number): void {
  const pace = new RequestPace(machineClock, MINUTE_MS / rateLimit);
  Object.assign(exchange, {
    throttle: (weight: unknown) => pace.admit(typeof weight === 'number' ? weight : 1),
  });
}

/** ccxt gives whoever asks for the list the answer that somebody before still waits for, if it ever comes. */
function shareNoList(exchange: Reader): void {
  Object.assign(exchange, { loadMarkets: async () => exchange.setMarkets(await exchange.fetchMarkets()) });
}

interface Reader extends CcxtClient {
  readonly timeframes?: unknown;
  readonly rateLimit: number;
  fetchMarkets(): Promise<unknown>;
}

const METHODS = [
  'fetchMarkets',
  'loadMarkets',
  'setMarkets',
  'fetchOHLCV',
  'fetchBidsAsks',
  'fetchTicker',
  'fetchOrderBook',
  'fetchTime',
  'throttle',
];

/** Every class of ccxt has all unified methods; those that an exchange does not serve say so when they are called. */
function isReader(exchange: unknown): exchange is Reader {
  if (typeof exchange !== 'object' || exchange === null) return false;
  if (!('id' in exchange && 'has' in exchange && 'precisionMode' in exchange && 'rateLimit' in exchange)) {
    return false;
  }
  const { id, precisionMode, rateLimit } = exchange;
  const shape = typeof id === 'string' && typeof precisionMode === 'number' && typeof rateLimit === 'number';
  return shape && METHODS.every((name) => typeof Reflect.get(exchange, name) === 'function');
}

function hasMinutes(timeframes: unknown): boolean {
  return typeof timeframes === 'object' && timeframes !== null && '1m' in timeframes;
}
