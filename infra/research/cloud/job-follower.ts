/**
 * Begins a job where nobody has, and follows it to its end.
 *
 * Invariants:
 * - Everything that a job needs is in the bucket before it is started.
 * - Only looking is tried again where AWS cannot be reached: a lid that was closed, a network that was away.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { SECOND_MS } from '../../../lambda/core/units.ts';
import { AwsUnavailableError } from '../../input-error.ts';
import { batchesKey, manifestKey, marketKey, type Job } from './job.ts';
import type { BatchCounts, Execution, JobExecutions } from './job-executions.ts';
import type { MarketObject } from './market-object.ts';
import type { ResearchBucket } from './research-bucket.ts';

export interface FollowerPorts {
  readonly bucket: Pick<ResearchBucket, 'put' | 'get'>;
  readonly executions: Pick<JobExecutions, 'start' | 'find' | 'counts'>;
  /** How far a job is; each time it is looked at. */
  readonly onProgress: (job: string, counts: BatchCounts) => void;
  /** AWS could not be reached, and is asked again. */
  readonly onUnreached: (words: string) => void;
  /** Between two looks. @default a timer that the signal ends */
  readonly wait?: (durationMs: number, signal: AbortSignal) => Promise<void>;
}

/** How a job has ended. */
export interface EndedJob extends Execution {
  /** It was not over when this command came. */
  readonly isFollowed: boolean;
}

const LOOK_EVERY_MS = 3 * SECOND_MS;
/** Looks in a row that AWS does not answer, until a command gives up: some ten minutes and more. */
const UNREACHED_MAX = 200;

export class JobFollower {
  readonly #ports: FollowerPorts;
  readonly #market: MarketObject;

  constructor(ports: FollowerPorts, market: MarketObject) {
    this.#ports = ports;
    this.#market = market;
  }

  /** `undefined` where the signal came first; the job goes on without anybody. */
  async ended(job: Job, signal: AbortSignal): Promise<EndedJob | undefined> {
    const before = await this.#ports.executions.find(job.name);
    if (before !== undefined && before.status !== 'running') return { ...before, isFollowed: false };
    if (signal.aborted) return undefined;
    if (before === undefined) await this.#begin(job);
    for (;;) {
      const now = await this.#look(job, signal);
      if (now !== undefined && now.status !== 'running') return { ...now, isFollowed: true };
      if (signal.aborted) return undefined;
      await this.#wait(signal);
      if (signal.aborted) return undefined;
    }
  }

  async #begin(job: Job): Promise<void> {
    const { bucket, executions } = this.#ports;
    await bucket.put(marketKey(this.#market.sha256), this.#market.bytes);
    await bucket.put(batchesKey(job.name), job.batches);
    await bucket.put(manifestKey(job.name), job.manifest);
    await executions.start(job.name);
  }

  async #look(job: Job, signal: AbortSignal): Promise<Execution | undefined> {
    const { executions, onProgress, onUnreached } = this.#ports;
    for (let failures = 1; ; failures += 1) {
      try {
        const counts = await executions.counts(job.name);
        onProgress(job.name, { ended: 0, failed: 0, ...counts, all: job.count });
        return await executions.find(job.name);
      } catch (error) {
        if (!(error instanceof AwsUnavailableError) || failures >= UNREACHED_MAX) throw error;
        onUnreached(error.message);
        await this.#wait(signal);
        if (signal.aborted) return undefined;
      }
    }
  }

  async #wait(signal: AbortSignal): Promise<void> {
    const { wait = pause } = this.#ports;
    await wait(LOOK_EVERY_MS, signal);
  }
}

async function pause(durationMs: number, signal: AbortSignal): Promise<void> {
  await sleep(durationMs, undefined, { signal }).catch((error: unknown) => {
    if (!signal.aborted) throw error;
  });
}
