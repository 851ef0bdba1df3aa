/**
 * Parses ccxt's answers about markets, candles and quotes. Pure.
 *
 * - Missing is never zero, and never a default.
 * - A row that is no candle is left out and named.
 * - A quote is one that could be traded now.
 * - Quantities are in base units, also where the venue counts contracts.
 */
import { z } from 'zod';
import { botSymbol, marketName, settlementCurrency } from '../symbol-names.ts';
import type { CandleRow, Market, Quote } from '../../core/market.ts';
import { MINUTE_MS, SECOND_MS, minuteStartMs, utcMinute } from '../../core/units.ts';
import { closedHoursOf } from './terms/market-kind.ts';
import { limitsOfInfo } from './terms/market-limits.ts';
import { VenueError } from './venue-error.ts';

/** One market that can be traded, under our name and under ccxt's. */
export interface Listing {
  /** Such as `BTC/USDT:USDT`. */
  readonly ccxtSymbol: string;
  /** The venue's own name, such as `BTCUSDT`. */
  readonly venueSymbol: string;
  /** Whether the venue trades it now. */
  readonly active: boolean;
  readonly market: Market;
  /** Under which name the exchange states its hours; absent where it has no closed ones. */
  readonly scheduleName?: string;
}

const positive = z.number().positive().optional().catch(undefined);
const limit = z.object({ min: positive, max: positive }).optional().catch(undefined);

const marketSchema = z.object({
  id: marketName,
  symbol: marketName,
  base: botSymbol,
  quote: settlementCurrency,
  settle: settlementCurrency,
  swap: z.literal(true),
  linear: z.literal(true),
  active: z.boolean().optional().catch(undefined),
  contractSize: positive,
  precision: z.object({ amount: positive, price: positive }).optional().catch(undefined),
  limits: z.object({ amount: limit, cost: limit, market: limit }).optional().catch(undefined),
  info: z.unknown().optional(),
});

/** ccxt's ways to write a precision: as a number of decimals, of significant digits, or as the step itself. */
const DECIMAL_PLACES = 2;
const TICK_SIZE = 4;

/** The linear perpetuals in the answer of `loadMarkets` that settle in what they are quoted in; other markets are left out. */
export function listingsOf(markets: unknown, precisionMode: number): readonly Listing[] {
  if (typeof markets !== 'object' || markets === null) {
    throw new VenueError('unexpected-answer', 'an answer that is no list of markets');
  }
  return Object.values(markets).flatMap((found: unknown) => {
    const parsed = marketSchema.safeParse(found);
    const isListed = parsed.success && parsed.data.quote === parsed.data.settle;
    return isListed ? [listingOf(parsed.data, precisionMode)] : [];
  });
}

function listingOf(found: z.output<typeof marketSchema>, precisionMode: number): Listing {
  const { id, symbol, base, quote, active, contractSize, precision, limits, info } = found;
  const step = (written: number | undefined) => stepOf(written, precisionMode);
  const quantityStep = inBaseUnits(step(precision?.amount), contractSize);
  const priceStep = step(precision?.price);
  const minQuantity = inBaseUnits(limits?.amount?.min, contractSize);
  const minNotionalUsd = limits?.cost?.min;
  const maxQuantity = inBaseUnits(limits?.amount?.max, contractSize);
  const maxMarketQuantity = inBaseUnits(limits?.market?.max, contractSize);
  const closedHours = closedHoursOf(info);
  const market: Market = {
    symbol: `${base}${quote}`,
    ...(quantityStep !== undefined && { quantityStep }),
    ...(priceStep !== undefined && { priceStep }),
    ...(minQuantity !== undefined && { minQuantity }),
    ...(minNotionalUsd !== undefined && { minNotionalUsd }),
    ...(maxQuantity !== undefined && { maxQuantity }),
    ...(maxMarketQuantity !== undefined && { maxMarketQuantity }),
    ...limitsOfInfo(info),
    ...closedHours?.terms,
  };
  const listing = { ccxtSymbol: symbol, venueSymbol: id, active: active ?? true, market };
  return closedHours === undefined ? listing : { ...listing, scheduleName: closedHours.scheduleName };
}

function stepOf(written: number | undefined, precisionMode: number): number | undefined {
  if (precisionMode === TICK_SIZE) return written;
  return precisionMode === DECIMAL_PLACES && written !== undefined ? 10 ** -written : undefined;
}

/** Digits that a product of two decimals keeps: those beyond are its float error. */
const PRODUCT_DIGITS = 12;

/** A number of contracts as a quantity; unknown where the size of a contract is. */
function inBaseUnits(contracts: number | undefined, contractSize: number | undefined): number | undefined {
  if (contracts === undefined || contractSize === undefined) return undefined;
  return Number((contracts * contractSize).toPrecision(PRODUCT_DIGITS));
}

export interface CandlePage {
  /** By time, one for each minute. */
  readonly rows: readonly CandleRow[];
  /** Why a row was left out, one sentence for each. */
  readonly refused: readonly string[];
  /** When the newest candle opens that was shown, also one that is still forming. */
  readonly newestMs: number | undefined;
}

const cell = z.number();
const rowSchema = z.tuple([cell, cell, cell, cell, cell, cell], z.unknown());

/**
 * The candles of an answer of `fetchOHLCV`. A row seen twice is one; two different rows of one minute are none, because
 * nobody knows which is right.
 *
 * @param untilMs rows that open at or after it are still forming, and are left out without a word.
 */
