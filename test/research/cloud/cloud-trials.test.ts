/**
 * Do tries in AWS come to what they come to here, whatever fails?
 */
import { describe, expect, it } from 'vitest';
import { SPAN, here, research, tasksOf, trialsOf } from './cloud-ground.ts';

const NEVER = new AbortController().signal;
const inThisThread = async (count: number) => here().attempt(tasksOf(count), { signal: NEVER });

describe('Tries in AWS', () => {
  it('come to what they come to here, each in its place, by batches of which no more run than workers', async () => {
    const { jobs, aws } = await research(3);
    const done: number[] = [];
    const results = await trialsOf().attempt(tasksOf(11), {
      signal: NEVER,
      onDone: (_, index) => done.push(index),
    });
    expect(results).toEqual(await inThisThread(11));
    expect(done.toSorted((a, b) => a - b)).toEqual([...tasksOf(11).keys()]);
    expect(jobs.runs).toMatchObject([
      { status: 'SUCCEEDED', atOnce: 3, counts: { succeeded: 6, failed: 0 } },
    ]);
    expect(aws.unknown).toEqual([]);
  });

  it('of one set on several spans are not taken for each other', async () => {
    await research();
    const [task] = tasksOf(1);
    const halfMs = (SPAN.fromMs + SPAN.toMs) / 2;
    const tasks = [task!, { ...task!, toMs: halfMs }, { ...task!, fromMs: halfMs }];
    const results = await trialsOf().attempt(tasks, { signal: NEVER });
    expect(results).toEqual(await here().attempt(tasks, { signal: NEVER }));
    expect(new Set(results.map((result) => result?.trades)).size).toBe(3);
  });

  it('move entries as threads do', async () => {
    await research();
    const attempts = [{ parameters: tasksOf(1)[0]!.parameters, ...SPAN }];
    const tasks = [0, 1_500, 2_000].map((by) => ({ attempts, by }));
    const results = await trialsOf().shift(tasks, { signal: NEVER });
    expect(results).toEqual(await here().shift(tasks, { signal: NEVER }));
    expect(new Set(results).size).toBe(3);
  });

  it('are one job, however often they are asked for, and nothing is uploaded twice', async () => {
    const { jobs, aws } = await research();
    const first = await trialsOf().attempt(tasksOf(4), { signal: NEVER });
    const uploads = [...aws.bucket.uploadedKeys];
    expect(await trialsOf().attempt(tasksOf(4), { signal: NEVER })).toEqual(first);
    expect(jobs.started).toHaveLength(1);
    expect(aws.bucket.uploadedKeys).toEqual(uploads);
    await trialsOf().attempt(tasksOf(5), { signal: NEVER });
    expect(jobs.started).toHaveLength(2);
    expect(aws.bucket.uploadedKeys.filter((key) => key.startsWith('markets/'))).toHaveLength(1);
  });

  it('that are lost with a batch are named with their reason; what succeeded is kept, and only the rest is tried again', async () => {
    const { jobs, worker } = await research();
    jobs.invoke = async (event) => {
      if (/"index":2\b/.test(JSON.stringify(event))) throw named('Runtime.OutOfMemory', 'killed');
      return worker.answer(event);
    };
    const kept: number[] = [];
    const failing = trialsOf().attempt(tasksOf(60), {
      signal: NEVER,
      onDone: (_, index) => kept.push(index),
    });
    await expect(failing).rejects.toThrow(
      /^2 of 60 tries failed in AWS, in the job [0-9a-f]{12}:\n  Runtime\.OutOfMemory: killed\nWhat succeeded is kept/,
    );
    expect(kept).toHaveLength(58);
    // 1 of 30 batches is tolerated.
    expect(jobs.runs.map(({ status }) => status)).toEqual(['SUCCEEDED']);
    jobs.invoke = (event) => worker.answer(event);
    expect(await trialsOf().attempt(tasksOf(60), { signal: NEVER })).toEqual(await inThisThread(60));
    expect(jobs.started).toHaveLength(2);
    expect(jobs.runs[1]?.counts).toEqual({ succeeded: 1, failed: 0, pending: 0 });
  });

  it('that fail too often end the job, whose answers so far are kept', async () => {
    const { jobs, worker } = await research();
    jobs.invoke = async (event) => {
      if (/"index":[1-9]/.test(JSON.stringify(event))) throw named('JobError', 'of no use');
      return worker.answer(event);
    };
    const kept: number[] = [];
    await expect(
      trialsOf().attempt(tasksOf(20), { signal: NEVER, onDone: (_, index) => kept.push(index) }),
    ).rejects.toThrow(/18 of 20 tries failed[^]*JobError: of no use/);
    expect(kept).toHaveLength(2);
    expect(jobs.runs).toMatchObject([{ status: 'FAILED', counts: { succeeded: 1 } }]);
    expect(jobs.runs[0]!.counts.pending).toBeGreaterThan(0);
    jobs.invoke = (event) => worker.answer(event);
    expect(await trialsOf().attempt(tasksOf(20), { signal: NEVER })).toEqual(await inThisThread(20));
  });

  it('of a job that has failed whole are begun anew under another name', async () => {
    const { jobs, worker } = await research();
    jobs.invoke = async () => Promise.reject(named('JobError', 'not yet deployed'));
    await expect(trialsOf().attempt(tasksOf(4), { signal: NEVER })).rejects.toThrow('4 of 4 tries failed');
    jobs.invoke = (event) => worker.answer(event);
    expect(await trialsOf().attempt(tasksOf(4), { signal: NEVER })).toEqual(await inThisThread(4));
    expect(new Set(jobs.started).size).toBe(2);
  });

  it('whose results AWS has taken away are tried again', async () => {
    const { jobs, aws } = await research();
    const first = await trialsOf().attempt(tasksOf(4), { signal: NEVER });
    aws.bucket.uploads.clear();
    expect(await trialsOf().attempt(tasksOf(4), { signal: NEVER })).toEqual(first);
    expect(jobs.started).toHaveLength(2);
  });

  it('that this machine finds otherwise are not kept', async () => {
    await research();
    const [first] = await inThisThread(1);
    const local = { ...here(), attempt: async (tasks: readonly unknown[]) => tasks.map(() => first) };
    const kept: number[] = [];
    const attempted = trialsOf({ local }).attempt(tasksOf(4), {
      signal: NEVER,
      onDone: (_, index) => kept.push(index),
    });
    await expect(attempted).rejects.toThrow(
      /AWS and this machine find different results of one try: \{"activeDays"/,
    );
    expect(kept).toEqual([]);
  });
});

describe('A batch', () => {
  it.each([
    ['throttled by Lambda', 'Lambda.TooManyRequestsException', 9],
    ['out of time', 'States.Timeout', 2],
    ['ended by the platform', 'Sandbox.Timedout', 2],
    ['throttled by the bucket', 'SlowDown', 2],
  ])('that is %s is tried again, by the definition', async (_, name, times) => {
    const { jobs, worker } = await research();
    let failures = 0;
    jobs.invoke = async (event) => {
      if ((failures += 1) <= times) throw named(name, 'later');
      return worker.answer(event);
    };
    expect(await trialsOf().attempt(tasksOf(2), { signal: NEVER })).toEqual(await inThisThread(2));
    expect(failures).toBe(times + 1);
  });

  it('that can never succeed is tried once', async () => {
    const { jobs } = await research();
    let tries = 0;
    jobs.invoke = async () => {
      tries += 1;
      throw named('JobError', 'never');
    };
    await expect(trialsOf().attempt(tasksOf(2), { signal: NEVER })).rejects.toThrow('JobError: never');
    expect(tries).toBe(1);
  });

  it('that answers twice counts once', async () => {
    const { jobs, worker } = await research();
    jobs.invoke = async (event) => {
      const { index, results } = await worker.answer(event);
      return { index, results: [...results, ...results] };
    };
    const done: number[] = [];
    const results = await trialsOf().attempt(tasksOf(5), {
      signal: NEVER,
      onDone: (_, index) => done.push(index),
    });
    expect(results).toEqual(await inThisThread(5));
    expect(done).toHaveLength(5);
  });
});

function named(name: string, message: string): Error {
  return Object.assign(new Error(message), { name });
}
