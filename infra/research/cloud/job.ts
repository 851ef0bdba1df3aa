/**
 * A job: tries of a search, shared out in batches. README.md beside this file has its form.
 *
 * Invariants:
 * - The same tries of the same market by the same worker are the same job, with the same name.
 * - A batch fits into one item of a map, and its answer into what a step may answer.
 */
import { hash } from 'node:crypto';
import { z } from 'zod';
import { signalKey } from '../../../lambda/backtest/signal-cache.ts';
import type { Attempt } from '../../../lambda/backtest/verdict/entry-shifts.ts';
import { overridesOf, parseParameters } from '../../../lambda/config.ts';
import { DAY_MS } from '../../../lambda/core/units.ts';
import { trialKey } from '../trial-key.ts';
import type { TrialTask } from '../trial-worker.ts';
import { PACKED_DAY_CHARACTERS, PACKED_SUMS_CHARACTERS } from './packed-trial.ts';

const VERSION = 1;
const sha256 = z.string().regex(/^[0-9a-f]{64}$/, 'a SHA-256');
const timeMs = z.int().nonnegative();
const attemptSchema = z.strictObject({
  fromMs: timeMs,
  toMs: timeMs,
  set: z.record(z.string(), z.unknown()),
});
type WrittenAttempt = z.output<typeof attemptSchema>;

const common = {
  version: z.literal(VERSION),
  market: sha256,
  worker: z.string().min(1),
  batches: sha256,
  count: z.int().positive(),
  again: z.int().nonnegative(),
};
export const manifestSchema = z.discriminatedUnion('kind', [
  z.strictObject({ ...common, kind: z.literal('attempt') }),
  z.strictObject({ ...common, kind: z.literal('shift'), shifted: z.array(attemptSchema).min(1) }),
]);
export type Manifest = z.output<typeof manifestSchema>;

/** What the function is called with, and by which job. */
export const batchEventSchema = z.strictObject({
  job: sha256,
  batch: z.strictObject({
    index: z.int().nonnegative(),
    tasks: z.array(z.union([attemptSchema, z.int()])).min(1),
  }),
});

/** What the tries of a job are made by, and on. */
export interface JobGround {
  readonly market: string;
  readonly worker: string;
  /** How often the same job was begun before, and cannot go on. */
  readonly again: number;
  /** What a try takes, in seconds, by its span in ms. */
  readonly secondsOf: (spanMs: number) => number;
}

export interface Job {
  /** The SHA-256 of its manifest. */
  readonly name: string;
  readonly manifest: string;
  /** A batch a line. */
  readonly batches: string;
  readonly count: number;
}

/** For a person: enough to find it by in AWS's console. */
export const shortName = (name: string): string => name.slice(0, 12);
export const jobFolder = (name: string): string => `jobs/${name}`;
export const manifestKey = (name: string): string => `${jobFolder(name)}/manifest.json`;
export const batchesKey = (name: string): string => `${jobFolder(name)}/batches.jsonl`;
export const marketKey = (sha: string): string => `markets/${sha}`;

/** Of a set and its span, in a worker's answer. */
export function answerKey(task: TrialTask): string {
  return hash('sha256', trialKey(task));
}

export function attemptJob(tasks: readonly TrialTask[], ground: JobGround): Job {
  // Those that share their signals compute them once, where they stand in one batch.
  const sorted = tasks
    .map((task) => ({ task, key: `${signalKey(task.parameters)} ${task.fromMs} ${task.toMs}` }))
    .toSorted((left, right) => (left.key === right.key ? 0 : left.key < right.key ? -1 : 1))
    .map(({ task }) => task);
  const entries = sorted.map((task) => {
    const spanMs = task.toMs - task.fromMs;
    return { task: written(task), answer: answerCharacters(spanMs), seconds: ground.secondsOf(spanMs) };
  });
  return jobOf({ kind: 'attempt' }, entries, ground);
}

