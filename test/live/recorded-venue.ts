/**
 * A venue on which the prices of recorded candles pass by, minute by minute, as the bar model has them.
 *
 * Invariants: at the turn of a minute its open is the price, and what rests meets it; after the bot's tick the rest of
 * the minute goes to the worst side first, and through the stop before its extreme, so that a stop fills where it
 * rests.
 */
import type { Candles, SymbolCandles } from '../../lambda/core/market.ts';
import { MINUTE_MS } from '../../lambda/core/units.ts';
import { chargeFunding } from '../venue/account.ts';
import type { BinanceVenue } from '../venue/binance-venue.ts';
import { decimal, toNumber } from '../venue/decimal.ts';
import { isFundingTime } from '../../lambda/core/fill-model.ts';
import { advance } from '../venue/venue-exchange.ts';

interface Track {
  readonly symbol: string;
  readonly candles: Candles;
  readonly rowOf: ReadonlyMap<number, number>;
}

export class RecordedVenue {
  private readonly venue: BinanceVenue;
  private readonly tracks: readonly Track[];

  constructor(venue: BinanceVenue, symbols: readonly SymbolCandles[]) {
    this.venue = venue;
    this.tracks = symbols.map(({ symbol, candles }) => ({
      symbol,
      candles,
      rowOf: new Map(Array.from({ length: candles.length }, (_, k) => [candles.openTimeMs[k]!, k])),
    }));
    venue.barOf = (symbol, minuteMs) => {
      const track = this.tracks.find((other) => other.symbol === symbol);
      const k = track?.rowOf.get(minuteMs);
      if (track === undefined || k === undefined) return undefined;
      const { open, high, low, close, volume } = track.candles;
      return { open: open[k]!, high: high[k]!, low: low[k]!, close: close[k]!, volume: volume[k]! };
    };
  }

  /** The minute turns: funding, and then everything at rest meets the open. */
  open(minuteMs: number): void {
    const { state } = this.venue;
    advance(state, minuteMs, false);
    if (isFundingTime(minuteMs)) {
      // Charged at the open, before anything meets it.
      for (const [symbol, open] of this.pricesAt(minuteMs)) {
        const prices = state.books.get(symbol);
        if (prices !== undefined) state.books.set(symbol, { ...prices, mark: decimal(open) });
      }
      chargeFunding(state);
    }
    for (const [symbol, open] of this.pricesAt(minuteMs)) this.venue.quote(symbol, { bid: open, ask: open });
  }

  private pricesAt(minuteMs: number): readonly (readonly [symbol: string, open: number])[] {
    return this.tracks.flatMap(({ symbol, candles, rowOf }) => {
      const k = rowOf.get(minuteMs);
      return k === undefined ? [] : [[symbol, candles.open[k]!] as const];
    });
  }

  /** The rest of the minute, the worst of it first. */
  rest(minuteMs: number): void {
    advance(this.venue.state, minuteMs + MINUTE_MS - 1, false);
    for (const { symbol, candles, rowOf } of this.tracks) {
      const k = rowOf.get(minuteMs);
      if (k === undefined) continue;
      const [high, low] = [candles.high[k]!, candles.low[k]!];
      const stop = this.venue.books.openAlgos.find((algo) => algo.symbol === symbol);
      const isLong = stop?.side === 'SELL';
      const [worst, best] = isLong ? [low, high] : [high, low];
      const stopPrice = stop === undefined ? undefined : toNumber(stop.triggerPrice);
      const isMet = stopPrice !== undefined && (isLong ? low <= stopPrice : high >= stopPrice);
      const path = [...(isMet ? [stopPrice] : []), worst, best];
      for (const price of path) this.venue.quote(symbol, { bid: price, ask: price });
    }
  }
}
