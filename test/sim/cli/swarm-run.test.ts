/**
 * Are the seeds that are reported the same, whoever is the quicker?
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DAY_MS } from '../../../lambda/core/units.ts';
import { report, violation } from './fake-runs.ts';
import { RunDefect, type Run } from './run-request.ts';
import { freshSeed, seedsFrom } from './seed-plan.ts';
import { once, runSwarm, type SwarmTerms } from './swarm-run.ts';

/** Each seed takes so many turns of the loop. */
function slowRun(turns: readonly number[], run: Run): Run {
  return async (request) => {
    for (let k = 0; k < (turns[request.seed % turns.length] ?? 0); k += 1)
      await new Promise<void>((resolve) => {
        setImmediate(resolve);
      });
    return run(request);
  };
}

const well: Run = (request) => Promise.resolve(report(request));

async function seedsOf(run: Run, own: Partial<SwarmTerms> = {}): Promise<readonly number[]> {
  const outcomes = await runSwarm({
    plans: seedsFrom(1, { minutes: 10 }),
    jobs: 1,
    keptMax: 0,
    run,
    runTwice: (plan) => once(plan, { run, keptMax: 0 }),
    onOutcome: () => {},
    ...own,
  });
  return outcomes.map(({ plan }) => plan.seed);
}

describe('a row of seeds', () => {
  it('is the shortest with enough steps, in order, however long each takes and however many run at once', async () => {
    const turns = fc.array(fc.nat({ max: 6 }), { minLength: 1, maxLength: 5 });
    await fc.assert(
      fc.asyncProperty(turns, fc.integer({ min: 1, max: 6 }), async (durations, jobs) => {
        expect(await seedsOf(slowRun(durations, well), { jobs, stepsMin: 41 })).toEqual([1, 2, 3, 4, 5]);
      }),
    );
  });

  it('has every seed of a range where no number of steps is asked for', async () => {
    expect(await seedsOf(well, { plans: seedsFrom(3, { minutes: 10 }, 6), jobs: 3 })).toEqual([3, 4, 5, 6]);
  });

  it('also has a seed beyond it that failed', async () => {
    const run: Run = (request) =>
      Promise.resolve(report(request, { violations: request.seed === 4 ? [violation('a')] : [] }));
    // The third one is slow: the fourth has ended before there are enough.
    expect(await seedsOf(slowRun([40, 0, 0], run), { jobs: 3, stepsMin: 30 })).toEqual([1, 2, 3, 4]);
  });

  it('goes on after a run that came to no end', async () => {
    const run: Run = (request) =>
      request.seed === 2 ? Promise.reject(new RunDefect(['it hangs'])) : well(request);
    const outcomes = await runSwarm({
      plans: seedsFrom(1, { minutes: 10 }, 3),
      jobs: 2,
      keptMax: 0,
      run,
      runTwice: (plan) => once(plan, { run, keptMax: 0 }),
      onOutcome: () => {},
    });
    expect(outcomes.map(({ defect }) => defect)).toEqual([undefined, ['it hangs'], undefined]);
  });

  it('runs the first of every so many twice', async () => {
    const twice: number[] = [];
    await seedsOf(well, {
      plans: seedsFrom(1, { minutes: 10 }, 7),
      twiceEvery: 3,
      runTwice: (plan) => {
        twice.push(plan.seed);
        return once(plan, { run: well, keptMax: 0 });
      },
    });
    expect(twice).toEqual([1, 4, 7]);
  });
});

describe('fresh seeds', () => {
  it('are those of one day alone, whatever the hour', () => {
    const dayMs = Date.UTC(2026, 10, 29);
    expect(freshSeed(dayMs)).toBe(freshSeed(dayMs + DAY_MS - 1));
    expect(freshSeed(dayMs + DAY_MS) - freshSeed(dayMs)).toBe(100_000);
    expect(freshSeed(Date.UTC(2024, 0, 1))).toBe(0);
    expect(freshSeed(dayMs)).toBe(106_300_000);
  });
});
