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
import { signalKey } from '../../lambda/backtest/signal-cache.ts';
import type { TrialResult } from '../../lambda/backtest/trial.ts';
import { trialResultSchema } from './trial-result.ts';
import type { ShiftTask, TrialMarket, TrialTask } from './trial-worker.ts';

interface Terms<Result> {
  readonly signal: AbortSignal;
  readonly onDone?: (result: Result, index: number) => void;
}

type Done<Result> = readonly (Result | undefined)[];

/** What a search asks of its threads. */
export type Trials = Pick<TrialPool, 'attempt' | 'shift'>;

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
  attempt(tasks: readonly TrialTask[], terms: Terms<TrialResult>): Promise<Done<TrialResult>> {
    // One after another, those that share their signals compute them once.
    const keys = tasks.map(({ parameters }) => signalKey(parameters));
    const order = [...tasks.keys()].sort((a, b) =>
      keys[a] === keys[b] ? a - b : keys[a]! < keys[b]! ? -1 : 1,
    );
    return this.#run('attempt', { tasks, order }, (answer) => trialResultSchema.parse(answer), terms);
  }

  /** What moved entries make of the days, in the order of the tasks. */
  shift(tasks: readonly ShiftTask[], terms: Terms<number>): Promise<Done<number>> {
    return this.#run('shift', { tasks, order: tasks.keys() }, (answer) => z.number().parse(answer), terms);
  }

  async #run<Result>(
    name: string,
    { tasks, order }: { readonly tasks: readonly object[]; readonly order: Iterable<number> },
    parse: (answer: unknown) => Result,
    { signal, onDone }: Terms<Result>,
  ): Promise<Done<Result>> {
    const results = tasks.map((): Result | undefined => undefined);
    const waiting = Iterator.from(order);
    const work = async () => {
      for (const index of waiting) {
        if (signal.aborted) return;
        const task = { ...tasks[index], market: this.#market };
        const result = parse(await this.#pool.run(task, { name }));
        results[index] = result;
        onDone?.(result, index);
      }
    };
    const ended = await Promise.allSettled(Array.from({ length: this.threads }, work));
    // Nobody goes on when one has failed: what is written afterwards might be written to something else.
    const failed = ended.find((outcome) => outcome.status === 'rejected');
    if (failed !== undefined) throw failed.reason;
    return results;
  }

  async close(): Promise<void> {
    await this.#pool.destroy();
  }
}
