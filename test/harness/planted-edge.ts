/**
 * A market in which what has moved goes on: candles without an edge, and one planted in them.
 */
import type { Candles, SymbolCandles } from '../../lambda/core/market.ts';

interface PlantedEdge {
  /** Closes over which a move is measured, and the move, as a fraction, after which the next minute goes on. */
  readonly minutes: number;
  readonly move: number;
  /** By how much it goes on, as a fraction. */
  readonly drift: number;
}

export function plantEdge({ symbol, candles }: SymbolCandles, edge: PlantedEdge): SymbolCandles {
  const { length } = candles;
  const columns = {
    openTimeMs: candles.openTimeMs.slice(0, length),
    open: new Float64Array(length),
    high: new Float64Array(length),
    low: new Float64Array(length),
    close: new Float64Array(length),
    volume: candles.volume.slice(0, length),
  } satisfies Omit<Candles, 'length'>;
  let factor = 1;
  for (let k = 0; k < length; k += 1) {
    const before =
      k < edge.minutes + 1 ? 0 : columns.close[k - 1]! / columns.close[k - 1 - edge.minutes]! - 1;
    const drift = Math.abs(before) < edge.move ? 0 : Math.sign(before) * edge.drift;
    columns.open[k] = candles.open[k]! * factor;
    factor *= 1 + drift;
    columns.close[k] = candles.close[k]! * factor;
    const ends = [columns.open[k]!, columns.close[k]!];
    columns.high[k] = Math.max(...ends, candles.high[k]! * factor);
    columns.low[k] = Math.min(...ends, candles.low[k]! * factor);
  }
  return { symbol, candles: { length, ...columns } };
}
