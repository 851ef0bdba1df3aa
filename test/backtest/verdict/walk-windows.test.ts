/** Are the days of a choice kept apart from those it is tried on? */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { walkWindows } from '../../../lambda/backtest/verdict/walk-windows.ts';
import { DAY_MS } from '../../../lambda/core/units.ts';

const dayOf = (timeMs: number) => timeMs / DAY_MS;

it('Windows roll on by the days that are tried, a gap of the longest hold before each', () => {
  const windows = walkWindows({
    fromMs: 0.5 * DAY_MS,
    toMs: 100.9 * DAY_MS,
    chooseDays: 60,
    attemptDays: 15,
    longestHoldMs: 300_000,
  });
  expect(
    windows.map(({ choose, attempt }) =>
      [choose.fromMs, choose.toMs, attempt.fromMs, attempt.toMs].map(dayOf),
    ),
  ).toEqual([
    [1, 61, 62, 77],
    [16, 76, 77, 92],
  ]);
});

it('No day is tried twice, none is missed between, and none is chosen by before it is tried', () => {
  fc.assert(
    fc.property(
      fc.record({
        fromMs: fc.integer({ min: 0, max: 1e12 }),
        days: fc.integer({ min: 0, max: 1_000 }),
        chooseDays: fc.integer({ min: 1, max: 200 }),
        attemptDays: fc.integer({ min: 1, max: 60 }),
        longestHoldMs: fc.integer({ min: 0, max: DAY_MS }),
      }),
      ({ fromMs, days, ...options }) => {
        const toMs = fromMs + days * DAY_MS;
        const windows = walkWindows({ fromMs, toMs, ...options });
        for (const [i, { choose, attempt }] of windows.entries()) {
          expect(choose.fromMs).toBeGreaterThanOrEqual(fromMs);
          expect(attempt.toMs).toBeLessThanOrEqual(toMs);
          expect(choose.toMs - choose.fromMs).toBe(options.chooseDays * DAY_MS);
          expect(attempt.toMs - attempt.fromMs).toBe(options.attemptDays * DAY_MS);
          expect(attempt.fromMs - choose.toMs).toBeGreaterThanOrEqual(options.longestHoldMs);
          expect(choose.fromMs % DAY_MS).toBe(0);
          if (i > 0) expect(attempt.fromMs).toBe(windows[i - 1]!.attempt.toMs);
        }
        const gap = Math.ceil(options.longestHoldMs / DAY_MS);
        if (windows.length === 0)
          expect(days).toBeLessThan(options.chooseDays + gap + options.attemptDays + 1);
      },
    ),
  );
});
