/**
 * Does a follower that is killed, interrupted or cut off go on, and is every job started once?
 */
import { describe, expect, it } from 'vitest';
import { AwsUnavailableError } from '../../../infra/input-error.ts';
import { clients, here, research, tasksOf, trialsOf } from './cloud-ground.ts';

const NEVER = new AbortController().signal;
const inThisThread = async (count: number) => here().attempt(tasksOf(count), { signal: NEVER });

describe('A follower', () => {
  it.each([
    ['before', true],
    ['after', false],
  ])(
    'that is killed %s any of its calls goes on where it was: every job is started once, and the results are the same',
    async (_, isBefore) => {
      const expected = await inThisThread(5);
      let isKilled = true;
      for (let call = 1; isKilled; call += 1) {
        const { jobs } = await research();
        const { bucket, executions } = clients();
        const around = killedAt(call, isBefore);
        const dying = trialsOf({
          bucket: {
            put: (...args) => around(() => bucket.put(...args)),
            get: (...args) => around(() => bucket.get(...args)),
          },
          executions: {
            start: (...args) => around(() => executions.start(...args)),
            find: (...args) => around(() => executions.find(...args)),
            counts: (...args) => around(() => executions.counts(...args)),
          },
        });
        isKilled = await dying.attempt(tasksOf(5), { signal: NEVER }).then(
          () => false,
          () => true,
        );
        expect(await trialsOf().attempt(tasksOf(5), { signal: NEVER }), `killed at call ${call}`).toEqual(
          expected,
        );
        expect(jobs.started, `killed at call ${call}`).toHaveLength(1);
        if (!isKilled) expect(call).toBeGreaterThanOrEqual(8);
      }
    },
  );

  it('that is interrupted leaves the job to itself, and what it has found to the next one', async () => {
    const { jobs } = await research();
    const interruption = new AbortController();
    const done: number[] = [];
    const stopped = trialsOf({ onProgress: () => interruption.abort() });
    const results = await stopped.attempt(tasksOf(5), {
      signal: interruption.signal,
      onDone: (_, index) => done.push(index),
    });
    expect(results.filter((result) => result !== undefined)).toHaveLength(done.length);
    expect(await trialsOf().attempt(tasksOf(5), { signal: NEVER })).toEqual(await inThisThread(5));
    expect(jobs.started).toHaveLength(1);
  });

  it('that AWS does not answer for a while looks again, and says so', async () => {
    const { aws } = await research();
    const { executions } = clients();
    const told: string[] = [];
    let looks = 0;
    const away = {
      start: (job: string) => executions.start(job),
      find: (job: string) => executions.find(job),
      counts: async (job: string) => {
        if ((looks += 1) <= 3) throw new AwsUnavailableError('AWS cannot be reached (ENOTFOUND)');
        return executions.counts(job);
      },
    };
    const results = await trialsOf({ executions: away, onUnreached: (words) => told.push(words) }).attempt(
      tasksOf(3),
      { signal: NEVER },
    );
    expect(results).toEqual(await inThisThread(3));
    expect(told).toEqual(Array(3).fill('AWS cannot be reached (ENOTFOUND)'));
    expect(aws.unknown).toEqual([]);
  });

  it('that AWS never answers gives up in the end, with what AWS cannot do', async () => {
    await research();
    const { executions } = clients();
    let looks = 0;
    const gone = {
      start: (job: string) => executions.start(job),
      find: (job: string) => executions.find(job),
      counts: async () => {
        looks += 1;
        throw new AwsUnavailableError('AWS cannot be reached (ENOTFOUND)');
      },
    };
    await expect(trialsOf({ executions: gone }).attempt(tasksOf(3), { signal: NEVER })).rejects.toThrow(
      'AWS cannot be reached (ENOTFOUND)',
    );
    expect(looks).toBe(200);
  });

  it('that may not look is told at once: only AWS that cannot be reached is asked again', async () => {
    await research();
    const { executions } = clients();
    const refused = {
      start: (job: string) => executions.start(job),
      find: (job: string) => executions.find(job),
      counts: () => Promise.reject(new Error('a defect')),
    };
    await expect(trialsOf({ executions: refused }).attempt(tasksOf(3), { signal: NEVER })).rejects.toThrow(
      'a defect',
    );
  });

  it('whose bucket throttles is patient', async () => {
    const { aws } = await research();
    aws.bucket.throttled = 3;
    expect(await trialsOf().attempt(tasksOf(3), { signal: NEVER })).toEqual(await inThisThread(3));
    expect(aws.bucket.throttled).toBe(0);
  });
});

/** Ends whoever makes these calls by an error, before or after the call of that number. */
function killedAt(number: number, isBefore: boolean) {
  let made = 0;
  return async <Value>(call: () => Promise<Value>): Promise<Value> => {
    made += 1;
    const isLast = made === number;
    if (isBefore && isLast) throw new Error('killed');
    const answer = await call();
    if (isLast) throw new Error('killed');
    return answer;
  };
}
