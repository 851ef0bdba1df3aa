/**
 * Candles that a test writes down: as rows of numbers, or as the closes of a few minutes.
 */
import type { SymbolCandles } from '../../lambda/core/market.ts';
import { MINUTE_MS } from '../../lambda/core/units.ts';
import { NOON } from './builders.ts';

/** Open time, open, high, low, close, volume. */
export type CandleRow = readonly number[];

export function candlesOf(symbol: string, rows: readonly CandleRow[]): SymbolCandles {
  const column = (index: number) => Float64Array.from(rows, (row) => row[index]!);
  const prices = { open: column(1), high: column(2), low: column(3), close: column(4) };
  return { symbol, candles: { length: rows.length, openTimeMs: column(0), ...prices, volume: column(5) } };
}

interface Closing {
  /** The first minute; noon if absent. */
  readonly startMs?: number;
  /** What a minute opens at that does not open where the one before closed. */
  readonly gaps?: Readonly<Record<number, number>>;
  /** The minute whose volume is 5; all others have 1. */
  readonly loudMinute?: number;
}

/** Each minute opens where the one before closed, and goes straight to its own close. */
export function closing(
  symbol: string,
  closes: readonly number[],
  { startMs = NOON, gaps = {}, loudMinute }: Closing = {},
): SymbolCandles {
  const rows = closes.map((close, minute) => {
    const open = gaps[minute] ?? closes[minute - 1] ?? close;
    const [high, low] = [Math.max(open, close), Math.min(open, close)];
    return [startMs + minute * MINUTE_MS, open, high, low, close, minute === loudMinute ? 5 : 1];
  });
  return candlesOf(symbol, rows);
}
