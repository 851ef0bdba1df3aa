/**
 * Candles of one symbol to which more are added while they are looked at.
 *
 * Invariant: those that somebody holds do not change; the next ones are added behind them.
 */
import { NO_CANDLES, candlesOfColumns, firstFrom, type Candles } from '../../lambda/core/market.ts';

const COLUMNS = ['openTimeMs', 'open', 'high', 'low', 'close', 'volume'] as const;
const ROOM_MIN = 1_024;

export class GrowingCandles {
  #candles: Candles = NO_CANDLES;

  /** All so far. */
  get candles(): Candles {
    return this.#candles;
  }

  /** Those that had closed at that time. */
  until(timeMs: number): Candles {
    return closedUntil(this.#candles, timeMs);
  }

  /** Adds those that are later than the last one. @param length how many of them have closed. */
  add(more: Candles, length = more.length): void {
    const had = this.#candles;
    const lastMs = had.openTimeMs[had.length - 1] ?? -Infinity;
    const first = firstFrom(more.openTimeMs, length, lastMs + 1);
    if (first >= length) return;
    if (had.length === 0) {
      // No copy: a year of a market that is known before has 25 MB.
      this.#candles = candlesBetween(more, first, length);
      return;
    }
    const wanted = had.length + length - first;
    const held = had.openTimeMs.length >= wanted ? had : withRoom(had, wanted);
    for (const name of COLUMNS) held[name].set(more[name].subarray(first, length), had.length);
    this.#candles = { ...held, length: wanted };
  }
}

/** A candle has closed a minute after its open: those whose minute had turned. */
export function closedUntil(candles: Candles, timeMs: number): Candles {
  const length = firstFrom(candles.openTimeMs, candles.length, timeMs);
  return length === candles.length ? candles : { ...candles, length };
}

export function candlesBetween(candles: Candles, from: number, to: number): Candles {
  return candlesOfColumns(to - from, (name) => candles[name].subarray(from, to));
}

function withRoom(candles: Candles, wanted: number): Candles {
  const room = Math.max(ROOM_MIN, wanted, candles.openTimeMs.length * 2);
  return candlesOfColumns(candles.length, (name) => {
    const longer = new Float64Array(room);
    longer.set(candles[name].subarray(0, candles.length));
    return longer;
  });
}
