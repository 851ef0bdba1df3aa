/** What the tests of statistics share. */
import { expect } from 'vitest';

/** Within 1e-9 of the number, relative. */
export function expectNear(value: number | undefined, golden: number, tolerance = 1e-9): void {
  expect(value).toBeDefined();
  expect(Math.abs(value! / golden - 1), `${value} is not ${golden}`).toBeLessThan(tolerance);
}
