/**
 * The market of recorded trades, in simulated time: it moves during the minute.
 *
 * - At any moment only the trades up to then are visible, and only the candles that closed by then.
 * - The quote is the last best bid and ask before the moment, or the last trade where there are none.
 * - No quote is older than a minute, and there is none after the last trade.
 * - Candles are made of the trades. The minute in which the recording begins is no candle, because it is incomplete.
 * - A minute before which nothing was traded has no tick.
 */
import type { Clock, MarketData } from '../../lambda/ports.ts';
import {
  candlesOfRows,
  type CandleRow,
  type Candles,
  type Quote,
  type SymbolCandles,
  type Trades,
  type MarketView,
} from '../../lambda/core/market.ts';
import { MINUTE_MS, minuteStartMs } from '../../lambda/core/units.ts';

/** Trades in the order in which they happened; columns of equal length. */
export interface TradeColumns extends Trades {
  readonly quantity: Float64Array;
}

/** Best bid and ask, whenever one of them changed. */
export interface TouchColumns {
  readonly length: number;
  readonly timeMs: Float64Array;
  readonly bid: Float64Array;
  readonly ask: Float64Array;
}

export interface SymbolTrades {
  readonly symbol: string;
  readonly trades: TradeColumns;
  readonly touches: TouchColumns | undefined;
}

/** An older quote does not count: the recording may have a gap. */
const PRICE_AGE_MAX_MS = MINUTE_MS;

interface Track extends SymbolTrades {
  readonly candles: Candles;
}

export class TradeReplay implements MarketData, Clock {
  readonly isSimulated = true;
  private readonly tracks: readonly Track[];
  private timeMs = -Infinity;

  /** @param candles of each symbol, those of its trades included (`candlesOfTrades`). */
  constructor(details: readonly SymbolTrades[], candles: readonly SymbolCandles[]) {
    this.tracks = details.map((detail) => {
      const known = candles.find(({ symbol }) => symbol === detail.symbol)?.candles;
      return { ...detail, candles: known ?? candlesOfTrades(detail.trades) };
    });
  }

  nowMs(): number {
    return this.timeMs;
  }

  /** Goes on after a minute that has been traded already. */
  resumeAfter(minuteMs: number): void {
    this.timeMs = minuteMs;
  }

  /** Goes on to the next full minute before which something was traded. The last is the end of the recording. */
  advance(): boolean {
    const afterMs = minuteStartMs(this.timeMs);
    const next = this.tracks.map(({ trades }) => trades.timeMs[countUpTo(trades, afterMs)] ?? Infinity);
    const nextMs = Math.ceil(Math.min(...next) / MINUTE_MS) * MINUTE_MS;
    if (nextMs === Infinity) return false;
    this.timeMs = nextMs;
    return true;
  }

  /** Time passes as fast as it is waited for. */
  sleep(durationMs: number): Promise<boolean> {
    this.timeMs += durationMs;
    return Promise.resolve(true);
  }

  observe(symbols: readonly string[], tickMs: number): Promise<readonly MarketView[]> {
    return Promise.resolve(symbols.map((symbol) => this.viewOf(symbol, tickMs)));
  }

  observePrices(symbols: readonly string[], stepMs: number): Promise<readonly MarketView[]> {
    return this.observe(symbols, stepMs);
  }

  /** Resting orders meet every trade: nothing of a minute is left to look back at. */
  minuteSoFar(): Promise<undefined> {
    return Promise.resolve(undefined);
  }

  private viewOf(symbol: string, atMs: number): MarketView {
    const track = this.tracks.find((one) => one.symbol === symbol);
    if (track === undefined) throw new Error(`the replayed market has no trades of ${symbol}`);
    const { trades, candles } = track;
    const closed = countUpTo({ length: candles.length, timeMs: candles.openTimeMs }, atMs - MINUTE_MS);
    const known = { length: countUpTo(trades, atMs), timeMs: trades.timeMs, price: trades.price };
    return { market: { symbol }, candles, last: closed - 1, quote: quoteAt(track, atMs), trades: known };
  }
}

function quoteAt({ trades, touches }: Track, atMs: number): Quote | undefined {
  if (!(atMs <= (trades.timeMs[trades.length - 1] ?? -Infinity))) return undefined;
  const source = touches ?? trades;
  const k = countUpTo(source, atMs) - 1;
  const timeMs = source.timeMs[k];
  if (timeMs === undefined || atMs - timeMs > PRICE_AGE_MAX_MS) return undefined;
  const price = trades.price[k];
  const [bid, ask] = touches === undefined ? [price, price] : [touches.bid[k], touches.ask[k]];
  return bid === undefined || ask === undefined ? undefined : { bid, ask, timeMs: atMs };
}

/** How many of these moments, which are in order, are not after `timeMs`. */
export function countUpTo(
  { length, timeMs: moments }: { readonly length: number; readonly timeMs: Float64Array },
  timeMs: number,
): number {
  let [low, high] = [0, length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (moments[middle]! <= timeMs) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** One-minute candles of whole minutes. */
export function candlesOfTrades({ length, timeMs, price, quantity }: TradeColumns): Candles {
  const rows: { -readonly [Key in keyof CandleRow]: CandleRow[Key] }[] = [];
  const firstMinuteMs = minuteStartMs(timeMs[0] ?? 0);
  const isCut = timeMs[0] !== firstMinuteMs;
  for (let k = 0; k < length; k += 1) {
    const openTimeMs = minuteStartMs(timeMs[k]!);
    if (isCut && openTimeMs === firstMinuteMs) continue;
    const [now, volume] = [price[k]!, quantity[k]!];
    const row = rows.at(-1);
    if (row?.openTimeMs === openTimeMs) {
      row.high = Math.max(row.high, now);
      row.low = Math.min(row.low, now);
      row.close = now;
      row.volume += volume;
    } else rows.push({ openTimeMs, open: now, high: now, low: now, close: now, volume });
  }
  return candlesOfRows(rows);
}
