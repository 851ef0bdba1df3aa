/**
 * How does a class of ccxt become an exchange that trades with the owner's keys?
 *
 * Invariants: nothing is sent twice by ccxt itself; its clock is the venue's, as we know it; the keys go into the
 * requests it signs, and nowhere else: an answer that quotes them is read without them.
 */
import { SECOND_MS } from '../../core/units.ts';
import type { Clock } from '../../ports.ts';
import { pageCandlesOf } from '../market/ccxt-client.ts';
import { DEADLINE_MS, type CcxtTransport } from '../market/ccxt-transport.ts';
import type { TradingClient } from './trading-client.ts';
import { whyNotLive } from '../market/venue-capabilities.ts';
import { VenueError } from '../market/venue-error.ts';

export interface ExchangeKeys {
  readonly apiKey: string;
  readonly secret: string;
}

export interface TraderOptions {
  readonly keys: ExchangeKeys;
  readonly transport: CcxtTransport;
  /** Venue time. */
  readonly clock: Clock;
}

/**
 * @param exchangeClass ccxt's class of one exchange.
 * @throws VenueFailure `not-supported` for an exchange that cannot be traded with real money, with the reason.
 */
export function traderOf(exchangeClass: unknown, { keys, transport, clock }: TraderOptions): TradingClient {
  if (typeof exchangeClass !== 'function') throw new Error('this is not a class of ccxt');
  const exchange: unknown = Reflect.construct(exchangeClass, [
    {
      ...keys,
      // Its own pace is kept per instance, and would only delay a stop.
      enableRateLimit: false,
      maxRetriesOnFailure: 0,
      fetchImplementation: redactKeys(transport, keys),
      timeout: DEADLINE_MS + 2 * SECOND_MS,
      has: { fetchCurrencies: false },
      options: {
        fetchCurrencies: false,
        // All markets together cost two requests, however many there are.
        fetchOpenOrders: { warnWithoutSymbol: false },
        fetchOpenOrdersWarnWithoutSymbol: false,
        warnOnFetchOpenOrdersWithoutSymbol: false,
        // Maintenance margins, which nothing here reads.
        leverageBrackets: {},
      },
    },
  ]);
  const refusal = whyNotLive(idOf(exchange));
  if (refusal !== undefined) throw new VenueError('not-supported', refusal);
  if (!isTrader(exchange)) throw new Error('this is not a class of ccxt as it used to be');
  const pageCandles = pageCandlesOf('features' in exchange ? exchange.features : undefined);
  return Object.assign(exchange, { pageCandles, milliseconds: () => clock.nowMs() });
}

/** An answer that quotes the keys it was asked with is read without them: what fails is told to people. */
function redactKeys(transport: CcxtTransport, { apiKey, secret }: ExchangeKeys): CcxtTransport {
  return async (url, request) => {
    const response = await transport(url, request);
    const text = async () => {
      const answer = await response.text();
      return [apiKey, secret].reduce(
        (told, key) => (key === '' ? told : told.replaceAll(key, '(key)')),
        answer,
      );
    };
    return { ...response, text };
  };
}

function idOf(exchange: unknown): string {
  const id: unknown =
    typeof exchange === 'object' && exchange !== null && 'id' in exchange ? exchange.id : '';
  return typeof id === 'string' ? id : '';
}

const METHODS = [
  'loadMarkets',
  'setMarkets',
  'fetchOHLCV',
  'fetchTime',
  'createOrder',
  'cancelOrder',
  'fetchOrder',
  'fetchOpenOrders',
  'fetchMyTrades',
  'fetchBalance',
  'setLeverage',
  'setMarginMode',
  'fapiPublicGetKlines',
  'fapiPrivateGetIncome',
  'fapiPrivateGetSymbolConfig',
  'fapiPrivateGetAccountConfig',
  'fapiPrivateGetLeverageBracket',
  'fapiPrivateGetCommissionRate',
  'fapiPublicGetTickerBookTicker',
  'sapiGetAccountApiRestrictions',
];

function isTrader(exchange: unknown): exchange is TradingClient {
  if (typeof exchange !== 'object' || exchange === null) return false;
  if (!('id' in exchange && 'has' in exchange && 'precisionMode' in exchange)) return false;
  const shape = typeof exchange.id === 'string' && typeof exchange.precisionMode === 'number';
  return shape && METHODS.every((name) => typeof Reflect.get(exchange, name) === 'function');
}
