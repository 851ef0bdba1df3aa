/** Is a peak told from a plateau? */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  indexOfBest,
  neighbourCount,
  neighbourhoodScores,
  neighboursOf,
} from '../../../lambda/backtest/search/neighbourhood.ts';
import { medianOf } from '../../../lambda/backtest/statistics/moments.ts';

describe('A neighbourhood', () => {
  it('ranks a plateau above a peak', () => {
    const scores = [0, 0, 9, 0, 0, 0, 2, 2, 2, 2, 0];
    const sets = scores.map((score, i) => ({ position: [i / 10], score }));
    const judged = neighbourhoodScores(sets);
    expect(neighbourCount(1)).toBe(3);
    expect(indexOfBest(Float64Array.from(scores))).toBe(2);
    expect(judged[2]).toBe(0);
    expect([...judged.subarray(6, 10)]).toEqual([2, 2, 2, 2]);
    expect(indexOfBest(judged)).toBe(6);
  });

  it('of a grid is the cross around a set, alike in all directions', () => {
    const sets = Array.from({ length: 25 }, (_, i) => ({
      position: [(i % 5) / 4, Math.floor(i / 5) / 4],
      score: i === 12 ? 100 : i,
    }));
    // 7, 11, 13, 17 and the peak itself.
    expect(neighbourhoodScores(sets)[12]).toBe(13);
    // In a corner the nearest five reach further: 0, 1, 5 and, as far as one another, 2, 6 and 10 at most.
    expect(neighbourhoodScores(sets)[0]).toBe(3.5);
  });

  it('of sets that hardly trade is not the best, unless there are no others', () => {
    const scores = Float64Array.of(-3, 0, -2);
    expect(indexOfBest(scores, (k) => k !== 1)).toBe(2);
    expect(indexOfBest(scores, () => false)).toBe(1);
  });

  it('of few sets is all of them, and of nothing nothing', () => {
    const sets = [1, 5].map((score) => ({ position: [score / 5], score }));
    expect([...neighbourhoodScores(sets)]).toEqual([3, 3]);
    expect([...neighbourhoodScores([])]).toEqual([]);
    expect(indexOfBest(new Float64Array())).toBeUndefined();
  });

  it('is that of all sets looked at one by one', () => {
    const place = fc.oneof(fc.constantFrom(0, 0.25, 0.5, 1), fc.double({ min: 0, max: 1, noNaN: true }));
    const set = fc.record({ position: fc.tuple(place, place, place), score: fc.integer() });
    fc.assert(
      fc.property(fc.array(set, { minLength: 1, maxLength: 40 }), (sets) => {
        const far = (a: readonly number[], b: readonly number[]) =>
          Math.sqrt(a.reduce((sum, at, k) => sum + (at - b[k]!) ** 2, 0));
        const nearTo = (position: readonly number[]) => {
          const distances = sets.map((other) => far(position, other.position));
          const farthest = distances.toSorted((a, b) => a - b)[Math.min(sets.length, neighbourCount(3)) - 1]!;
          return [...sets.keys()].filter((k) => distances[k]! <= farthest + 1e-9);
        };
        const expected = sets.map(({ position }) => medianOf(nearTo(position).map((k) => sets[k]!.score)));
        for (const position of [sets[0]!.position, [0.3, 0.3, 0.3]])
          expect(neighboursOf(sets, position)).toEqual(nearTo(position));
        expect([...neighbourhoodScores(sets)]).toEqual(expected);
      }),
    );
  });
});