export function candlesOf(answer: unknown, untilMs: number): CandlePage {
  const list = z.array(z.unknown()).safeParse(answer);
  if (!list.success) throw new VenueError('unexpected-answer', 'an answer that is no candles');
  const rows = new Map<number, CandleRow>();
  const refused = new Map<number, string>();
  let unreadable = 0;
  let newestMs: number | undefined;
  for (const found of list.data) {
    const parsed = rowSchema.safeParse(found);
    if (!parsed.success) {
      unreadable += 1;
      continue;
    }
    const [openTimeMs, open, high, low, close, volume] = parsed.data;
    newestMs = Math.max(newestMs ?? openTimeMs, openTimeMs);
    if (openTimeMs >= untilMs) continue;
    const row = { openTimeMs, open, high, low, close, volume };
    const before = rows.get(openTimeMs);
    const problem =
      problemOf(row) ?? (before === undefined || isSame(before, row) ? undefined : 'there are two of it');
    if (problem === undefined) rows.set(openTimeMs, row);
    else refused.set(openTimeMs, `the candle of ${timeWords(openTimeMs)} is left out: ${problem}`);
  }
  if (unreadable > 0 && unreadable === list.data.length) {
    throw new VenueError('unexpected-answer', 'rows that are no candles');
  }
  const sorted = [...rows.values()].filter(({ openTimeMs }) => !refused.has(openTimeMs));
  sorted.sort((left, right) => left.openTimeMs - right.openTimeMs);
  const nameless = unreadable === 0 ? [] : [`${unreadable} rows are left out: they are no candles`];
  return { rows: sorted, refused: [...nameless, ...refused.values()], newestMs };
}

/** Why a row cannot be a candle. */
function problemOf({ openTimeMs, open, high, low, close, volume }: CandleRow): string | undefined {
  if (openTimeMs % MINUTE_MS !== 0) return 'it does not open with a minute';
  if (!(Math.min(open, high, low, close) > 0)) return 'it has a price of 0 or less';
  if (high < Math.max(open, close, low)) return 'its high is below another of its prices';
  if (low > Math.min(open, close)) return 'its low is above another of its prices';
  return volume < 0 ? 'its volume is below 0' : undefined;
}

function isSame(left: CandleRow, right: CandleRow): boolean {
  return (
    left.open === right.open &&
    left.high === right.high &&
    left.low === right.low &&
    left.close === right.close &&
    left.volume === right.volume
  );
}

/** Milliseconds that are no time of a calendar are shown as they are. */
function timeWords(timeMs: number): string {
  return Math.abs(timeMs) < 8.64e15 ? utcMinute(timeMs) : String(timeMs);
}

const stated = z.number().nullish();
const tickerSchema = z.object({ bid: stated, ask: stated, timestamp: stated });
const levelSchema = z.tuple([z.number()], z.unknown());
const orderBookSchema = z.object({
  bids: z.array(levelSchema),
  asks: z.array(levelSchema),
  timestamp: stated,
});

/** Best bid and ask as a venue states them; absent is unknown. */
export interface Touch {
  readonly bid: number | undefined;
  readonly ask: number | undefined;
  readonly timeMs: number | undefined;
}

/** Of an answer of `fetchTicker`, or of one of the tickers of `fetchBidsAsks`. */
export function touchOfTicker(answer: unknown): Touch {
  const parsed = tickerSchema.safeParse(answer);
  if (!parsed.success) throw new VenueError('unexpected-answer', 'an answer that is no ticker');
  const { bid, ask, timestamp } = parsed.data;
  return { bid: bid ?? undefined, ask: ask ?? undefined, timeMs: timestamp ?? undefined };
}

/** Of an answer of `fetchBidsAsks`: tickers by ccxt's symbol. */
export function touchOfBidsAsks(answer: unknown, ccxtSymbol: string): Touch {
  const parsed = z.looseObject({ [ccxtSymbol]: tickerSchema }).safeParse(answer);
  if (parsed.success) return touchOfTicker(parsed.data[ccxtSymbol]);
  throw new VenueError('unexpected-answer', `an answer without bid and ask of ${ccxtSymbol}`);
}

/** Of an answer of `fetchOrderBook`, best levels first. */
export function touchOfOrderBook(answer: unknown): Touch {
  const parsed = orderBookSchema.safeParse(answer);
  if (!parsed.success) throw new VenueError('unexpected-answer', 'an answer that is no order book');
  const { bids, asks, timestamp } = parsed.data;
  return { bid: bids[0]?.[0], ask: asks[0]?.[0], timeMs: timestamp ?? undefined };
}

/** Older than this, or from further ahead, a price is not the one now. */
export const QUOTE_AGE_MAX_MS = 30 * SECOND_MS;

/**
 * The price now, or why there is none.
 *
 * A book that has not changed since before the minute is what could be traded at `nowMs`: it takes that time, so that
 * nothing is ever filled before the tick that decided it. One that came after the minute is over is taken as its last:
 * resting orders meet the candle of a minute before they meet the next one.
 */
export function quoteOf({ bid, ask, timeMs }: Touch, tickMs: number, nowMs: number): Quote | string {
  const lastMs = minuteStartMs(tickMs) + MINUTE_MS - 1;
  if (bid === undefined || ask === undefined) return 'it has no bid and ask';
  if (!(bid > 0 && ask > 0)) return `its bid is ${bid} and its ask ${ask}`;
  if (bid > ask) return `its book is crossed: the bid ${bid} is above the ask ${ask}`;
  if (timeMs === undefined) return { bid, ask, timeMs: Math.min(nowMs, lastMs) };
  const ageMs = nowMs - timeMs;
  if (Math.abs(ageMs) > QUOTE_AGE_MAX_MS) {
    const seconds = Math.round(Math.abs(ageMs) / SECOND_MS);
    return `its price is ${ageMs > 0 ? `${seconds} s old` : `from ${seconds} s ahead`}`;
  }
  return { bid, ask, timeMs: Math.min(timeMs >= tickMs ? timeMs : nowMs, lastMs) };
}
