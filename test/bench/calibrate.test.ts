/** Does the calibration count what it says, on a few matrices? */
import { expect, it } from 'vitest';
import { matrixRates, mostByLuck } from './calibrate-matrices.ts';

it.each([
  [40, 7],
  [100, 13],
  [200, 21],
  [400, 35],
  [2_000, 131],
])('Of %d without an edge at most %d may be called one', (trials, most) => {
  expect(mostByLuck(trials)).toBe(most);
});

it('Luck is hardly ever called an edge, and an edge in most matrices', () => {
  const [without, withOne] = matrixRates(40, 2);
  expect(without!.edges).toBeLessThanOrEqual(without!.most!);
  expect(withOne!.edges).toBeGreaterThanOrEqual(withOne!.least!);
});
