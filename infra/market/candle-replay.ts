/**
 * The market of recorded or synthetic candles, minute by minute.
 *
 * - At minute T only candles that closed by T are visible. The open of the candle at T is the quote.
 * - A symbol without a candle at T has no quote.
 * - A minute in which no symbol has a candle is skipped.
 */
import type { Clock, MarketData } from '../../lambda/ports.ts';
import {
  withSessions,
  type Candles,
  type Market,
  type Quote,
  type SymbolCandles,
  type MarketView,
} from '../../lambda/core/market.ts';
import { MINUTE_MS, minuteStartMs } from '../../lambda/core/units.ts';

interface Track {
  readonly market: Market;
  readonly candles: Candles;
  /** Index of the first candle that opens at or after the minute now. */
  next: number;
}

export class ReplayMarket implements MarketData, Clock {
  readonly isSimulated = true;
  private readonly tracks: readonly Track[];
  private minuteMs = -Infinity;

  constructor(symbols: readonly SymbolCandles[], markets: ReadonlyMap<string, Market> = new Map()) {
    this.tracks = symbols.map(({ symbol, candles, sessions }) => ({
      market: withSessions(markets.get(symbol) ?? { symbol }, sessions),
      candles,
      next: 0,
    }));
  }

  nowMs(): number {
    return this.minuteMs;
  }

  /** Goes on after a minute that has been traded already. */
  resumeAfter(minuteMs: number): void {
    this.minuteMs = minuteMs;
  }

  /** Goes on to the next minute that has a candle; after the last one, once more, to the close of that candle. */
  advance(): boolean {
    const afterMs = this.minuteMs;
    let nextMs = Infinity;
    let closedMs = -Infinity;
    for (const track of this.tracks) {
      const { candles } = track;
      while (track.next < candles.length && candles.openTimeMs[track.next]! <= afterMs) track.next += 1;
      if (track.next < candles.length) nextMs = Math.min(nextMs, candles.openTimeMs[track.next]!);
      else if (candles.length > 0)
        closedMs = Math.max(closedMs, candles.openTimeMs[candles.length - 1]! + MINUTE_MS);
    }
    if (nextMs !== Infinity) this.minuteMs = nextMs;
    else if (closedMs > afterMs) this.minuteMs = closedMs;
    else return false;
    return true;
  }

  observe(symbols: readonly string[], tickMs: number): Promise<readonly MarketView[]> {
    const views = symbols.map((symbol): MarketView => {
      const track = this.tracks.find(({ market }) => market.symbol === symbol);
      if (track === undefined) throw new Error(`the replayed market has no candles of ${symbol}`);
      const { market, candles, next } = track;
      const isOpen = next < candles.length && candles.openTimeMs[next] === tickMs;
      return { market, candles, last: next - 1, quote: isOpen ? quoteAtOpen(candles, next) : undefined };
    });
    return Promise.resolve(views);
  }

  minuteSoFar(): Promise<undefined> {
    return Promise.resolve(undefined);
  }

  /** A candle has one price for its minute. */
  observePrices(symbols: readonly string[], stepMs: number): Promise<readonly MarketView[]> {
    return this.observe(symbols, minuteStartMs(stepMs));
  }
}

function quoteAtOpen(candles: Candles, k: number): Quote {
  const open = candles.open[k]!;
  return { bid: open, ask: open, timeMs: candles.openTimeMs[k]! };
}
