/**
 * How are times, prices and rules of the markets asked for, on the wire?
 */
import { MINUTE_MS } from '../../lambda/core/units.ts';
import { moneyText, plainText, type Decimal } from './decimal.ts';
import { exchangeInfo } from './exchange-info.ts';
import { Refusal } from './refusals.ts';
import { nextFundingMs } from './venue-exchange.ts';
import type { Level, PriceBook, VenueState } from './venue-state.ts';
import type { WireParams } from './wire-params.ts';
import { bySymbol, optionalSymbol, symbolIn, type Call, type Route, type Routes } from './wire-route.ts';

/** What a level without a limit shows. */
const PLENTY = 1_000n * 100_000_000n;

/** Rows of candles, by symbol and query. */
export type Klines = (symbol: string, query: URLSearchParams) => unknown;

function klineWeight(params: WireParams): number {
  const limit = params.integer('limit') ?? 500;
  if (limit < 100) return 1;
  if (limit < 500) return 2;
  return limit <= 1_000 ? 5 : 10;
}

function depthWeight(params: WireParams): number {
  const limit = params.integer('limit') ?? 500;
  if (limit <= 50) return 2;
  if (limit <= 100) return 5;
  return limit <= 500 ? 10 : 20;
}

function isOnList({ state }: Call, symbol: string): boolean {
  return state.listings.get(symbol)?.isListed === true;
}

/** A symbol that is on the list of markets still. */
function listedSymbolIn(call: Call): string {
  const symbol = symbolIn(call);
  if (!isOnList(call, symbol)) throw new Refusal(-1121);
  return symbol;
}

/** One row of a symbol, or those of all that have prices. */
function rows(call: Call, row: (symbol: string, prices: PriceBook) => unknown): unknown {
  const symbol = call.params.text('symbol') === undefined ? undefined : listedSymbolIn(call);
  const { books } = call.state;
  if (symbol === undefined) {
    return [...books].filter(([one]) => isOnList(call, one)).map(([one, prices]) => row(one, prices));
  }
  const prices = books.get(symbol);
  if (prices === undefined) throw new Refusal(-1121, `The venue has no price of ${symbol} yet.`);
  return row(symbol, prices);
}

function level(one: Level | undefined): readonly [string, string] {
  return [plainText(one?.price ?? 0n), plainText(one === undefined ? 0n : (one.quantity ?? PLENTY))];
}

function bookTicker({ timeMs: nowMs, rules }: VenueState): (symbol: string, prices: PriceBook) => unknown {
  return (symbol, { bids, asks, timeMs, isDated = false }) => {
    const [bidPrice, bidQty] = level(bids[0]);
    const [askPrice, askQty] = level(asks[0]);
    const { quoteAgeMs } = rules;
    const time = quoteAgeMs === undefined || isDated ? timeMs : nowMs - quoteAgeMs;
    return { symbol, bidPrice, bidQty, askPrice, askQty, time, lastUpdateId: time };
  };
}

function premiumIndex(state: VenueState): (symbol: string, prices: PriceBook) => unknown {
  return (symbol, { mark }) => ({
    symbol,
    markPrice: plainText(mark),
    indexPrice: plainText(mark),
    estimatedSettlePrice: plainText(mark),
    lastFundingRate: (state.rules.fundingPct / 100).toFixed(8),
    interestRate: '0.00010000',
    nextFundingTime: nextFundingMs(state.timeMs),
    time: state.timeMs,
  });
}

function dayTicker(timeMs: number): (symbol: string, prices: PriceBook) => unknown {
  const text = (value: Decimal) => plainText(value);
  return (symbol, { last }) => ({
    symbol,
    priceChange: '0',
    priceChangePercent: '0',
    weightedAvgPrice: text(last),
    lastPrice: text(last),
    lastQty: '0.001',
    openPrice: text(last),
    highPrice: text(last),
    lowPrice: text(last),
    volume: '1000',
    quoteVolume: moneyText(last * 1_000n),
    openTime: timeMs - 1_440 * MINUTE_MS,
    closeTime: timeMs,
    firstId: 1,
    lastId: 2,
    count: 2,
  });
}

function fundingRates(call: Call): unknown {
  const { state } = call;
  const symbol = optionalSymbol(call);
  return [...state.books.keys()]
    .filter((one) => symbol === undefined || one === symbol)
    .map((one) => ({
      symbol: one,
      fundingRate: (state.rules.fundingPct / 100).toFixed(8),
      fundingTime: nextFundingMs(state.timeMs) - 480 * MINUTE_MS,
      markPrice: plainText(state.books.get(one)!.mark),
    }));
}

function publicRoute(weight: Route['weight'], handle: Route['handle']): Route {
  return { security: 'public', weight, handle };
}

export function marketRoutes(klines: Klines): Routes {
  const candles = publicRoute(klineWeight, (call) => klines(listedSymbolIn(call), call.params.query()));
  return {
    'GET /fapi/v1/ping': publicRoute(1, () => ({})),
    'GET /fapi/v1/time': publicRoute(1, ({ state }) => ({ serverTime: state.timeMs })),
    'GET /fapi/v1/exchangeInfo': publicRoute(1, ({ state }) =>
      exchangeInfo(state.timeMs, [...state.markets.values()]),
    ),
    'GET /fapi/v1/klines': candles,
    'GET /fapi/v1/markPriceKlines': candles,
    'GET /fapi/v1/ticker/24hr': publicRoute(bySymbol(1, 40), (call) =>
      rows(call, dayTicker(call.state.timeMs)),
    ),
    'GET /fapi/v1/ticker/bookTicker': publicRoute(bySymbol(2, 5), (call) =>
      rows(call, bookTicker(call.state)),
    ),
    'GET /fapi/v1/ticker/price': publicRoute(bySymbol(1, 2), (call) =>
      rows(call, (symbol, { last, timeMs }) => ({ symbol, price: plainText(last), time: timeMs })),
    ),
    'GET /fapi/v2/ticker/price': publicRoute(bySymbol(1, 2), (call) =>
      rows(call, (symbol, { last, timeMs }) => ({ symbol, price: plainText(last), time: timeMs })),
    ),
    'GET /fapi/v1/depth': publicRoute(depthWeight, (call) => {
      const prices = call.state.books.get(listedSymbolIn(call));
      const { timeMs } = call.state;
      return {
        lastUpdateId: timeMs,
        E: timeMs,
        T: prices?.timeMs ?? timeMs,
        bids: (prices?.bids ?? []).map(level),
        asks: (prices?.asks ?? []).map(level),
      };
    }),
    'GET /fapi/v1/premiumIndex': publicRoute(bySymbol(1, 10), (call) => rows(call, premiumIndex(call.state))),
    'GET /fapi/v1/fundingRate': publicRoute(0, fundingRates),
    'GET /fapi/v1/fundingInfo': publicRoute(0, ({ state }) =>
      [...state.listings.keys()].map((symbol) => ({
        symbol,
        adjustedFundingRateCap: '0.02',
        adjustedFundingRateFloor: '-0.02',
        fundingIntervalHours: 8,
        disclaimer: false,
      })),
    ),
  };
}
