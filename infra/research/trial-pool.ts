/**
 * Threads that try sets of parameters, as many as the machine has cores unless it is told otherwise.
 *
 * Invariants:
 * - A result belongs to its task, whichever thread was faster.
 * - Nothing is begun after an interruption; what is done by then is kept.
 */
import { availableParallelism } from 'node:os';
import { Tinypool } from 'tinypool';
import { z } from 'zod';
import type { TrialResult } from '../../lambda/backtest/trial.ts';
import { usdFromUnits } from '../../lambda/core/units.ts';
import type { TrialMarket, TrialTask } from './trial-worker.ts';

const amount = z.number().transform(usdFromUnits);
const count = z.int().nonnegative();

/** What a thread answers. */
const resultSchema = z.object({
  trades: count,
  wins: count,
  ambiguous: count,
  dailyStops: count,
  grossUsd: amount,
  feesUsd: amount,
  fundingUsd: amount,
  netUsd: amount,
  dailyUsd: z.instanceof(Float64Array),
  activeDays: count,
}) satisfies z.ZodType<TrialResult>;

interface Attempts {
  readonly tasks: readonly TrialTask[];
  readonly signal: AbortSignal;
  readonly onDone?: (result: TrialResult, index: number) => void;
}

export class TrialPool {
  readonly threads: number;
  readonly #market: TrialMarket;
  readonly #pool: Tinypool;

  constructor(market: TrialMarket, threads = availableParallelism()) {
    this.threads = threads;
    this.#market = market;
    this.#pool = new Tinypool({
      filename: new URL('./trial-worker.ts', import.meta.url).href,
      minThreads: threads,
      maxThreads: threads,
      // What a thread has compiled serves its next set, too.
      isolateWorkers: false,
    });
  }

  /** The results in the order of the tasks; `undefined` for what was not begun before the signal. */
  async attempt({ tasks, signal, onDone }: Attempts): Promise<readonly (TrialResult | undefined)[]> {
    const results = tasks.map((): TrialResult | undefined => undefined);
    const waiting = tasks.entries();
    const work = async () => {
      for (const [index, task] of waiting) {
        if (signal.aborted) return;
        const result = resultSchema.parse(await this.#pool.run({ ...task, market: this.#market }));
        results[index] = result;
        onDone?.(result, index);
      }
    };
    await Promise.all(Array.from({ length: this.threads }, work));
    return results;
  }

  async close(): Promise<void> {
    await this.#pool.destroy();
  }
}
