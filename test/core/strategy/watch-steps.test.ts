/**
 * When is a minute watched, and does its last step leave the time that a step may take?
 */
import { describe, expect, it } from 'vitest';
import { FAIL_EARLY_MS, STEP_TIME_MS, watchStepsMs } from '../../../lambda/core/strategy/watch-steps.ts';
import { MINUTE_MS } from '../../../lambda/core/units.ts';

describe('the steps of a minute', () => {
  it('the steps of a minute are none where it is not watched', () => {
    expect(watchStepsMs(0)).toEqual([]);
  });

  it.each([
    [5, [5_000, 10_000, 15_000, 20_000, 25_000, 30_000, 35_000, 40_000, 45_000, 50_000, 55_000]],
    [10, [10_000, 20_000, 30_000, 40_000, 50_000]],
    [25, [25_000, 50_000]],
    [55, [55_000]],
    [56, []],
  ])('the steps of a minute that is watched every %d seconds: %j', (seconds, steps) => {
    expect(watchStepsMs(seconds)).toEqual(steps);
  });

  it('the steps of a minute leave four seconds to the last of them, and one to fail in', () => {
    expect([STEP_TIME_MS, FAIL_EARLY_MS]).toEqual([4_000, 1_000]);
    for (let seconds = 1; seconds <= 60; seconds += 1) {
      const last = watchStepsMs(seconds).at(-1) ?? 0;
      expect(last).toBeLessThanOrEqual(MINUTE_MS - FAIL_EARLY_MS - STEP_TIME_MS);
      // One more would not.
      expect(last + seconds * 1_000).toBeGreaterThan(MINUTE_MS - FAIL_EARLY_MS - STEP_TIME_MS);
    }
  });
});
