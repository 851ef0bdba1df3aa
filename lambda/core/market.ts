/**
 * A market: its candles, its price now, its steps and limits, and the view of it at one moment.
 *
 * Invariants:
 * - Candles are columns, sorted by open time, unique, aligned to the minute, with positive prices.
 * - A missing minute is missing. An absent step, limit or quote is unknown, never zero.
 */

/** One-minute candles as columns of equal length. Prices in quote currency, volume in base units, times in ms UTC. */
export interface Candles {
  /** Number of rows in use; the arrays may be longer. */
  readonly length: number;
  readonly openTimeMs: Float64Array;
  readonly open: Float64Array;
  readonly high: Float64Array;
  readonly low: Float64Array;
  readonly close: Float64Array;
  readonly volume: Float64Array;
}

/** The candle of one minute. */
export interface CandleRow {
  readonly openTimeMs: number;
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
  readonly volume: number;
}

/** @param rows by time. */
export function candlesOfRows(rows: readonly CandleRow[]): Candles {
  // A loop: `Float64Array.from` takes ten times as long, and every tick makes hundreds of rows anew.
  const column = (key: keyof CandleRow) => {
    const values = new Float64Array(rows.length);
    for (let k = 0; k < rows.length; k += 1) values[k] = rows[k]![key];
    return values;
  };
  return candlesOfColumns(rows.length, column);
}

/** @param column makes the values of so many rows. */
export function candlesOfColumns(length: number, column: (name: keyof CandleRow) => Float64Array): Candles {
  return {
    length,
    openTimeMs: column('openTimeMs'),
    open: column('open'),
    high: column('high'),
    low: column('low'),
    close: column('close'),
    volume: column('volume'),
  };
}

export const NO_CANDLES = candlesOfRows([]);

