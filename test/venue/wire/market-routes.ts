/**
 * How are times, prices and rules of the markets asked for, on the wire?
 */
import { DAY_MS } from '../../../lambda/core/units.ts';
import { flat, type Joined } from '../market/candle-rows.ts';
import { ONE, decimal, larger, moneyText, smaller, toNumber } from '../decimal.ts';
import { exchangeInfo } from '../market/exchange-info.ts';
import { fundingRateOf, fundingRows, lastFundingMs, nextFundingMs } from '../market/funding-terms.ts';
import { tradingSchedule } from '../market/trading-sessions.ts';
import { Refusal } from '../refusals.ts';
import { writtenIn } from './order-rows.ts';
import type { Level, PriceBook, VenueState } from '../venue-state.ts';
import type { WireParams } from './wire-params.ts';
import { bySymbol, optionalSymbol, symbolIn, type Call, type Route, type Routes } from './wire-route.ts';

/** What a level without a limit shows. */
const PLENTY = 1_000n * ONE;

export interface MarketCandles {
  /** Rows of candles. @throws Refusal */
  klines(symbol: string, params: WireParams): unknown;
  /** The last 24 hours. */
  lastDay(symbol: string): Joined | undefined;
}

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

/** A price and a quantity, as the market writes them. */
function levelOf(state: VenueState, symbol: string): (one: Level | undefined) => readonly [string, string] {
  const { price, quantity } = writtenIn(state, symbol);
  return (one) => [price(one?.price ?? 0n), quantity(one === undefined ? 0n : (one.quantity ?? PLENTY))];
}

function bookTicker(state: VenueState): (symbol: string, prices: PriceBook) => unknown {
  const { timeMs: nowMs, rules } = state;
  return (symbol, { bids, asks, timeMs, isDated = false }) => {
    const level = levelOf(state, symbol);
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
    markPrice: moneyText(mark),
    indexPrice: moneyText(mark),
    estimatedSettlePrice: moneyText(mark),
    lastFundingRate: moneyText(fundingRateOf(state.rules, symbol)),
    interestRate: '0.00010000',
    nextFundingTime: nextFundingMs(state.rules, symbol, state.timeMs),
    time: state.timeMs,
  });
}

function priceTicker(state: VenueState): (symbol: string, prices: PriceBook) => unknown {
  return (symbol, { last, timeMs }) => ({
    symbol,
    price: writtenIn(state, symbol).price(last),
    time: timeMs,
  });
}

/** Of the last 24 hours' candles, up to the last price. */
function dayTicker(
  state: VenueState,
  candles: MarketCandles,
): (symbol: string, prices: PriceBook) => unknown {
  const { timeMs } = state;
  return (symbol, { last }) => {
    const { price, quantity } = writtenIn(state, symbol);
    const { pricePlaces, step } = state.listings.get(symbol)!;
    const { open, high, low, volume, value, trades } = candles.lastDay(symbol) ?? flat(toNumber(last));
    const change = last - decimal(open);
    return {
      symbol,
      priceChange: price(change),
      priceChangePercent: ((100 * toNumber(change)) / open).toFixed(3),
      weightedAvgPrice: volume === 0 ? price(last) : (value / volume).toFixed(pricePlaces),
      lastPrice: price(last),
      lastQty: quantity(step),
      openPrice: price(decimal(open)),
      highPrice: price(larger(last, decimal(high))),
      lowPrice: price(smaller(last, decimal(low))),
      volume: quantity(decimal(volume)),
      quoteVolume: value.toFixed(2),
      openTime: timeMs - DAY_MS,
      closeTime: timeMs,
      firstId: 1,
      lastId: trades,
      count: trades,
    };
  };
}

function fundingRates(call: Call): unknown {
  const { state } = call;
  const symbol = optionalSymbol(call);
  return [...state.books.keys()]
    .filter((one) => symbol === undefined || one === symbol)
    .map((one) => ({
      symbol: one,
      fundingRate: moneyText(fundingRateOf(state.rules, one)),
      fundingTime: lastFundingMs(state.rules, one, state.timeMs),
      markPrice: moneyText(state.books.get(one)!.mark),
    }));
}

function publicRoute(weight: Route['weight'], handle: Route['handle']): Route {
  return { security: 'public', weight, handle };
}

export function marketRoutes(candles: MarketCandles): Routes {
  const klines = publicRoute(klineWeight, (call) => candles.klines(listedSymbolIn(call), call.params));
  return {
    'GET /fapi/v1/ping': publicRoute(1, () => ({})),
    'GET /fapi/v1/time': publicRoute(1, ({ state }) => ({ serverTime: state.timeMs })),
    'GET /fapi/v1/exchangeInfo': publicRoute(1, ({ state }) =>
      exchangeInfo(state.timeMs, [...state.markets.values()]),
    ),
    'GET /fapi/v1/klines': klines,
    'GET /fapi/v1/markPriceKlines': klines,
    'GET /fapi/v1/ticker/24hr': publicRoute(bySymbol(1, 40), (call) =>
      rows(call, dayTicker(call.state, candles)),
    ),
    'GET /fapi/v1/ticker/bookTicker': publicRoute(bySymbol(2, 5), (call) =>
      rows(call, bookTicker(call.state)),
    ),
    'GET /fapi/v1/ticker/price': publicRoute(bySymbol(1, 2), (call) => rows(call, priceTicker(call.state))),
    'GET /fapi/v2/ticker/price': publicRoute(bySymbol(1, 2), (call) => rows(call, priceTicker(call.state))),
    'GET /fapi/v1/depth': publicRoute(depthWeight, (call) => {
      const { state } = call;
      const symbol = listedSymbolIn(call);
      const prices = state.books.get(symbol);
      const level = levelOf(state, symbol);
      const { timeMs } = state;
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
    'GET /fapi/v1/fundingInfo': publicRoute(0, ({ state }) => fundingRows(state.rules)),
    'GET /fapi/v1/tradingSchedule': publicRoute(5, ({ state }) => tradingSchedule(state)),
  };
}
