/**
 * How does a class of ccxt become an exchange that can be read?
 *
 * Invariant: it has no keys; it can read public data, and nothing else.
 */
import { MINUTE_MS, SECOND_MS } from '../../core/units.ts';
import { boundDecimals, canDo, pageCandlesOf, quoteSourcesOf, type CcxtClient } from './ccxt-client.ts';
import { DEADLINE_MS, type CcxtTransport } from './ccxt-transport.ts';
import { turnToDemo } from '../demo-trading.ts';
import { VenueError } from './venue-error.ts';

export interface MarketClientOptions {
  readonly transport: CcxtTransport;
  /** At the exchange's demo. */
  readonly isDemo?: boolean;
  /** Whether ccxt keeps to the exchange's pace between two requests. Off only where a test stands in for it. */
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
    // As many requests as a minute allows, without a pause between two of them: a tick has few, and pays for waiting.
    rateLimiterAlgorithm: 'rollingWindow',
    rollingWindowSize: MINUTE_MS,
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

interface Reader extends CcxtClient {
  readonly timeframes?: unknown;
}

const METHODS = [
  'loadMarkets',
  'setMarkets',
  'fetchOHLCV',
  'fetchBidsAsks',
  'fetchTicker',
  'fetchOrderBook',
  'fetchTime',
];

/** Every class of ccxt has all unified methods; those that an exchange does not serve say so when they are called. */
function isReader(exchange: unknown): exchange is Reader {
  if (typeof exchange !== 'object' || exchange === null) return false;
  if (!('id' in exchange && 'has' in exchange && 'precisionMode' in exchange)) return false;
  const shape = typeof exchange.id === 'string' && typeof exchange.precisionMode === 'number';
  return shape && METHODS.every((name) => typeof Reflect.get(exchange, name) === 'function');
}

function hasMinutes(timeframes: unknown): boolean {
  return typeof timeframes === 'object' && timeframes !== null && '1m' in timeframes;
}
