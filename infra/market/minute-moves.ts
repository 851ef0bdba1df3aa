/**
 * How far does a market move in a minute, and while a position is held?
 *
 * - A move is from the lowest to the highest price: more than anybody could have caught.
 * - Medians, in basis points of the lowest price. What has a missing minute in it is not counted.
 */
import { medianOf } from '../../lambda/backtest/statistics/moments.ts';
import type { Candles } from '../../lambda/core/market.ts';
import { MINUTE_MS } from '../../lambda/core/units.ts';

const BPS = 10_000;

export interface MinuteMoves {
  /** Candles that were counted. */
  readonly minutes: number;
  readonly minuteBps: number;
  /** Over the minutes of a position in a row; `undefined` where there are not so many. */
  readonly heldBps: number | undefined;
}

/** @param heldMinutes at least 1. @returns `undefined` where there is no candle. */
export function minuteMovesOf(candles: Candles, heldMinutes: number): MinuteMoves | undefined {
  if (candles.length === 0) return undefined;
  const held = stretchesBps(candles, heldMinutes);
  return {
    minutes: candles.length,
    minuteBps: medianOf(stretchesBps(candles, 1)),
    heldBps: held.length === 0 ? undefined : medianOf(held),
  };
}

/** One stretch of so many minutes after another. */
function stretchesBps({ length, openTimeMs, high, low }: Candles, minutes: number): readonly number[] {
  const found: number[] = [];
  let k = 0;
  while (k + minutes <= length) {
    if (openTimeMs[k + minutes - 1]! - openTimeMs[k]! !== (minutes - 1) * MINUTE_MS) {
      k += 1;
      continue;
    }
    let [highest, lowest] = [high[k]!, low[k]!];
    for (let i = k + 1; i < k + minutes; i += 1) {
      highest = Math.max(highest, high[i]!);
      lowest = Math.min(lowest, low[i]!);
    }
    found.push((highest / lowest - 1) * BPS);
    k += minutes;
  }
  return found;
}
