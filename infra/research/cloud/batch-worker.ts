/**
 * Tries the sets of one batch, as a thread of this machine would.
 *
 * Invariants:
 * - The same batch has the same answer, whenever and however often it is run.
 * - Candles and manifest are read once, and kept for the batches that come after.
 * - What can never succeed is a `JobError`, which nobody tries again; what cannot be read now is any other error.
 */
import { hash } from 'node:crypto';
import { z } from 'zod';
import { parseJson } from '../../../lambda/adapters/parse-json.ts';
import { SignalCache } from '../../../lambda/backtest/signal-cache.ts';
import { ParameterError } from '../../../lambda/config.ts';
import { attempt, shift, type TrialMarket } from '../trial-worker.ts';
import { marketIn } from './market-object.ts';
import {
  answerKey,
  attemptOf,
  batchEventSchema,
  manifestKey,
  manifestSchema,
  marketKey,
  type Manifest,
} from './job.ts';
import { packedTrial, packedTrialSchema } from './packed-trial.ts';

/** The job or its market is not what it should be; the message names what, and where. */
export class JobError extends Error {
  override readonly name = 'JobError';
}

export interface WorkerPorts {
  /** The bytes of an object; `undefined` where there is none of that key. */
  readonly read: (key: string) => Promise<Uint8Array | undefined>;
  /** The hash of the bundle that this is. */
  readonly worker: string;
}

const answerSchema = z.union([
  z.object({ key: z.string(), trial: packedTrialSchema }),
  z.object({ key: z.string(), moved: z.number() }),
]);
/** What a batch answers. */
export const batchAnswerSchema = z.object({ index: z.int().nonnegative(), results: z.array(answerSchema) });
export type BatchAnswer = z.input<typeof batchAnswerSchema>;

interface Kept<Value> {
  readonly name: string;
  readonly value: Value;
}

interface Ground {
  readonly market: TrialMarket;
  /** Of this market alone. */
  readonly signals: SignalCache;
}

export class BatchWorker {
  readonly #ports: WorkerPorts;
  #job: Kept<Manifest> | undefined;
  #ground: Kept<Ground> | undefined;

  constructor(ports: WorkerPorts) {
    this.#ports = ports;
  }

  /** @throws JobError */
  async answer(event: unknown): Promise<BatchAnswer> {
    const parsed = batchEventSchema.safeParse(event);
    if (!parsed.success) throw new JobError(`the batch: ${z.prettifyError(parsed.error)}`);
    const { job, batch } = parsed.data;
    const manifest = await this.#manifest(job);
    const ground = await this.#groundOf(manifest.market);
    const results = batch.tasks.map((task) => {
      try {
        return resultOf(task, manifest, ground);
      } catch (error) {
        // The rules say what is wrong with the set.
        if (error instanceof ParameterError) throw new JobError(`batch ${batch.index}: ${error.message}`);
        throw error;
      }
    });
    return { index: batch.index, results };
  }

  async #manifest(job: string): Promise<Manifest> {
    if (this.#job?.name === job) return this.#job.value;
    const key = manifestKey(job);
    const bytes = await this.#found(key);
    if (hash('sha256', bytes) !== job) throw new JobError(`${key} is not what its name says: it was changed`);
    const { data, error } = manifestSchema.safeParse(parseJson(Buffer.from(bytes).toString('utf8')));
    if (data === undefined) throw new JobError(`${key}: ${z.prettifyError(error)}`);
    if (data.worker !== this.#ports.worker) {
      throw new JobError(
        `${key} is for the worker ${data.worker}, and this is ${this.#ports.worker}: deploy the research stack from the clone that began the search`,
      );
    }
    this.#job = { name: job, value: data };
    return data;
  }

  async #groundOf(sha256: string): Promise<Ground> {
    if (this.#ground?.name === sha256) return this.#ground.value;
    // Two markets need not fit beside each other.
    this.#ground = undefined;
    const key = marketKey(sha256);
    const market = marketIn(await this.#found(key), sha256);
    if (market === undefined) throw new JobError(`${key} is not what its name says: it was changed or cut`);
    const value = { market, signals: new SignalCache() };
    this.#ground = { name: sha256, value };
    return value;
  }

  async #found(key: string): Promise<Uint8Array> {
    const bytes = await this.#ports.read(key);
    if (bytes === undefined)
      throw new JobError(`${key} is not in the bucket: it expired, or was never there`);
    return bytes;
  }
}

type Task = z.output<typeof batchEventSchema>['batch']['tasks'][number];

function resultOf(
  task: Task,
  manifest: Manifest,
  { market, signals }: Ground,
): BatchAnswer['results'][number] {
  if (manifest.kind === 'attempt' && typeof task !== 'number') {
    const tried = attemptOf(task);
    return { key: answerKey(tried), trial: packedTrial(attempt({ ...tried, market }, signals)) };
  }
  if (manifest.kind === 'shift' && typeof task === 'number') {
    const attempts = manifest.shifted.map(attemptOf);
    return { key: String(task), moved: shift({ market, attempts, by: task }) };
  }
  throw new JobError(`a job of kind ${manifest.kind} has a task of another kind: ${JSON.stringify(task)}`);
}
