/**
 * Candles as every peer reads them: six columns of doubles behind each other, in the order of `COLUMNS`.
 */
import { candlesOfColumns, type CandleRow, type Candles } from '../../../lambda/core/market.ts';

const COLUMNS = [
  'openTimeMs',
  'open',
  'high',
  'low',
  'close',
  'volume',
] as const satisfies readonly (keyof CandleRow)[];

export function bytesOf(candles: Candles): Uint8Array {
  const all = new Float64Array(candles.length * COLUMNS.length);
  for (const [k, name] of COLUMNS.entries()) {
    all.set(candles[name].subarray(0, candles.length), k * candles.length);
  }
  return new Uint8Array(all.buffer);
}

export function candlesOf(bytes: Uint8Array): Candles {
  // A copy: a small file shares its memory with others, and its bytes may begin where doubles may not.
  const all = new Float64Array(new Uint8Array(bytes).buffer);
  const length = all.length / COLUMNS.length;
  return candlesOfColumns(length, (name) => {
    const first = COLUMNS.indexOf(name) * length;
    return all.slice(first, first + length);
  });
}
