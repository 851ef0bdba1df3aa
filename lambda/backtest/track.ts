/**
 * One symbol of a loop over columns, and the minute it is at.
 */
import { firstFrom, type Candles, type Market, type Touch } from '../core/market.ts';
import { MINUTE_MS } from '../core/units.ts';
import type { RecordedFunding } from '../core/paper/funding-due.ts';

export interface TradedSymbol {
  readonly market: Market;
  readonly candles: Candles;
  /** Absent where the rate is assumed. */
  readonly funding: RecordedFunding | undefined;
  /** By candle, in place of the signals that the candles give. */
  readonly signals?: Int8Array;
}

type Writable<T> = { -readonly [Key in keyof T]: T[Key] };

export interface Track extends TradedSymbol, Writable<Touch> {
  /** Its place in the order of priority. */
  readonly index: number;
  /** Index of the candle that opens now or next. */
  k: number;
  /** Whether it has a price now; bid and ask are those of the last time it had one. */
  isPriced: boolean;
}

/** Of symbols in order of priority, before the first candle that opens at `fromMs` or later. */
export function tracksOf(symbols: readonly TradedSymbol[], fromMs: number): readonly Track[] {
  return symbols.map((traded, index) => {
    const { candles } = traded;
    const k = firstFrom(candles.openTimeMs, candles.length, fromMs);
    return { ...traded, index, k, isPriced: false, bid: 0, ask: 0 };
  });
}

/** The next minute in which a symbol has a candle; Infinity after the last one. */
export function nextMinuteMs(tracks: readonly Track[]): number {
  let next = Infinity;
  for (const { k, candles } of tracks) {
    if (k < candles.length && candles.openTimeMs[k]! < next) next = candles.openTimeMs[k]!;
  }
  return next;
}

/** Passes over the candles before that minute, and returns how many they were. */
export function skipTo(track: Track, minuteMs: number): number {
  const { k, candles } = track;
  const { openTimeMs, length } = candles;
  if (k === length || openTimeMs[k]! >= minuteMs) return 0;
  // Where no minute between is missing it is so many candles later: times are unique and aligned to the minute.
  const near = k + (minuteMs - openTimeMs[k]!) / MINUTE_MS;
  track.k = near < length && openTimeMs[near] === minuteMs ? near : firstFrom(openTimeMs, length, minuteMs);
  return track.k - k;
}
