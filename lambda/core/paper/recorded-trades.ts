/**
 * What a recording of trades shows at a moment: the trades up to then, and the price.
 *
 * Invariants:
 * - The quote is the last best bid and ask before the moment, or the last trade where there are none.
 * - No quote is older than a minute, and there is none after the last trade.
 * - A minute before which nothing was traded has no tick.
 */
import type { Quote, Trades } from '../market.ts';
import { MINUTE_MS, minuteStartMs } from '../units.ts';

/** Best bid and ask, whenever one of them changed. */
export interface TouchColumns {
  readonly length: number;
  readonly timeMs: Float64Array;
  readonly bid: Float64Array;
  readonly ask: Float64Array;
}

export interface RecordedTrades {
  readonly trades: Trades;
  readonly touches: TouchColumns | undefined;
}

/** An older quote does not count: the recording may have a gap. */
const PRICE_AGE_MAX_MS = MINUTE_MS;

export function quoteAt({ trades, touches }: RecordedTrades, atMs: number): Quote | undefined {
  if (!(atMs <= (trades.timeMs[trades.length - 1] ?? -Infinity))) return undefined;
  const source = touches ?? trades;
  const k = countUpTo(source, atMs) - 1;
  const timeMs = source.timeMs[k];
  if (timeMs === undefined || atMs - timeMs > PRICE_AGE_MAX_MS) return undefined;
  const price = trades.price[k];
  const [bid, ask] = touches === undefined ? [price, price] : [touches.bid[k], touches.ask[k]];
  return bid === undefined || ask === undefined ? undefined : { bid, ask, timeMs: atMs };
}

/** The next full minute before which something was traded, of those after the minute of `timeMs`; Infinity after the last. */
export function nextTickMs(recorded: readonly RecordedTrades[], timeMs: number): number {
  const afterMs = minuteStartMs(timeMs);
  let nextMs = Infinity;
  for (const { trades } of recorded) {
    nextMs = Math.min(nextMs, trades.timeMs[countUpTo(trades, afterMs)] ?? Infinity);
  }
  return Math.ceil(nextMs / MINUTE_MS) * MINUTE_MS;
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
