/** Do kept signals trade as the candles' own, and stay the same ones when they are moved? */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { synthesiseMarket } from '../../infra/market/synthetic-market.ts';
import { backtest } from '../../lambda/backtest/backtest.ts';
import { shifted, sideIn, signalColumn } from '../../lambda/backtest/signal-column.ts';
import { parseParameters } from '../../lambda/config.ts';

const PARAMETERS = parseParameters({ dailyLossUsd: 400 });

it('Kept signals trade as the candles’ own', () => {
  const symbols = synthesiseMarket({
    symbols: ['BTCUSDT', 'SOLUSDT'],
    seed: 8,
    days: 3,
    startMs: Date.UTC(2025, 0, 6),
  });
  const signals = new Map(
    symbols.map(({ symbol, candles }) => [
      symbol,
      signalColumn(candles, PARAMETERS, { from: 0, to: candles.length }),
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
  const all = signalColumn(candles, PARAMETERS, { from: 0, to: candles.length });
  const part = signalColumn(candles, PARAMETERS, { from: 300, to: 900 });
  expect(part.subarray(300, 900)).toEqual(all.subarray(300, 900));
  expect(part.some((code, k) => code !== 0 && (k < 300 || k >= 900))).toBe(false);
  const sides = new Set(Array.from(all, (_, k) => sideIn(all, k)));
  expect(sides).toEqual(new Set([undefined, 'long', 'short']));
});

it('What is moved leaves one end, comes in at the other, and touches nothing else', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 0, max: 2 }), { minLength: 1, maxLength: 60 }),
      fc.nat({ max: 200 }),
      fc.nat({ max: 60 }),
      fc.nat({ max: 60 }),
      (codes, by, one, other) => {
        const column = Int8Array.from(codes);
        const ends = [Math.min(one, codes.length), Math.min(other, codes.length)] as const;
        const range = { from: Math.min(...ends), to: Math.max(...ends) };
        const moved = shifted(column, range, by);
        const size = range.to - range.from;
        for (let k = 0; k < size; k += 1) {
          expect(moved[range.from + ((k + by) % size)]).toBe(column[range.from + k]);
        }
        for (const [k, code] of moved.entries()) if (k < range.from || k >= range.to) expect(code).toBe(0);
      },
    ),
  );
});
