/**
 * Candles that a test makes: from rows of numbers, from the closes of a few minutes, or at random from a seed.
 */
import { NOON } from './builders.ts';
import { randomStream } from '../../infra/market/synthetic-processes.ts';
import type { SymbolCandles } from '../../lambda/core/market.ts';
import { MINUTE_MS } from '../../lambda/core/units.ts';

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

export interface RandomWalks {
  readonly seed: number;
  readonly symbolCount: number;
  readonly minutes: number;
  readonly volatilityBps: number;
  /** Minutes that open elsewhere than the last one closed. */
  readonly gapShare: number;
  readonly missingShare: number;
}

/** Candles that walk from 100, of S0, S1, … */
export function randomWalks(walks: RandomWalks, startMs: number): readonly SymbolCandles[] {
  return Array.from({ length: walks.symbolCount }, (_, index) => {
    const random = randomStream(walks.seed, `S${index}`);
    const moved = (from: number, times: number) =>
      from * Math.max(0.5, 1 + ((times * walks.volatilityBps) / 10_000) * random.normal());
    const rows: CandleRow[] = [];
    let price = 100;
    for (let minute = 0; minute < walks.minutes; minute += 1) {
      if (random.happens(walks.gapShare)) price = moved(price, random.happens(0.1) ? 30 : 2);
      const path = [price, moved(price, 1), moved(price, 1.5)];
      price = path[2]!;
      if (random.happens(walks.missingShare)) continue;
      rows.push([startMs + minute * MINUTE_MS, path[0]!, Math.max(...path), Math.min(...path), price, 1]);
    }
    return candlesOf(`S${index}`, rows);
  });
}