/** The same attempts, moved by so many candles each time. */
export function shiftJob(attempts: readonly Attempt[], by: readonly number[], ground: JobGround): Job {
  const spanMs = attempts.reduce((sum, { fromMs, toMs }) => sum + toMs - fromMs, 0);
  const seconds = ground.secondsOf(spanMs);
  const entries = by.map((task) => ({ task, answer: PACKED_SUMS_CHARACTERS, seconds }));
  return jobOf({ kind: 'shift', shifted: attempts.map(written) }, entries, ground);
}

function written({ fromMs, toMs, parameters }: Attempt): WrittenAttempt {
  return { fromMs, toMs, set: overridesOf(parameters) };
}

/** @throws ParameterError for a set that the bot would refuse. */
export function attemptOf({ fromMs, toMs, set }: WrittenAttempt): Attempt {
  return { fromMs, toMs, parameters: parseParameters(set) };
}

interface Entry {
  readonly task: WrittenAttempt | number;
  /** Characters of its answer, at most. */
  readonly answer: number;
  /** How long it takes. */
  readonly seconds: number;
}

type Kind =
  | Pick<Extract<Manifest, { kind: 'attempt' }>, 'kind'>
  | Pick<Extract<Manifest, { kind: 'shift' }>, 'kind' | 'shifted'>;

function jobOf(kind: Kind, entries: readonly Entry[], { market, worker, again }: JobGround): Job {
  const shared = sharedOut(entries);
  const batches = shared.map((tasks, index) => `${JSON.stringify({ index, tasks })}\n`).join('');
  const { kind: name, ...more } = kind;
  const manifest = JSON.stringify({
    version: VERSION,
    kind: name,
    market,
    worker,
    batches: hash('sha256', batches),
    count: shared.length,
    again,
    ...more,
  });
  return { name: hash('sha256', manifest), manifest, batches, count: shared.length };
}

/** Step Functions takes and gives 262,144 bytes; what stands around tasks and answers has room, too. */
const CHARACTERS_MAX = 240_000;
/**
 * A batch takes so many seconds: shorter ones mostly begin and load, longer ones keep workers waiting for the last. Of a large job
 * batches are longer, so that there are about so many: each costs three transitions.
 */
export const BATCH_SECONDS = { least: 5, most: 60 } as const;
const BATCHES_WANTED = 1_000;

function secondsMaxOf(whole: number): number {
  return Math.min(BATCH_SECONDS.most, Math.max(BATCH_SECONDS.least, whole / BATCHES_WANTED));
}

/** How many batches so many tries of one kind make. @param spanMs of each; @param seconds that each takes */
export function batchCount(tries: number, spanMs: number, seconds: number): number {
  const answer = answerCharacters(spanMs);
  const inOne = Math.min(secondsMaxOf(tries * seconds) / seconds, CHARACTERS_MAX / answer);
  return Math.ceil(tries / Math.max(1, Math.floor(inOne)));
}

function answerCharacters(spanMs: number): number {
  return PACKED_SUMS_CHARACTERS + PACKED_DAY_CHARACTERS * (spanMs / DAY_MS);
}

function sharedOut(entries: readonly Entry[]): readonly (readonly Entry['task'][])[] {
  const whole = entries.reduce((sum, { seconds }) => sum + seconds, 0);
  const secondsMax = secondsMaxOf(whole);
  const batches: Entry['task'][][] = [];
  let left = { seconds: 0, characters: 0, answer: 0 };
  for (const { task, answer, seconds } of entries) {
    const characters = JSON.stringify(task).length + 1;
    const isFull =
      left.seconds < seconds || left.characters < characters || left.answer < answer || batches.length === 0;
    if (isFull) {
      batches.push([]);
      left = { seconds: secondsMax, characters: CHARACTERS_MAX, answer: CHARACTERS_MAX };
    }
    batches.at(-1)?.push(task);
    left = {
      seconds: left.seconds - seconds,
      characters: left.characters - characters,
      answer: left.answer - answer,
    };
  }
  return batches;
}
