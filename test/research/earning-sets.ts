/** Sets that earn on each day what a test says, without a market. */
import type { Trials } from '../../infra/research/trial-pool.ts';
import type { TrialTask } from '../../infra/research/trial-worker.ts';
import { DAY_MS, ZERO_USD } from '../../lambda/core/units.ts';

/** @param usdADay of a set on a day, counted from 1970. */
export function earning(usdADay: (task: TrialTask, day: number) => number): Trials {
  return {
    attempt: (tasks, { onDone }) => {
      const results = tasks.map((task) => {
        const [first, end] = [task.fromMs / DAY_MS, task.toMs / DAY_MS];
        const dailyUsd = Float64Array.from({ length: end - first }, (_, k) => usdADay(task, first + k));
        return {
          trades: 10 * dailyUsd.length,
          wins: 0,
          ambiguous: 0,
          dailyStops: 0,
          grossUsd: ZERO_USD,
          feesUsd: ZERO_USD,
          fundingUsd: ZERO_USD,
          netUsd: ZERO_USD,
          dailyUsd,
          activeDays: dailyUsd.length,
        };
      });
      for (const [k, result] of results.entries()) onDone?.(result, k);
      return Promise.resolve(results);
    },
    shift: () => Promise.reject(new Error('nothing is moved here')),
  };
}
