/** Are days drawn again so that what follows on what is kept? The numbers were computed by another hand (numpy, scipy) and agree with what the papers print. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { momentsOf } from '../../../lambda/backtest/statistics/moments.ts';
import {
  blockLength,
  drawIndices,
  groupedMeanInterval,
  meanInterval,
} from '../../../lambda/backtest/statistics/stationary-bootstrap.ts';
import { longRunDeviation, superiorAbility } from '../../../lambda/backtest/statistics/superior-ability.ts';
import { expectNear } from './expect-near.ts';
import { SERIES_A, SERIES_B, matrixWithEdge, matrixWithoutEdge, minstd } from './golden-series.ts';

describe('A stationary bootstrap', () => {
  it('chooses its block by what follows on what', () => {
    expectNear(blockLength(SERIES_A), 1.628092611458052);
    expectNear(blockLength(SERIES_B), 5.185121602817878);
    expect(blockLength(new Float64Array(50))).toBe(1);
  });

  it('draws each index alike, in blocks of the mean length, and a block of one is an independent draw', () => {
    for (const block of [1, 4]) {
      const uniform = minstd(17);
      const drawn = new Int32Array(100);
      const counts = new Float64Array(100);
      let begun = 0;
      for (let draw = 0; draw < 4_000; draw += 1) {
        drawIndices(drawn, block, uniform);
        for (const [i, index] of drawn.entries()) {
          counts[index]! += 1;
          if (i > 0 && index !== (drawn[i - 1]! + 1) % 100) begun += 1;
        }
      }
      const expected = (99 * 4_000 * 0.99) / block;
      expect(Math.abs(begun / expected - 1)).toBeLessThan(0.01);
      expect(Math.max(...counts.map((count) => Math.abs(count / 4_000 - 1)))).toBeLessThan(0.15);
    }
  });

  it('has an interval that holds the mean, and grows with the confidence', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1_000_000 }), (seed) => {
        const narrow = meanInterval(SERIES_B, { uniform: minstd(seed), draws: 200, confidence: 0.5 })!;
        const wide = meanInterval(SERIES_B, { uniform: minstd(seed), draws: 200 })!;
        expect(wide.from).toBeLessThan(narrow.from);
        expect(wide.to).toBeGreaterThan(narrow.to);
        const { mean } = momentsOf(SERIES_B);
        expect(narrow.from).toBeLessThan(mean);
        expect(narrow.to).toBeGreaterThan(mean);
      }),
      { numRuns: 10 },
    );
    expect(meanInterval([1], { uniform: minstd(1) })).toBeUndefined();
  });

  it('covers the true mean about as often as it says', () => {
    let covered = 0;
    for (let seed = 1; seed <= 200; seed += 1) {
      const uniform = minstd(seed * 7_919);
      const days = Float64Array.from({ length: 200 }, () => uniform() - 0.5);
      const interval = meanInterval(days, { uniform, draws: 200 })!;
      if (interval.from <= 0 && interval.to >= 0) covered += 1;
    }
    expect(covered).toBeGreaterThan(180);
    expect(covered).toBeLessThan(199);
  });
});

describe('An interval of trades that are drawn by the day', () => {
  it('counts the trades of the days that it has drawn, and no others', () => {
    const uniform = minstd(11);
    const counts = Float64Array.from({ length: 60 }, () => 1 + Math.floor(30 * uniform()));
    // Every trade earns the same, however many a day has.
    const sums = counts.map((count) => 2.5 * count);
    const interval = groupedMeanInterval({ sums, counts }, { uniform, draws: 200 })!;
    expectNear(interval.from, 2.5);
    expectNear(interval.to, 2.5);
    expect(groupedMeanInterval({ sums: sums.subarray(1, 2), counts }, { uniform })).toBeUndefined();
  });
});

describe('Superior ability', () => {
  it('of the best of twenty is luck', () => {
    const trials = matrixWithoutEdge();
    expectNear(longRunDeviation(trials[0]!, 10), 1.0293692837882673);
    const found = superiorAbility(trials, { block: 10, uniform: minstd(3), draws: 4_000 })!;
    expectNear(found.realityCheck, 1.754840051498719);
    expectNear(found.statistic, 1.7509918036474785);
    for (const [p, golden] of [
      [found.realityCheckP, 0.51],
      [found.pLower, 0.41],
      [found.p, 0.5],
      [found.pUpper, 0.54],
    ] as const) {
      expect(Math.abs(p - golden)).toBeLessThan(0.03);
    }
  });

  it('of a planted edge is none', () => {
    const found = superiorAbility(matrixWithEdge(), { block: 10, uniform: minstd(3) })!;
    expectNear(found.realityCheck, 6.075396976253913);
    expectNear(found.statistic, 4.854665704273367);
    expect(found.pUpper).toBeLessThanOrEqual(0.001);
    expect(found.realityCheckP).toBeLessThanOrEqual(0.001);
  });

  it('of trials that all lose is none, however surely they do', () => {
    const losing = matrixWithoutEdge().map((days) => days.map((day) => day - 1));
    const found = superiorAbility(losing, { block: 10, uniform: minstd(3), draws: 100 })!;
    expect(found).toMatchObject({ statistic: 0, p: 1, pLower: 1, pUpper: 1 });
  });

  it('takes no notice of trials that never traded, and is unknown where none did', () => {
    const idle = new Float64Array(480);
    const options = () => ({ block: 10, uniform: minstd(3), draws: 100 });
    expect(superiorAbility([...matrixWithEdge(), idle], options())).toEqual(
      superiorAbility(matrixWithEdge(), options()),
    );
    expect(superiorAbility([idle], options())).toBeUndefined();
  });
});
