/** Does a search climb its ladder with the evidence it has, and are sealed months opened once? */
import { describe, expect, it } from 'vitest';
import { countTrials, recordTries } from '../../infra/research/trial-ledger.ts';
import { TrialJournal } from '../../infra/research/trial-journal.ts';
import type { Trials } from '../../infra/research/trial-pool.ts';
import type { ShiftTask, TrialTask } from '../../infra/research/trial-worker.ts';
import { folder as newFolder } from '../harness/candle-writing.ts';
import { FROM_MS, MARKET, candidates, searched, sets } from './made-up-sets.ts';

describe('A search', () => {
  it.each([
    [-0.3, 'loses-after-costs'],
    [0.04, 'not-told-from-luck'],
    [0.5, 'passes-deflated-sharpe'],
  ])('over sets that earn %d a day ends with its verdict', async (edgeUsd, rung) => {
    const found = await searched(await newFolder(), sets(edgeUsd));
    expect(found?.verdict.rung).toBe(rung);
    expect(found?.shifts?.shifts).toBe(199);
    expect(found?.walked.map(({ attempted }) => attempted.dailyUsd.length)).toEqual(Array(8).fill(30));
  });

  it('moves the entries of the days after the choice, and of no day that was chosen by', async () => {
    const moved: ShiftTask[] = [];
    const pool: Trials = {
      ...sets(0.5),
      shift: (tasks, terms) => {
        moved.push(...tasks);
        return sets(0.5).shift(tasks, terms);
      },
    };
    const found = await searched(await newFolder(), pool);
    expect(moved).toHaveLength(200);
    const tried = found?.walked.map(({ attempt, parameters }) => ({ ...attempt, parameters }));
    for (const { attempts } of moved) expect(attempts).toEqual(tried);
    expect(moved.filter(({ by }) => by === 0)).toHaveLength(1);
  });

  it('that was interrupted while it moved entries moves the rest, and none again', async () => {
    const home = await newFolder();
    const interruption = new AbortController();
    const moved: number[] = [];
    /** Does what it does until the signal, as threads do. */
    const pool = (most: number): Trials => ({
      ...sets(0.5),
      shift: async (tasks, { signal, onDone }) => {
        const results: (number | undefined)[] = tasks.map(() => undefined);
        for (const [k, task] of tasks.entries()) {
          if (signal.aborted) break;
          moved.push(task.by);
          const statistic = task.by === 0 ? 0.5 : -task.by;
          results[k] = statistic;
          onDone?.(statistic, k);
          if (moved.length === most) interruption.abort();
        }
        return results;
      },
    });
    const first = await TrialJournal.open(home, 'market');
    const begun = await searched(home, pool(70), { journal: first, signal: interruption.signal });
    first.close();
    expect([begun, moved.length]).toEqual([undefined, 70]);
    const later = await TrialJournal.open(home, 'market');
    const progress: (readonly [number, number])[] = [];
    const onProgress = (done: number, all: number) => void progress.push([done, all]);
    const resumed = await searched(home, pool(Infinity), { journal: later, onProgress });
    later.close();
    expect(moved).toHaveLength(200);
    expect(progress.at(-1)![0]).toBe(progress.at(-1)![1]);
    expect(resumed?.shifts).toEqual({ p: 1 / 200, shifts: 199 });
    const whole = await searched(await newFolder(), pool(Infinity));
    expect(resumed?.shifts).toEqual(whole?.shifts);
    expect(resumed?.verdict).toEqual(whole?.verdict);
  });

  it('is deflated by what others have tried on the same candles', async () => {
    const home = await newFolder();
    const before = (await searched(home, sets(0.2)))!;
    const others = Array.from({ length: 3_000 }, (_, k) => ({
      ...candidates[0]!.parameters,
      maxHoldSeconds: 300 + k,
    }));
    await recordTries(home, { ...MARKET.open, atMs: 0, by: 'sweep', sets: others });
    const after = (await searched(home, sets(0.2)))!;
    // One of them is the first of the candidates.
    expect(after.evidence.tries).toBe(3_004);
    expect(after.evidence.deflated!).toBeLessThan(before.evidence.deflated!);
    expect(after.evidence.outOfSample?.seenBefore).toBe(2_999);
    expect(before.evidence.outOfSample?.seenBefore).toBe(0);
  });

  it('opens the sealed months once, where there is something to be proved', async () => {
    const home = await newFolder();
    const losing = await searched(home, sets(-0.3), { isUnsealing: true });
    expect([losing?.unsealed, losing?.sealedTries?.unsealedAtMs]).toEqual([undefined, undefined]);
    expect((await countTrials(home, MARKET.sealed!)).unsealedAtMs).toBeUndefined();
    const earning = await searched(home, sets(0.5), { isUnsealing: true });
    expect(earning?.verdict.rung).toBe('passes-sealed-months');
    // The set that has seen them is a try of theirs.
    expect(await countTrials(home, MARKET.sealed!)).toMatchObject({
      unsealedAtMs: 1_735_000_000_000,
      trials: 1,
    });
  });

  it('whose set loses in the sealed months does not pass them', async () => {
    const found = await searched(await newFolder(), sets(0.5, -0.5), { isUnsealing: true });
    expect(found?.verdict.rung).toBe('passes-deflated-sharpe');
    expect(found?.verdict.next).toMatch(/these lost/);
  });

  it('that has left sets out early does not say that what is left is no luck', async () => {
    const found = await searched(await newFolder(), sets(0.5), { isHalved: true });
    expect(found?.sets).toHaveLength(2);
    expect(found?.verdict).toMatchObject({ rung: 'not-told-from-luck' });
    expect(found?.verdict.next).toMatch(/all sets on all days/);
  });

  it('that was interrupted says nothing, in the sweep and in a window', async () => {
    const signal = AbortSignal.abort();
    const nothing: Trials = { ...sets(0.5), attempt: (tasks) => Promise.resolve(tasks.map(() => undefined)) };
    expect(await searched(await newFolder(), nothing, { signal })).toBeUndefined();
    // All sets on all days, and one of them in no window.
    const isWhole = ({ fromMs, toMs }: TrialTask) => fromMs === FROM_MS && toMs === MARKET.open.toMs;
    const part: Trials = {
      ...sets(0.5),
      attempt: async (tasks, terms) => {
        const results = await sets(0.5).attempt(tasks, terms);
        return results.map((result, k) => (k === 0 && !isWhole(tasks[k]!) ? undefined : result));
      },
    };
    expect(await searched(await newFolder(), part, { signal })).toBeUndefined();
  });
});
