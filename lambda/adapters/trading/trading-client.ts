/**
 * What does the bot use of a ccxt exchange when it trades with real money?
 *
 * A narrow interface beside the one for reading: every answer is unknown here, and parsed by the mapping.
 *
 * Invariants: every call ends by a deadline of our own, whatever ccxt or the venue do; an order that is given up after
 * it may have been sent is unknown, never repeated.
 */
import type { CcxtClient } from '../market/ccxt-client.ts';
import { VenueError } from '../market/venue-error.ts';

type Params = Readonly<Record<string, unknown>>;

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

/** How long a request of ours may take, its answer included; the venue refuses it after that itself. */
export const CALL_MS = 6_000;

/** The result of a call, or a failure that says that nobody knows. */
export async function withDeadline<Result>(what: string, call: () => Promise<Result>): Promise<Result> {
  let timer: NodeJS.Timeout | undefined;
  const deadline = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      reject(new VenueError('no-answer', `${what}: no complete answer within ${CALL_MS / 1_000} s`));
    }, CALL_MS);
  });
  try {
    return await Promise.race([call(), deadline]);
  } finally {
    clearTimeout(timer);
  }
}
