/**
 * Is what a failure is made small to as small as it can be, and still that failure?
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ddmin } from './ddmin.ts';
import { report, slowness, violation } from './fake-runs.ts';
import { RunDefect, type Run } from './run-request.ts';
import { shrink, type ShrinkTerms } from './shrink.ts';
import type { Happening } from '../swarm/happening.ts';

/** Breaks the rule at 90 s where happenings of all these times are there, and the run is long enough to see it. */
function breaksWith(times: readonly number[], seenAfterMinutes = 2): Run {
  return (request) => {
    const { happenings = [], minutes } = request;
    const isBroken =
      minutes >= seenAfterMinutes && times.every((time) => happenings.some(({ atMs }) => atMs === time));
    return Promise.resolve(report(request, { violations: isBroken ? [violation('order-sent-twice')] : [] }));
  };
}

function terms(run: Run, own: Partial<ShrinkTerms> = {}): ShrinkTerms {
  return {
    run,
    jobs: 2,
    runsMax: 1_000,
    hasTime: () => true,
    faultsEndMs: () => Infinity,
    onAttempt: () => {},
    ...own,
  };
}

async function shrunk(run: Run, happenings: readonly Happening[], own: Partial<ShrinkTerms> = {}) {
  return shrink(await run({ seed: 7, minutes: 240, happenings }), terms(run, own));
}

const TIMES = Array.from({ length: 24 }, (_, k) => k * 3_000);

describe('a shrunk run', () => {
  it('has exactly the happenings that it takes, whichever they are', async () => {
    await fc.assert(
      fc.asyncProperty(fc.subarray(TIMES, { minLength: 0, maxLength: 4 }), async (needed) => {
        const { smallest, isDone } = await shrunk(
          breaksWith(needed),
          TIMES.map((atMs) => slowness(atMs)),
        );
        expect(smallest.happenings.map(({ atMs }) => atMs)).toEqual(needed);
        expect(isDone).toBe(true);
      }),
      { numRuns: 30 },
    );
  });

  it('ends as soon as the violation is seen, and lasts no longer than it takes', async () => {
    const run: Run = async (request) => {
      const { violations } = await breaksWith([3_000], 5)(request);
      const isLong = request.happenings?.every((one) => 'forMs' in one && one.forMs >= 700) ?? false;
      return report(request, { violations: isLong ? violations : [] });
    };
    const { smallest } = await shrunk(run, [slowness(3_000), slowness(9_000)]);
    expect(smallest.minutes).toBeLessThanOrEqual(6);
    expect(smallest.minutes).toBeGreaterThanOrEqual(5);
    const [only] = smallest.happenings;
    expect(only).toMatchObject({ atMs: 3_000, thereMs: 120, backMs: 100 });
    expect(only !== undefined && 'forMs' in only && only.forMs >= 700 && only.forMs < 1_400).toBe(true);
  });

  it('never has a happening in the calm at its end, however short it is made', async () => {
    // The last third is calm, and whatever happens there is found at once.
    const faultsEndMs = (minutes: number) => minutes * 40_000;
    const run: Run = (request) => {
      const { happenings = [], minutes } = request;
      const isNeeded = happenings.some(({ atMs }) => atMs === 60_000);
      const isLate = happenings.some(({ atMs }) => atMs + 40_000 > faultsEndMs(minutes));
      return Promise.resolve(
        report(request, { violations: isNeeded || isLate ? [violation('unprotected-when-calm')] : [] }),
      );
    };
    const { smallest } = await shrunk(
      run,
      TIMES.map((atMs) => slowness(atMs)),
      { faultsEndMs },
    );
    expect(smallest.happenings.map(({ atMs }) => atMs)).toEqual([60_000]);
    expect(60_000).toBeLessThan(faultsEndMs(smallest.minutes));
  });

  it('breaks the same rule: another one, or a world that fails, is no success', async () => {
    const run: Run = (request) => {
      const count = request.happenings?.length ?? 0;
      if (count === 1) return Promise.reject(new RunDefect(['the twin knows no such request']));
      const rule = count >= 2 ? 'order-sent-twice' : 'money-differs';
      return Promise.resolve(report(request, { violations: [violation(rule)] }));
    };
    const { smallest } = await shrunk(
      run,
      TIMES.map((atMs) => slowness(atMs)),
    );
    expect(smallest.violation.rule).toBe('order-sent-twice');
    expect(smallest.happenings).toHaveLength(2);
  });

  it('is the same however many attempts are made at once', async () => {
    const run = breaksWith([6_000, 33_000]);
    const happenings = TIMES.map((atMs) => slowness(atMs + 0));
    const [one, four] = await Promise.all([
      shrunk(run, happenings, { jobs: 1 }),
      shrunk(run, happenings, { jobs: 4 }),
    ]);
    expect(four.smallest).toEqual(one.smallest);
  });

  it('is found within the attempts and the time that there are', async () => {
    const happenings = TIMES.map((atMs) => slowness(atMs));
    const few = await shrunk(breaksWith([6_000, 33_000]), happenings, { runsMax: 5 });
    expect(few.runs).toBe(5);
    expect(few.isDone).toBe(false);
    let left = 3;
    const short = await shrunk(breaksWith([6_000, 33_000]), happenings, {
      jobs: 1,
      hasTime: () => (left -= 1) >= 0,
    });
    expect(short.runs).toBeLessThanOrEqual(3);
    expect(short.isDone).toBe(false);
  });
});

describe('delta debugging', () => {
  it('leaves nothing that can be left out', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat({ max: 40 }), fc.nat({ max: 40 }), async (left, right) => {
        const all = Array.from({ length: 41 }, (_, k) => k);
        const does = (items: readonly number[]) => items.includes(left) && items.includes(right);
        const found = await ddmin(all, (lists) => {
          const index = lists.findIndex(does);
          return Promise.resolve(index < 0 ? undefined : index);
        });
        expect(new Set(found)).toEqual(new Set([left, right]));
      }),
    );
  });
});
