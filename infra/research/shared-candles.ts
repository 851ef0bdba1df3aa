/**
 * Candles that several threads read, without a copy for each.
 */
import {
  candlesOfColumns,
  type Candles,
  type SymbolCandles,
  type TradingSessions,
} from '../../lambda/core/market.ts';

const COLUMNS = ['openTimeMs', 'open', 'high', 'low', 'close', 'volume'] as const satisfies (keyof Candles)[];

/** The columns of a symbol one after another, in one memory. */
export interface SharedCandles {
  readonly symbol: string;
  readonly rows: number;
  readonly memory: SharedArrayBuffer;
  readonly sessions?: TradingSessions;
}

export function shareCandles({ symbol, candles, sessions }: SymbolCandles): SharedCandles {
  const rows = candles.length;
  const memory = new SharedArrayBuffer(rows * COLUMNS.length * Float64Array.BYTES_PER_ELEMENT);
  const all = new Float64Array(memory);
  for (const [i, name] of COLUMNS.entries()) all.set(candles[name].subarray(0, rows), i * rows);
  return { symbol, rows, memory, ...(sessions && { sessions }) };
}

/** Views of what is shared. */
export function candlesIn({ symbol, rows, memory, sessions }: SharedCandles): SymbolCandles {
  const column = (name: (typeof COLUMNS)[number]) =>
    new Float64Array(memory, COLUMNS.indexOf(name) * rows * Float64Array.BYTES_PER_ELEMENT, rows);
  return { symbol, candles: candlesOfColumns(rows, column), ...(sessions && { sessions }) };
}
