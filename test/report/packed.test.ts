/**
 * Does what a page packs come back, to the last digit?
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { packCandles, unpackCandles } from '../../infra/report/packing/packed-candles.ts';
import {
  PACKED_MAX,
  decimalsOf,
  differences,
  packColumns,
  sums,
  unpackColumns,
} from '../../infra/report/packing/packed-columns.ts';
import { packTrades, unpackTrades } from '../../infra/report/packing/packed-trades.ts';
import { candlesOfRows } from '../../lambda/core/market.ts';
import { EXIT_REASONS } from '../../lambda/core/reasons.ts';
import { MINUTE_MS, minus, usdFromUnits } from '../../lambda/core/units.ts';
import { MORNING, closedTrade } from '../charts/samples.ts';

const whole = fc.integer({ min: -PACKED_MAX, max: PACKED_MAX });
const small = fc.integer({ min: -300, max: 300 });

function column(values: readonly number[]): Float64Array {
  // No column has a negative zero: a whole number has none.
  return Float64Array.from(values, (value) => value + 0);
}

describe('columns of whole numbers', () => {
  it('come back as they were', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(small, whole, fc.constant(0)), { maxLength: 50 }), (rows) => {
        const columns = [0, 1, 2].map((k) => column(rows.map((row) => row[k] ?? 0)));
        expect(unpackColumns(packColumns(columns))).toEqual(columns);
      }),
    );
  });

  it('are told by their differences, and back', () => {
    fc.assert(
      fc.property(fc.array(small), (values) => {
        expect(sums(differences(column(values)))).toEqual(column(values));
      }),
    );
  });

  it('take no byte where all are 0, and one where they are small', () => {
    const length = (value: number) => packColumns([new Float64Array(1_000).fill(value)]).length;
    const head = length(0);
    expect(head).toBeLessThan(10);
    expect(length(-64) - head).toBe(1_000);
    expect(length(64_000) - head).toBe(3_000);
  });

  it.each([0.5, Number.NaN, Infinity, PACKED_MAX + 1])('never hold %s', (value) => {
    expect(() => packColumns([Float64Array.of(value)])).toThrow(RangeError);
  });

  it('have one length, and are whole', () => {
    expect(() => packColumns([new Float64Array(2), new Float64Array(3)])).toThrow(RangeError);
    expect(() => unpackColumns(packColumns([Float64Array.of(7, 8)]).subarray(0, -1))).toThrow(RangeError);
  });
});

it.each([
  [[1, 2], 0],
  [[0.1, 25.25], 2],
  [[0.00001234], 8],
  [[68_123.1], 1],
  // Nobody sees the digits that a double adds.
  [[0.1 + 0.2], 1],
])('%j has %d decimals', (values, decimals) => {
  expect(decimalsOf([Float64Array.from(values)])).toBe(decimals);
});

it('candles come back with every digit of their prices, gaps between them, and volumes unknown', () => {
  const price = fc.integer({ min: 1, max: 9_999_999 }).map((tick) => tick / 100);
  const bar = fc.tuple(fc.integer({ min: 1, max: 90 }), price, price, price, price);
  fc.assert(
    fc.property(fc.array(bar, { maxLength: 40 }), (bars) => {
      let openTimeMs = MORNING;
      const rows = bars.map(([minutes, ...prices]) => {
        openTimeMs += minutes * MINUTE_MS;
        const [open, , , close] = prices;
        return { openTimeMs, open, high: Math.max(...prices), low: Math.min(...prices), close, volume: 3 };
      });
      const { volume, ...unpacked } = unpackCandles(packCandles(candlesOfRows(rows)));
      const { volume: _, ...packed } = candlesOfRows(rows);
      expect(unpacked).toEqual(packed);
      expect(volume.every((value) => Number.isNaN(value))).toBe(true);
    }),
  );
});

it('trades come back to the last digit of their money', () => {
  const amount = fc.integer({ min: -(10 ** 13), max: 10 ** 13 }).map(usdFromUnits);
  const trade = fc
    .record({
      tradeId: fc.integer({ min: 1, max: 1e6 }),
      symbol: fc.constantFrom('BTCUSDT', 'ETHUSDT'),
      side: fc.constantFrom('long', 'short'),
      reason: fc.constantFrom(...EXIT_REASONS),
      quantity: fc.integer({ min: 1, max: 1e6 }).map((steps) => steps / 1e4),
      entryPrice: fc.integer({ min: 1, max: 1e7 }).map((ticks) => ticks / 100),
      exitPrice: fc.integer({ min: 1, max: 1e7 }).map((ticks) => ticks / 100),
      entryTimeMs: fc.integer({ min: MORNING, max: MORNING + 1e9 }),
      heldMs: fc.integer({ min: 0, max: 1e7 }),
      grossUsd: amount,
      feesUsd: amount,
      fundingUsd: amount,
      ambiguous: fc.boolean(),
    })
    .map(({ heldMs, ...row }) =>
      closedTrade({
        ...row,
        exitTimeMs: row.entryTimeMs + heldMs,
        netUsd: minus(minus(row.grossUsd, row.feesUsd), row.fundingUsd),
      }),
    );
  fc.assert(
    fc.property(fc.array(trade, { maxLength: 30 }), (trades) => {
      expect(unpackTrades(packTrades(trades))).toEqual(trades);
    }),
  );
});
