/** Is it told when choosing the best is worth nothing? The numbers were computed by another hand (numpy, scipy) and agree with what the papers print. */
import { describe, expect, it } from 'vitest';
import { overfittingOf } from '../../../lambda/backtest/statistics/overfitting.ts';
import { expectNear } from './expect-near.ts';
import { matrixWithEdge, matrixWithoutEdge } from './golden-series.ts';

describe('Overfitting', () => {
  const byHand = [
    [1, 3, 0, 1, -2, 0, 1, 2],
    [0, 1, 2, 1, 1, 2, 0, -1],
    [2, 0, 1, -1, 0, 1, 1, 0],
  ];

  it('is what is counted by hand', () => {
    const found = overfittingOf(byHand, { blocks: 4, criterion: 'mean' });
    expect(found).toMatchObject({ probability: 1, choices: 6, daysDropped: 0, lossProbability: 1 / 6 });
    expectNear(found.slope, -1);
    expectNear(found.intercept, 1.5);
    expectNear(found.medianLogit, -Math.log(3));
  });

  it('is near one half without an edge, and rare with one', () => {
    const coarse = overfittingOf(matrixWithoutEdge(), { blocks: 8 });
    expect(coarse.choices).toBe(70);
    expectNear(coarse.probability, 0.4714285714285714);
    expectNear(coarse.slope, -0.8282318109330074);
    expectNear(coarse.lossProbability, 0.44285714285714284);
    expectNear(coarse.intercept, 0.1007784420674976);
    const fine = overfittingOf(matrixWithoutEdge());
    expect(fine).toMatchObject({ choices: 12_870, blocks: 16 });
    expectNear(fine.probability, 0.5915305915306915, 1e-6);
    expectNear(fine.lossProbability, 0.5993783993783994);
    const planted = overfittingOf(matrixWithEdge());
    expectNear(planted.probability, 0.006138306138306139);
    expectNear(planted.lossProbability, 0.005982905982905983);
    expectNear(planted.medianLogit, Math.log(20));
  });

  it('is the same of thousands of trials, in whatever order they stand', () => {
    const trials = Array.from({ length: 2_100 }, (_, trial) =>
      Float64Array.from({ length: 16 }, (__, day) => Math.sin(1 + trial * 7.3 + day * (1.9 + trial / 999))),
    );
    const found = overfittingOf(trials, { blocks: 4 });
    expect(overfittingOf(trials.toReversed(), { blocks: 4 })).toEqual(found);
    expect(overfittingOf(trials.slice(0, 1_000), { blocks: 4 })).not.toEqual(found);
  });

  it('drops the first days that fit into no block', () => {
    const longer = byHand.map((days) => [100, -100, 50, ...days]);
    const plain = overfittingOf(byHand, { blocks: 4, criterion: 'mean' });
    expect(overfittingOf(longer, { blocks: 4, criterion: 'mean' })).toEqual({ ...plain, daysDropped: 3 });
  });

  it('counts a trial that did not trade as one that earned nothing', () => {
    const idle = [0, 0, 0, 0, 0, 0, 0, 0];
    const losing = [-1, -2, -1, -3, -1, -2, -1, -2];
    expect(overfittingOf([losing, idle], { blocks: 4 })).toMatchObject({
      probability: 0,
      lossProbability: 0,
    });
  });

  it.each([
    [[[1, 2]], 2, /two trials/],
    [byHand, 3, /even number/],
    [byHand, 8, /16 days/],
    [
      [
        [1, 2, 3, 4],
        [1, 2, 3],
      ],
      2,
      /trial 1 has 3 days/,
    ],
  ])('cannot be told of %j in %d blocks', (trials, blocks, problem) => {
    expect(() => overfittingOf(trials, { blocks })).toThrow(problem);
  });
});
