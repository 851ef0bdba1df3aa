/** Are the days of a choice kept apart from those it is tried on? */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { walkWindows } from '../../../lambda/backtest/verdict/walk-windows.ts';
import { DAY_MS } from '../../../lambda/core/units.ts';

/** Days from one on; each of the holes is left out. */
const daysFrom = (first: number, count: number, ...holes: number[]) =>
  Array.from({ length: count }, (_, i) => first + i)
    .filter((day) => !holes.includes(day))
    .map((day) => day * DAY_MS);

const shown = (windows: ReturnType<typeof walkWindows>) =>
  windows.map(({ choose, attempt }) =>
    [choose.fromMs, choose.toMs, attempt.fromMs, attempt.toMs].map((timeMs) => timeMs / DAY_MS),
  );

it('Windows roll on by the days that are tried, a gap of the longest hold before each', () => {
  const options = { chooseDays: 60, attemptDays: 15, longestHoldMs: 300_000 };
  expect(shown(walkWindows({ daysMs: daysFrom(1, 99), ...options }))).toEqual([
    [1, 61, 62, 77],
    [16, 76, 77, 92],
  ]);
});

it('Days without candles are no days of a window', () => {
  const options = { chooseDays: 3, attemptDays: 2, longestHoldMs: 0 };
  expect(shown(walkWindows({ daysMs: daysFrom(1, 10, 2, 3, 6), ...options }))).toEqual([
    [1, 6, 7, 9],
    [5, 9, 9, 11],
  ]);
});

it('No day is tried twice, none is missed between, and none is chosen by before it is tried', () => {
  fc.assert(
    fc.property(
      fc.record({
        daysMs: fc.uniqueArray(fc.integer({ min: 0, max: 400 }), { maxLength: 300 }),
        chooseDays: fc.integer({ min: 1, max: 60 }),
        attemptDays: fc.integer({ min: 1, max: 30 }),
        longestHoldMs: fc.integer({ min: 0, max: DAY_MS }),
      }),
      ({ daysMs: days, ...options }) => {
        const daysMs = days.toSorted((a, b) => a - b).map((day) => day * DAY_MS);
        const within = ({ fromMs, toMs }: { fromMs: number; toMs: number }) =>
          daysMs.filter((dayMs) => dayMs >= fromMs && dayMs < toMs);
        const windows = walkWindows({ daysMs, ...options });
        for (const { choose, attempt } of windows) {
          expect(within(choose)).toHaveLength(options.chooseDays);
          expect(within(attempt)).toHaveLength(options.attemptDays);
          expect(attempt.fromMs - choose.toMs).toBeGreaterThanOrEqual(
            options.longestHoldMs > 0 ? options.longestHoldMs : 0,
          );
        }
        const tried = windows.flatMap(({ attempt }) => within(attempt));
        const from = options.chooseDays + Math.ceil(options.longestHoldMs / DAY_MS);
        expect(tried).toEqual(daysMs.slice(from, from + tried.length));
        const left = daysMs.length - from - tried.length;
        expect(left).toBeLessThan(options.attemptDays);
      },
    ),
  );
});
