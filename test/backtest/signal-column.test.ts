/** Do kept signals trade as the candles' own, and stay the same ones when they are moved? */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { synthesiseMarket } from '../../infra/market/synthetic-market.ts';
import { backtest } from '../../lambda/backtest/backtest.ts';
import {
  commonMinutes,
  nextEntry,
  shifted,
  sideIn,
  signalColumn,
} from '../../lambda/backtest/signal-column.ts';
import { parseParameters } from '../../lambda/config.ts';
import type { Candles } from '../../lambda/core/market.ts';
import { MINUTE_MS } from '../../lambda/core/units.ts';
import { candlesOf } from '../harness/candle-rows.ts';

const PARAMETERS = parseParameters({ dailyLossUsd: 400 });

it('Kept signals trade as the candles’ own', () => {
  const symbols = synthesiseMarket({
    symbols: ['BTCUSDT', 'SOLUSDT'],
    seed: 8,
    days: 3,
    startMs: Date.UTC(2025, 0, 6),
  });
  const signals = new Map(
    symbols.map((market) => [
      market.symbol,
      signalColumn(market, PARAMETERS, { from: 0, to: market.candles.length }),
    ]),
  );
  const own = backtest({ symbols, parameters: PARAMETERS });
  const kept = backtest({ symbols, parameters: PARAMETERS, signals });
  expect(own.stopFirst.trades.length).toBeGreaterThan(50);
  expect(kept.stopFirst).toEqual(own.stopFirst);
  expect(kept.takeProfitFirst).toEqual(own.takeProfitFirst);
});

it('Signals of a range are those in it', () => {
  const [market] = synthesiseMarket({
    symbols: ['SOLUSDT'],
    seed: 8,
    days: 1,
    startMs: Date.UTC(2025, 0, 6),
  });
  const { candles } = market!;
  const all = signalColumn({ candles }, PARAMETERS, { from: 0, to: candles.length });
  const part = signalColumn({ candles }, PARAMETERS, { from: 300, to: 900 });
  expect(part.subarray(300, 900)).toEqual(all.subarray(300, 900));
  expect(part.some((code, k) => code !== 0 && (k < 300 || k >= 900))).toBe(false);
  const sides = new Set(Array.from(all, (_, k) => sideIn(all, k)));
  expect(sides).toEqual(new Set([undefined, 'long', 'short']));
});

const MINUTE_ZERO_MS = Date.UTC(2025, 0, 6);

/** Candles in these minutes of a day. */
function candlesIn(minutes: readonly number[]): Candles {
  const rows = minutes.map((minute) => [MINUTE_ZERO_MS + minute * MINUTE_MS, 1, 1, 1, 1, 1]);
  return candlesOf('BTC', rows).candles;
}

it('What is moved leaves one end, comes in at the other, and touches nothing else', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 0, max: 2 }), { minLength: 1, maxLength: 60 }),
      fc.nat({ max: 200 }),
      fc.nat({ max: 60 }),
      fc.nat({ max: 60 }),
      (codes, by, one, other) => {
        const column = Int8Array.from(codes);
        const candles = candlesIn([...codes.keys()]);
        const ends = [Math.min(one, codes.length), Math.min(other, codes.length)] as const;
        const range = { from: Math.min(...ends), to: Math.max(...ends) };
        const [fromMs, toMs] = [range.from, range.to].map((k) => MINUTE_ZERO_MS + k * MINUTE_MS);
        const minutes = commonMinutes([candles], { fromMs: fromMs!, toMs: toMs! });
        const moved = shifted(column, candles, minutes, by);
        const size = range.to - range.from;
        for (let k = 0; k < size; k += 1) {
          expect(moved[range.from + ((k + by) % size)]).toBe(column[range.from + k]);
        }
        for (const [k, code] of moved.entries()) if (k < range.from || k >= range.to) expect(code).toBe(0);
      },
    ),
  );
});

it('Signals of symbols with other gaps are moved by the same minutes', () => {
  const [whole, gapped] = [candlesIn([0, 1, 2, 3, 4, 5]), candlesIn([0, 1, 4, 5])];
  const minutes = commonMinutes([gapped, whole], { fromMs: MINUTE_ZERO_MS, toMs: Infinity });
  expect(minutes).toEqual(whole.openTimeMs);
  // At minute 1 of both, two minutes later: the second lacks it, and waits for minute 4.
  expect(shifted(Int8Array.of(0, 1, 0, 0, 0, 0), whole, minutes, 2)).toEqual(Int8Array.of(0, 0, 0, 1, 0, 0));
  expect(shifted(Int8Array.of(0, 1, 0, 0), gapped, minutes, 2)).toEqual(Int8Array.of(0, 0, 1, 0));
  // At its minute 4, which is its third candle: three minutes later is minute 1 again.
  expect(shifted(Int8Array.of(0, 0, 2, 0), gapped, minutes, 3)).toEqual(Int8Array.of(0, 2, 0, 0));
  // After its last candle the clock begins again.
  const early = candlesIn([0, 1, 2]);
  expect(shifted(Int8Array.of(0, 0, 1), early, minutes, 2)).toEqual(Int8Array.of(1, 0, 0));
});

it('The next signal is the first from a candle on, or the end', () => {
  const column = Int8Array.of(0, 1, 0, 2, 0, 0);
  expect([0, 1, 2, 3, 4, 6].map((k) => nextEntry(column, k, 6))).toEqual([1, 1, 3, 3, 6, 6]);
  // Not beyond the candles in use.
  expect(nextEntry(column, 2, 3)).toBe(3);
});
