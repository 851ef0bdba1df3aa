/**
 * Tries of a search, made in AWS instead of by threads here.
 *
 * Invariants:
 * - Killed anywhere, it goes on: a job is found by its name, and nothing is begun twice.
 * - What was gathered is handed over before anything is said of what is missing.
 * - Some of the results are found here, too, and must be the same.
 */
import type { TrialResult } from '../../../lambda/backtest/trial.ts';
import { count } from '../../../lambda/core/text/figure-words.ts';
import { InputError } from '../../input-error.ts';
import type { Trials } from '../trial-pool.ts';
import type { ShiftTask, TrialTask } from '../trial-worker.ts';
import { requireSame, sampleOf, textOfFields, type Found } from './checked-sample.ts';
import { gathered, type Answer, type Gathered } from './gathered-answers.ts';
import { answerKey, attemptJob, shiftJob, shortName, type Job, type JobGround } from './job.ts';
import { JobFollower, type EndedJob, type FollowerPorts } from './job-follower.ts';
import type { MarketObject } from './market-object.ts';
import { packedTrial } from './packed-trial.ts';

export interface CloudPorts extends FollowerPorts {
  /** This machine's own, which finds some of the results again. */
  readonly local: Trials;
}

interface Terms<Result> {
  readonly signal: AbortSignal;
  readonly onDone?: (result: Result, index: number) => void;
}

/** What a job of some tries is, what their answers are, and how they are found here. */
interface Work<Result> {
  readonly keys: readonly string[];
  readonly jobOf: (indices: readonly number[], again: number) => Job;
  readonly resultOf: (answer: Answer) => Result | undefined;
  readonly findHere: (indices: readonly number[]) => Promise<readonly (Result | undefined)[]>;
  readonly textOf: (result: Result) => string;
}

export class CloudTrials implements Trials {
  readonly #ports: CloudPorts;
  readonly #follower: JobFollower;
  readonly #market: string;
  readonly #ground: Omit<JobGround, 'again' | 'market'>;

  constructor(ports: CloudPorts, market: MarketObject, ground: Omit<JobGround, 'again' | 'market'>) {
    this.#ports = ports;
    this.#follower = new JobFollower(ports, market);
    this.#market = market.sha256;
    this.#ground = ground;
  }

  /** @throws InputError for tries that failed, and for results that this machine does not find. */
  attempt(
    tasks: readonly TrialTask[],
    terms: Terms<TrialResult>,
  ): Promise<readonly (TrialResult | undefined)[]> {
    const chosen = (indices: readonly number[]) => indices.map((index) => tasks[index]!);
    const { signal } = terms;
    return this.#all(
      {
        keys: tasks.map(answerKey),
        jobOf: (indices, again) => attemptJob(chosen(indices), this.#of(again)),
        resultOf: (answer) => ('trial' in answer ? answer.trial : undefined),
        findHere: (indices) => this.#ports.local.attempt(chosen(indices), { signal }),
        textOf: (result) => textOfFields(packedTrial(result)),
      },
      terms,
    );
  }

  /** The same, of tasks that move the same attempts. */
  async shift(tasks: readonly ShiftTask[], terms: Terms<number>): Promise<readonly (number | undefined)[]> {
    const [first] = tasks;
    if (first === undefined) return [];
    const chosen = (indices: readonly number[]) => indices.map((index) => tasks[index]!);
    const { signal } = terms;
    return this.#all(
      {
        keys: tasks.map(({ by }) => String(by)),
        jobOf: (indices, again) =>
          shiftJob(
            first.attempts,
            chosen(indices).map(({ by }) => by),
            this.#of(again),
          ),
        resultOf: (answer) => ('moved' in answer ? answer.moved : undefined),
        findHere: (indices) => this.#ports.local.shift(chosen(indices), { signal }),
        textOf: String,
      },
      terms,
    );
  }

  #of(again: number): JobGround {
    return { ...this.#ground, market: this.#market, again };
  }

  async #all<Result>(work: Work<Result>, { signal, onDone }: Terms<Result>) {
    const { keys, jobOf } = work;
    const results = keys.map((): Result | undefined => undefined);
    let again = 0;
    for (;;) {
      const missing = [...keys.keys()].filter((index) => results[index] === undefined);
      if (missing.length === 0 || signal.aborted) return results;
      const job = jobOf(missing, again);
      const ended = await this.#follower.ended(job, signal);
      if (ended === undefined) return results;
      const left =
        ended.results === undefined ? undefined : await gathered(this.#ports.bucket, ended.results);
      const found = foundOf(work, missing, left?.answers ?? []);
      // Interrupted: what is in the bucket is gathered by the next command.
      if (!(await isFoundHere(work, found))) return results;
      for (const { index, result } of found) {
        results[index] = result;
        onDone?.(result, index);
      }
      const lost = missing.length - found.length;
      if (lost > 0 && ended.isFollowed) throw failureOf(job, ended, { left, lost, all: missing.length });
      // What has ended before, and left nothing, is begun anew under another name.
      again = found.length === 0 ? again + 1 : 0;
    }
  }
}

/** An answer that came twice counts once. */
function foundOf<Result>(
  { keys, resultOf }: Work<Result>,
  missing: readonly number[],
  answers: readonly Answer[],
): readonly Found<Result>[] {
  const byKey = new Map(answers.map((answer) => [answer.key, answer]));
  return missing.flatMap((index) => {
    const answer = byKey.get(keys[index]!);
    const result = answer && resultOf(answer);
    return result === undefined ? [] : [{ index, result }];
  });
}

/** `false` where it was interrupted. @throws InputError where this machine finds something else. */
async function isFoundHere<Result>(
  { findHere, textOf }: Work<Result>,
  found: readonly Found<Result>[],
): Promise<boolean> {
  const sample = sampleOf(found);
  const own = await findHere(sample.map(({ index }) => index));
  const here = own.flatMap((result) => (result === undefined ? [] : [textOf(result)]));
  if (here.length < sample.length) return false;
  requireSame(
    sample.map(({ result }) => textOf(result)),
    here,
  );
  return true;
}

interface Loss {
  readonly left: Gathered | undefined;
  readonly lost: number;
  readonly all: number;
}

function failureOf(job: Job, { status, cause }: EndedJob, { left, lost, all }: Loss): InputError {
  const reasons = left?.reasons ?? [];
  const why = reasons.length > 0 ? reasons : [cause ?? status];
  return new InputError([
    `${count(lost)} of ${count(all)} tries failed in AWS, in the job ${shortName(job.name)}:`,
    ...why.map((reason) => `  ${reason}`),
    lost === all
      ? 'The same command tries them again.'
      : 'What succeeded is kept; the same command tries the others again.',
  ]);
}
