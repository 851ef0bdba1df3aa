/** Are trials that do the same counted as one? */
import { expect, it } from 'vitest';
import { effectiveTrials } from '../../../lambda/backtest/statistics/effective-trials.ts';
import { goldenSeries, matrixWithoutEdge } from './golden-series.ts';

it('Twenty that have nothing in common are about twenty', () => {
  const found = effectiveTrials(matrixWithoutEdge());
  expect(found).toBeGreaterThan(19);
  expect(found).toBeLessThanOrEqual(20);
});

it('Hundreds on few days are hundreds, however much chance they have in common', () => {
  const many = Array.from({ length: 300 }, (_, k) =>
    goldenSeries({ seed: 500 + k, count: 40, mean: 0, correlation: 0 }),
  );
  expect(effectiveTrials(many)).toBeGreaterThan(250);
  expect(effectiveTrials(many.map((_, k) => many[k % 10]!))).toBeCloseTo(10, 0);
});

it('Copies, scaled or moved, are one trial, and opposites too', () => {
  const [first, second] = matrixWithoutEdge();
  const copies = [
    first!,
    first!.map((day) => 3 * day),
    first!.map((day) => day + 1),
    first!.map((day) => -day),
  ];
  expect(effectiveTrials(copies)).toBeCloseTo(1, 9);
  const pairs = [first!, first!, second!, second!];
  expect(effectiveTrials(pairs)).toBeCloseTo(effectiveTrials([first!, second!]), 1);
});

it('Trials that never vary take no part', () => {
  const idle = new Float64Array(480);
  expect(effectiveTrials([idle, idle])).toBe(0);
  expect(effectiveTrials([matrixWithoutEdge()[0]!, idle])).toBeCloseTo(1, 9);
  expect(effectiveTrials([])).toBe(0);
});
