/**
 * How does a class of ccxt become an exchange that trades with the operator's keys?
 *
 * - ccxt sends nothing twice.
 * - Its clock is the venue's, as we know it.
 * - The keys go into the requests that it signs, and nowhere else: what an answer quotes of them is removed.
 */
import { SECOND_MS } from '../../core/units.ts';
import type { Clock } from '../../ports.ts';
import { boundDecimals, pageCandlesOf, type CcxtClient } from '../market/ccxt-client.ts';
import { DEADLINE_MS, type CcxtTransport } from '../market/ccxt-transport.ts';
import { turnToDemo } from '../demo-trading.ts';
import { liveVenueOf } from './live-venues.ts';
import { withoutSecrets } from './unsigned-words.ts';
import type { DialectScope, VenueDialect } from './venue-dialect.ts';

/** An exchange that can be traded: its public data, and how the bot asks it for the rest. */
export interface TradingClient extends CcxtClient {
  dialect(scope: DialectScope): VenueDialect;
}

export interface ExchangeKeys {
  readonly apiKey: string;
  readonly secret: string;
}

export interface TradingClientOptions {
  readonly keys: ExchangeKeys;
  readonly transport: CcxtTransport;
  /** At the exchange's demo. */
  readonly isDemo?: boolean;
  /** Venue time. */
  readonly clock: Clock;
}

/**
 * @param exchangeClass ccxt's class of one exchange.
 * @throws VenueError `not-supported` for an exchange that cannot be traded with real money, with the reason.
 */
export function tradingClientOf(
  exchangeClass: unknown,
  { keys, transport, isDemo = false, clock }: TradingClientOptions,
): TradingClient {
  if (typeof exchangeClass !== 'function') throw new Error('this is not a class of ccxt');
  const exchange: unknown = Reflect.construct(exchangeClass, [
    {
      ...keys,
      // Its own pace is kept per instance, and would only delay a stop.
      enableRateLimit: false,
      maxRetriesOnFailure: 0,
      fetchImplementation: withoutSecrets(transport, [keys.apiKey, keys.secret]),
      timeout: DEADLINE_MS + 2 * SECOND_MS,
      has: { fetchCurrencies: false },
      options: { fetchCurrencies: false },
    },
  ]);
  const prepare = liveVenueOf(idOf(exchange));
  if (!isReader(exchange)) throw new Error('this is not a class of ccxt as it used to be');
  boundDecimals(exchange);
  if (isDemo) turnToDemo(exchange, exchange.id);
  const dialect = prepare(exchange);
  const pageCandles = pageCandlesOf('features' in exchange ? exchange.features : undefined);
  return Object.assign(exchange, { isDemo, dialect, pageCandles, milliseconds: () => clock.nowMs() });
}

function idOf(exchange: unknown): string {
  const id: unknown =
    typeof exchange === 'object' && exchange !== null && 'id' in exchange ? exchange.id : '';
  return typeof id === 'string' ? id : '';
}

const METHODS = ['loadMarkets', 'setMarkets', 'fetchOHLCV', 'fetchTime'];

function isReader(exchange: unknown): exchange is CcxtClient {
  if (typeof exchange !== 'object' || exchange === null) return false;
  if (!('id' in exchange && 'has' in exchange && 'precisionMode' in exchange)) return false;
  const shape = typeof exchange.id === 'string' && typeof exchange.precisionMode === 'number';
  return shape && METHODS.every((name) => typeof Reflect.get(exchange, name) === 'function');
}
