/**
 * How does a class of ccxt become an exchange that trades with the operator's keys?
 *
 * - ccxt sends nothing twice.
 * - Its clock is the venue's, as we know it.
 * - The keys go into the requests that it signs, and nowhere else: they are removed from an answer that quotes them.
 */
import { SECOND_MS } from '../../core/units.ts';
import type { Clock } from '../../ports.ts';
import { pageCandlesOf, type CcxtClient } from '../market/ccxt-client.ts';
import { DEADLINE_MS, type CcxtTransport } from '../market/ccxt-transport.ts';
import { whyNotLive } from '../market/venue-capabilities.ts';
import { VenueError } from '../market/venue-error.ts';

type Params = Readonly<Record<string, unknown>>;

/** The calls of ccxt that the bot uses with real money. Every answer is unknown here, and parsed by the mapping. */
export interface TradingClient extends CcxtClient {
  createOrder(
    symbol: string,
    type: 'market' | 'limit',
    side: 'buy' | 'sell',
    amount: number | undefined,
    price: number | undefined,
    params: Params,
  ): Promise<unknown>;
  cancelOrder(id: undefined, symbol: string, params: Params): Promise<unknown>;
  fetchOrder(id: string | undefined, symbol: string, params: Params): Promise<unknown>;
  fetchOpenOrders(
    symbol: string | undefined,
    since: undefined,
    limit: undefined,
    params: Params,
  ): Promise<unknown>;
  fetchMyTrades(
    symbol: string,
    sinceMs: number | undefined,
    limit: number | undefined,
    params: Params,
  ): Promise<unknown>;
  fetchBalance(params: Params): Promise<unknown>;
  fapiPublicGetKlines(params: Params): Promise<unknown>;
  fapiPrivateGetIncome(params: Params): Promise<unknown>;
  setLeverage(leverage: number, symbol: string, params: Params): Promise<unknown>;
  setMarginMode(mode: 'isolated', symbol: string, params: Params): Promise<unknown>;
  fapiPrivateGetSymbolConfig(params: Params): Promise<unknown>;
  fapiPrivateGetAccountConfig(params: Params): Promise<unknown>;
  fapiPrivateGetLeverageBracket(params: Params): Promise<unknown>;
  fapiPrivateGetCommissionRate(params: Params): Promise<unknown>;
  fapiPublicGetTickerBookTicker(params: Params): Promise<unknown>;
  sapiGetAccountApiRestrictions(params: Params): Promise<unknown>;
}

export interface ExchangeKeys {
  readonly apiKey: string;
  readonly secret: string;
}

export interface TradingClientOptions {
  readonly keys: ExchangeKeys;
  readonly transport: CcxtTransport;
  /** Venue time. */
  readonly clock: Clock;
}

/**
 * @param exchangeClass ccxt's class of one exchange.
 * @throws VenueError `not-supported` for an exchange that cannot be traded with real money, with the reason.
 */
export function tradingClientOf(
  exchangeClass: unknown,
  { keys, transport, clock }: TradingClientOptions,
): TradingClient {
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

/** Removes the keys from an answer that quotes them: errors are read by people. */
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
