/**
 * The market of recorded trades, in simulated time: it moves during the minute.
 *
 * - At any moment only the trades up to then are visible, and only the candles that closed by then.
 * - Candles are made of the trades. The minute in which the recording begins is no candle, because it is incomplete.
 * - Prices and minutes are those of `recorded-trades.ts`.
 */
import type { Clock, MarketData } from '../../lambda/ports.ts';
import {
  candlesOfRows,
  withSessions,
  type CandleRow,
  type Candles,
  type Market,
  type SymbolCandles,
  type Trades,
  type MarketView,
} from '../../lambda/core/market.ts';
import {
  countUpTo,
  nextTickMs,
  quoteAt,
  type RecordedTrades,
} from '../../lambda/core/paper/recorded-trades.ts';
import { MINUTE_MS, minuteStartMs } from '../../lambda/core/units.ts';

/** Trades in the order in which they happened; columns of equal length. */
export interface TradeColumns extends Trades {
  readonly quantity: Float64Array;
}

export interface SymbolTrades extends RecordedTrades {
  readonly symbol: string;
  readonly trades: TradeColumns;
}

interface Track extends SymbolTrades {
  readonly market: Market;
  readonly candles: Candles;
}

export class TradeReplay implements MarketData, Clock {
  readonly isSimulated = true;
  private readonly tracks: readonly Track[];
  private timeMs = -Infinity;

  /** @param candles of each symbol, those of its trades included (`candlesOfTrades`). */
  constructor(details: readonly SymbolTrades[], candles: readonly SymbolCandles[]) {
    this.tracks = details.map((detail) => {
      const { symbol } = detail;
      const known = candles.find((each) => each.symbol === symbol);
      const market = withSessions({ symbol }, known?.sessions);
      return { ...detail, market, candles: known?.candles ?? candlesOfTrades(detail.trades) };
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
    const nextMs = nextTickMs(this.tracks, this.timeMs);
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
    const { trades, candles, market } = track;
    const closed = countUpTo({ length: candles.length, timeMs: candles.openTimeMs }, atMs - MINUTE_MS);
    const known = { length: countUpTo(trades, atMs), timeMs: trades.timeMs, price: trades.price };
    return { market, candles, last: closed - 1, quote: quoteAt(track, atMs), trades: known };
  }
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
