/**
 * One seed, run in two processes: everything that happens has to be the same.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Run } from './run-request.ts';
import type { RunPlan } from './seed-plan.ts';
import { once, type Outcome } from './swarm-run.ts';
import { firstDifference, readLines } from './trace-difference.ts';

export interface Twice {
  readonly run: Run;
  /** In another process, under other circumstances. */
  readonly runElsewhere: Run;
  readonly keptMax: number;
}

export async function runTwice(plan: RunPlan, { run, runElsewhere, keptMax }: Twice): Promise<Outcome> {
  const folder = await mkdtemp(join(tmpdir(), 'sim-'));
  const files = [join(folder, 'first'), join(folder, 'second')] as const;
  try {
    const [first, second] = await Promise.all([
      once(plan, { run, keptMax }, files[0]),
      once(plan, { run: runElsewhere, keptMax }, files[1]),
    ]);
    if (first.report === undefined) return first;
    if (second.report === undefined) return second;
    const { digest } = second.report;
    if (digest === first.report.digest) return { ...first, second: { digest, difference: undefined } };
    const [[, ...left], [, ...right]] = await Promise.all([readLines(files[0]), readLines(files[1])]);
    return { ...first, second: { digest, difference: firstDifference(left, right) } };
  } finally {
    await rm(folder, { recursive: true });
  }
}
