/** Does successive halving end with the whole span, and count what it tries? */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { halvingRounds } from '../../../lambda/backtest/search/halving.ts';

it('Each round keeps a third, and gives it a window three times as long', () => {
  expect(halvingRounds({ sets: 100, days: 366 })).toEqual([
    { sets: 100, days: 40 },
    { sets: 34, days: 122 },
    { sets: 12, days: 366 },
  ]);
});

it.each([
  [1, 366],
  [2, 366],
  [1_000, 89],
])('%d sets over %d days have one round, with all of them', (sets, days) => {
  expect(halvingRounds({ sets, days })).toEqual([{ sets, days }]);
});

it('The last round has the whole span, and no round more sets or fewer days than the one before', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 5_000 }), fc.integer({ min: 1, max: 3_000 }), (sets, days) => {
      const rounds = halvingRounds({ sets, days });
      expect(rounds[0]!.sets).toBe(sets);
      expect(rounds.at(-1)!.days).toBe(days);
      for (const [i, round] of rounds.entries()) {
        expect(round.sets).toBeGreaterThanOrEqual(1);
        expect(round.days).toBeGreaterThanOrEqual(Math.min(days, 30));
        if (i > 0) {
          expect(round.sets).toBeLessThan(rounds[i - 1]!.sets);
          expect(round.days).toBeGreaterThan(rounds[i - 1]!.days);
        }
      }
    }),
  );
});
