/**
 * Candles that walk at random, from a seed.
 */
import { randomStream } from '../../infra/market/synthetic-processes.ts';
import type { SymbolCandles } from '../../lambda/core/market.ts';
import { MINUTE_MS } from '../../lambda/core/units.ts';
import { candlesOf, type CandleRow } from './candle-rows.ts';

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
