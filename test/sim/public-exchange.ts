/**
 * An exchange's public data in virtual time: candles that are still forming are shown, as real ones are.
 *
 * Each symbol rises once, in the last moment of its own minute: who takes the candle before it has closed sees no signal.
 */
import type { CcxtClient } from '../../lambda/adapters/market/ccxt-client.ts';
import type { Listing } from '../../lambda/adapters/market/ccxt-market-mapping.ts';
import { MINUTE_MS, minuteStartMs } from '../../lambda/core/units.ts';
import type { VirtualTime } from './virtual-time.ts';

/** How long before the close of its candle a symbol rises. */
const LAST_MOMENT_MS = 5;
/** As many as the bot's signal needs, and some more. */
const HISTORY_CANDLES = 5;
const BEFORE = 100;
const AFTER = 100.2;

/** Weights as Binance has them. */
const CANDLES_WEIGHT = 1;
const QUOTE_WEIGHT = 2;
const ALL_QUOTES_WEIGHT = 5;

export interface ExchangeOptions {
  readonly time: VirtualTime;
  readonly startMs: number;
  readonly symbols: readonly string[];
  /** The way of a request, there and back. */
  readonly wayMs: number;
  /** How much its clock is behind. */
  readonly behindMs: number;
}

export class PublicExchange {
  private readonly options: ExchangeOptions;
  /** Weight by minute. */
  readonly weights = new Map<number, number>();

  constructor(options: ExchangeOptions) {
    this.options = options;
  }

  get listings(): readonly Listing[] {
    return this.options.symbols.map((symbol) => ({
      ccxtSymbol: symbol,
      venueSymbol: symbol,
      active: true,
      market: { symbol },
    }));
  }

  client(): CcxtClient {
    const unknown = () => Promise.reject(new Error('nobody asks for that'));
    return {
      id: 'binanceusdm',
      has: { fetchBidsAsks: true },
      precisionMode: 4,
      pageCandles: 499,
      loadMarkets: unknown,
      setMarkets: () => undefined,
      fetchTicker: unknown,
      fetchOrderBook: unknown,
      fetchTime: unknown,
      fetchOHLCV: (symbol, _, sinceMs, limit) =>
        this.answer(CANDLES_WEIGHT, (nowMs) => this.candles(symbol, sinceMs, limit, nowMs)),
      fetchBidsAsks: ([symbol = '']) =>
        this.answer(QUOTE_WEIGHT, (nowMs) => ({
          [symbol]: { bid: this.priceAt(symbol, nowMs), ask: this.priceAt(symbol, nowMs), timestamp: nowMs },
        })),
      fapiPublicGetTickerBookTicker: () =>
        this.answer(ALL_QUOTES_WEIGHT, (nowMs) =>
          this.options.symbols.map((symbol) => {
            const text = String(this.priceAt(symbol, nowMs));
            return { symbol, bidPrice: text, askPrice: text, time: nowMs };
          }),
        ),
    };
  }

  private async answer<Answer>(weight: number, of: (nowMs: number) => Answer): Promise<Answer> {
    const { time, wayMs, behindMs } = this.options;
    await time.sleep(wayMs / 2);
    const nowMs = time.nowMs() - behindMs;
    const minuteMs = minuteStartMs(nowMs);
    this.weights.set(minuteMs, (this.weights.get(minuteMs) ?? 0) + weight);
    const answer = of(nowMs);
    await time.sleep(wayMs / 2);
    return answer;
  }

  private candles(
    symbol: string,
    sinceMs: number,
    limit: number,
    nowMs: number,
  ): readonly (readonly number[])[] {
    const rows: number[][] = [];
    const firstMs = Math.max(sinceMs, this.options.startMs - HISTORY_CANDLES * MINUTE_MS);
    for (let openMs = firstMs; rows.length < limit && openMs <= nowMs; openMs += MINUTE_MS) {
      const open = this.priceAt(symbol, openMs);
      const close = this.priceAt(symbol, Math.min(nowMs, openMs + MINUTE_MS - 1));
      rows.push([openMs, open, Math.max(open, close), Math.min(open, close), close, 1]);
    }
    return rows;
  }

  private priceAt(symbol: string, timeMs: number): number {
    const { symbols, startMs } = this.options;
    const closesMs = startMs + (symbols.indexOf(symbol) + 1) * MINUTE_MS;
    return timeMs >= closesMs - LAST_MOMENT_MS ? AFTER : BEFORE;
  }
}
