/**
 * The calls of ccxt's class of Binance USD-M futures that the bot uses with real money.
 *
 * Every answer is unknown here, and parsed by the mapping.
 */
import type { CcxtClient } from '../../market/ccxt-client.ts';
import type { VenueRequests } from '../../market/venue-requests.ts';
import type { MarketNames } from '../market-names.ts';

type Params = Readonly<Record<string, unknown>>;

export interface BinanceClient extends CcxtClient {
  readonly options: object;
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
  fapiPrivatePostOrderTest(params: Params): Promise<unknown>;
  /** What ccxt has no method for, signed like the others. */
  request(path: string, api: 'fapiPrivate', verb: 'POST', params: Params): Promise<unknown>;
  fapiPublicGetTickerBookTicker(params: Params): Promise<unknown>;
  sapiGetAccountApiRestrictions(params: Params): Promise<unknown>;
}

/** Everything that a request needs. */
export interface BinanceConnection {
  readonly client: BinanceClient;
  readonly requests: VenueRequests;
  readonly names: MarketNames;
}

/** Most rows of a list of movements or trades. */
export const ROWS_MAX = 1_000;

const METHODS = [
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
  'fapiPrivatePostOrderTest',
  'request',
  'fapiPublicGetTickerBookTicker',
  'sapiGetAccountApiRestrictions',
];

export function isBinanceClient(client: CcxtClient): client is BinanceClient {
  const hasOptions = 'options' in client && typeof client.options === 'object' && client.options !== null;
  return hasOptions && METHODS.every((name) => typeof Reflect.get(client, name) === 'function');
}