/** Index of the first of these sorted times at or after `timeMs`; `length` where there is none. */
export function firstFrom(timesMs: Float64Array, length: number, timeMs: number): number {
  let [low, high] = [0, length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (timesMs[middle]! < timeMs) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The candles of one symbol. */
export interface SymbolCandles {
  readonly symbol: string;
  /** Without those of closed minutes. */
  readonly candles: Candles;
  /** Absent where the market has no closed hours. */
  readonly sessions?: TradingSessions;
}

/** Trades of a market, as columns, in the order in which they happened. */
export interface Trades {
  /** Number of rows in use; the arrays may be longer. */
  readonly length: number;
  readonly timeMs: Float64Array;
  readonly price: Float64Array;
}

/** The price now: a seller receives the bid, a buyer pays the ask. In replay both are the candle's open. */
export interface Quote {
  readonly bid: number;
  readonly ask: number;
  readonly timeMs: number;
}

/** What is received and paid now. */
export type Touch = Pick<Quote, 'bid' | 'ask'>;

/** From a moment to another one, exclusive, in ms UTC. */
export interface Session {
  readonly startMs: number;
  readonly endMs: number;
}

/** When the underlying of a market with closed hours trades; `trading-sessions.ts` makes and asks it. */
export interface TradingSessions {
  /** By time; they hold whole minutes, and neither overlap nor touch. */
  readonly sessions: readonly Session[];
  /** Nothing is known before the first of these moments, and from the second one on. */
  readonly knownFromMs: number;
  readonly knownUntilMs: number;
}

/** The venue's rules of a market. An absent rule is one that it does not state. */
export interface Market {
  readonly symbol: string;
  readonly quantityStep?: number;
  readonly priceStep?: number;
  readonly minQuantity?: number;
  readonly minNotionalUsd?: number;
  /** The largest limit order. */
  readonly maxQuantity?: number;
  /** The largest market order. */
  readonly maxMarketQuantity?: number;
  /** Ordinary orders of one account that may be open in it at once. */
  readonly maxOrders?: number;
  /** The same of orders that wait for a price. */
  readonly maxConditionalOrders?: number;
  /** How far a limit order may sell below the mark price, and buy above it. */
  readonly priceBand?: PriceBand;
  /** How far from the mark price a market order may fill. */
  readonly marketTakePct?: number;
  readonly maintenanceMarginPct?: number;
  /** Nobody may trade it before an agreement of the exchange is signed. */
  readonly needsAgreement?: true;
  /** Absent where it has no closed hours. */
  readonly sessions?: TradingSessions;
}

/** The market with these sessions; as it is, where it has none. */
export function withSessions(market: Market, sessions: TradingSessions | undefined): Market {
  return sessions === undefined ? market : { ...market, sessions };
}

/** Distances from the mark price, in percent of it. */
export interface PriceBand {
  readonly belowPct: number;
  readonly abovePct: number;
}

/**
 * The largest position that can be closed by one order of either kind, in base units; `undefined` where the venue
 * states no limit.
 */
export function maxPositionQuantity({ maxQuantity, maxMarketQuantity }: Market): number | undefined {
  if (maxQuantity === undefined || maxMarketQuantity === undefined) return maxQuantity ?? maxMarketQuantity;
  return Math.min(maxQuantity, maxMarketQuantity);
}

/** Taken where the market does not say its maintenance margin, in percent of the notional. */
export const DEFAULT_MAINTENANCE_MARGIN_PCT = 0.5;

/** +1 for a long, −1 for a short: every formula for a long serves a short with its sign. */
export type Side = 'long' | 'short';

export function direction(side: Side): 1 | -1 {
  return side === 'long' ? 1 : -1;
}

/** The price at which a position could be closed now: the bid for a long, the ask for a short. */
export function closingPrice(side: Side, quote: Touch): number {
  return side === 'long' ? quote.bid : quote.ask;
}

/** How far through the price a limit order that closes at once may go, where the band allows more. */
const CLOSE_WITHIN_PCT = 1;

/**
 * The limit of an order that closes a position at once, as a market order would: through the price now, and well inside
 * the market's band.
 */
export function closingLimit(side: Side, quote: Quote, { priceBand, priceStep }: Market): number {
  const allowedPct = side === 'long' ? priceBand?.belowPct : priceBand?.abovePct;
  const throughPct = Math.min(CLOSE_WITHIN_PCT, allowedPct === undefined ? Infinity : allowedPct / 2);
  const price = closingPrice(side, quote) * (1 - direction(side) * (throughPct / 100));
  return side === 'long' ? ceilToStep(price, priceStep) : floorToStep(price, priceStep);
}

/** The price at which a position could be opened now: the ask for a long, the bid for a short. */
export function openingPrice(side: Side, quote: Touch): number {
  return side === 'long' ? quote.ask : quote.bid;
}

function decimalsOf(step: number): number {
  const [, fraction = '', exponent = '0'] = /^\d+(?:\.(\d+))?(?:e([+-]\d+))?$/.exec(String(step)) ?? [];
  return Math.max(0, fraction.length - Number(exponent));
}

/** The multiple of `step` not above `value`; `value` itself where no step is known. */
export function floorToStep(value: number, step: number | undefined): number {
  if (step === undefined) return value;
  // A quotient within float error of a whole number is that number: 0.3 / 0.1 is 3 steps, not 2.
  const steps = Math.floor((value / step) * (1 + 2 ** -50));
  return Number((steps * step).toFixed(decimalsOf(step)));
}

/** The multiple of `step` not below `value`; `value` itself where no step is known. */
export function ceilToStep(value: number, step: number | undefined): number {
  if (step === undefined) return value;
  const steps = Math.ceil((value / step) * (1 - 2 ** -50));
  return Number((steps * step).toFixed(decimalsOf(step)));
}

/** One symbol as the venue shows it now. */
export interface MarketView {
  readonly market: Market;
  /** Without those of the market's closed minutes. */
  readonly candles: Candles;
  /** Index of the last closed candle, −1 when there is none. */
  readonly last: number;
  /** Absent when the symbol has no price now. */
  readonly quote: Quote | undefined;
  /** Every trade up to now, where the market reports them: then resting orders meet these, and no candle. */
  readonly trades?: Trades;
}
