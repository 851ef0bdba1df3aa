/**
 * `lambda/adapters/market/`: public data of an exchange: markets, candles, quotes, its clock and its rate limits.
 *
 * The calls of ccxt that the bot uses for public data.
 *
 * - A narrow interface, because ccxt's own types say `any` where it matters.
 * - Every answer is unknown here, and parsed by the mapping.
 * - Capabilities are asked of the exchange, never guessed from its name.
 */
import { z } from 'zod';
import { touchOfBidsAsks, touchOfOrderBook, touchOfTicker, type Touch } from './ccxt-market-mapping.ts';
import { VenueError, failureOf } from './venue-error.ts';

export interface CcxtClient {
  readonly id: string;
  /** It reaches the exchange's demo, and nothing else. */
  readonly isDemo?: boolean;
  /** The exchange's capabilities, by ccxt's names: true, `emulated`, false or undefined. */
  readonly has: Readonly<Record<string, unknown>>;
  readonly precisionMode: number;
  /** Candles that one call may ask for. */
  readonly pageCandles: number;
  /** @param reload asks again; without it ccxt repeats the first answer, also a failure. */
  loadMarkets(reload?: boolean): Promise<unknown>;
  setMarkets(markets: unknown): unknown;
  fetchOHLCV(symbol: string, timeframe: string, sinceMs: number, limit: number): Promise<unknown>;
  fetchBidsAsks(symbols: readonly string[]): Promise<unknown>;
  fetchTicker(symbol: string): Promise<unknown>;
  fetchOrderBook(symbol: string, limit: number): Promise<unknown>;
  fetchTime(): Promise<unknown>;
  /** Best bids and asks as Binance writes them, of all markets at once; absent at other exchanges. */
  fapiPublicGetTickerBookTicker?(params: object): Promise<unknown>;
  /** Sessions of the markets that others follow, as Binance writes them; absent at other exchanges. */
  fapiPublicGetTradingSchedule?(params: object): Promise<unknown>;
  /** Intervals and bounds of funding, likewise. */
  fapiPublicGetFundingInfo?(params: object): Promise<unknown>;
}

/** Most candles of a page: a request of 500 and more costs five times as much as a smaller one. */
const PAGE_CANDLES_MAX = 499;
/** Where an exchange does not say: all known ones give as many. */
const PAGE_CANDLES = 200;

const featuresSchema = z.object({
  swap: z.object({ linear: z.object({ fetchOHLCV: z.object({ limit: z.number().positive() }) }) }),
});

/** How many candles one call may ask for, by ccxt's `features`. */
export function pageCandlesOf(features: unknown): number {
  const parsed = featuresSchema.safeParse(features);
  const stated = parsed.success ? parsed.data.swap.linear.fetchOHLCV.limit : PAGE_CANDLES;
  return Math.min(stated, PAGE_CANDLES_MAX);
}

/** No market has so many: ccxt writes a step digit by digit, for as long as an answer tells it to. */
const DECIMALS_MAX = 100;

/** The step of a market that tells more decimals is unknown. */
export function boundDecimals(exchange: object): void {
  const parsePrecision: unknown = Reflect.get(exchange, 'parsePrecision');
  if (typeof parsePrecision !== 'function') throw new Error('this is not a class of ccxt as it used to be');
  const bounded = (decimals: unknown): unknown =>
    Math.abs(Number.parseInt(String(decimals), 10)) > DECIMALS_MAX
      ? undefined
      : Reflect.apply(parsePrecision, exchange, [decimals]);
  Object.assign(exchange, { parsePrecision: bounded });
}

/** One way to learn the best bid and ask. */
export interface QuoteSource {
  readonly ask: (ccxtSymbol: string) => Promise<unknown>;
  readonly touchOf: (answer: unknown, ccxtSymbol: string) => Touch;
}

/** Levels of the book to ask for: the fewest that most venues know. */
const BOOK_LEVELS = 5;

/** The ways that an exchange declares, the one that was made for it first. */
export function quoteSourcesOf(client: CcxtClient): readonly QuoteSource[] {
  const ways: readonly (readonly [string, QuoteSource])[] = [
    ['fetchBidsAsks', { ask: (ccxtSymbol) => client.fetchBidsAsks([ccxtSymbol]), touchOf: touchOfBidsAsks }],
    ['fetchTicker', { ask: (ccxtSymbol) => client.fetchTicker(ccxtSymbol), touchOf: touchOfTicker }],
    [
      'fetchOrderBook',
      { ask: (ccxtSymbol) => client.fetchOrderBook(ccxtSymbol, BOOK_LEVELS), touchOf: touchOfOrderBook },
    ],
  ];
  return ways.filter(([capability]) => canDo(client, capability)).map(([, source]) => source);
}

/** ccxt writes true, or `emulated` for a capability that it puts together itself. */
export function canDo({ has }: CcxtClient, capability: string): boolean {
  return has[capability] === true || has[capability] === 'emulated';
}

/**
 * Best bid and ask from the first source that has them, and its place among the sources. A source that cannot serve
 * this market, or has neither, is passed over.
 *
 * @throws VenueError
 */
export async function fetchTouch(
  sources: readonly QuoteSource[],
  ccxtSymbol: string,
  ask: (call: () => Promise<unknown>) => Promise<unknown>,
): Promise<{ readonly touch: Touch; readonly from: number }> {
  for (const [from, source] of sources.entries()) {
    const isLast = from === sources.length - 1;
    try {
      const touch = source.touchOf(await ask(() => source.ask(ccxtSymbol)), ccxtSymbol);
      if (isLast || touch.bid !== undefined || touch.ask !== undefined) return { touch, from };
    } catch (error) {
      const failure = failureOf(error);
      if (isLast || failure.kind !== 'not-supported') throw failure;
    }
  }
  throw new VenueError('not-supported', 'the exchange tells no bid and ask');
}
