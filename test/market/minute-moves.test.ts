/**
 * Is a market's move in a minute, and while a position is held, what its candles say?
 */
import { describe, expect, it } from 'vitest';
import { minuteMovesOf } from '../../infra/market/minute-moves.ts';
import { NO_CANDLES, candlesOfRows } from '../../lambda/core/market.ts';
import { MINUTE_MS } from '../../lambda/core/units.ts';

/** One candle for each minute, from its lowest to its highest price. */
function candlesOf(ranges: Readonly<Record<number, readonly [low: number, high: number]>>) {
  const rows = Object.entries(ranges).map(([minute, [low, high]]) => ({
    openTimeMs: Number(minute) * MINUTE_MS,
    open: low,
    high,
    low,
    close: high,
    volume: 1,
  }));
  return candlesOfRows(rows);
}

describe('the moves of a market', () => {
  it('the moves of a market are medians from the lowest to the highest price', () => {
    const candles = candlesOf({ 0: [100, 100.1], 1: [100, 100.3], 2: [100, 101] });
    const { minutes, minuteBps } = minuteMovesOf(candles, 1)!;
    expect(minutes).toBe(3);
    expect(minuteBps).toBeCloseTo(30, 9);
  });

  it('the moves of a market while a position is held are those of so many minutes, one stretch after another', () => {
    // From 99 to 101, and from 100 to 104: 202 and 400 basis points.
    const candles = candlesOf({ 0: [100, 101], 1: [99, 100], 2: [100, 102], 3: [103, 104] });
    expect(minuteMovesOf(candles, 2)!.heldBps).toBeCloseTo((20_000 / 99 + 400) / 2, 9);
  });

  it('the moves of a market have no missing minute in them', () => {
    const candles = candlesOf({ 0: [100, 101], 2: [500, 505], 3: [500, 510], 9: [1, 2] });
    expect(minuteMovesOf(candles, 2)!.heldBps).toBeCloseTo(200, 9);
    expect(minuteMovesOf(candles, 3)!.heldBps).toBeUndefined();
  });

  it('the moves of a market without candles are unknown', () => {
    expect(minuteMovesOf(NO_CANDLES, 5)).toBeUndefined();
  });
});
