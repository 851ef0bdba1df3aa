/**
 * Makes the first run that breaks a rule small, and writes it down.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { drawRun } from '../swarm/drawn-run.ts';
import { happeningLine, runTime } from '../swarm/happening-words.ts';
import { scenarioJson } from '../swarm/happening-file.ts';
import { shrink, type SmallRun } from './shrink.ts';
import type { Machine } from './sim-machine.ts';
import type { SimOptions } from './sim-options.ts';
import { numbered } from './summary.ts';
import type { Outcome } from './swarm-run.ts';

/** Answers of other code say nothing of the run that failed. */
class SourcesChangedError extends Error {}

export async function shrinkFirst(
  failed: readonly Outcome[],
  { jobs, shrink: asked, shrinkRuns, shrinkSeconds }: SimOptions,
  machine: Pick<Machine, 'run' | 'nowMs' | 'print' | 'progress' | 'haveSourcesChanged'>,
  signal: AbortSignal,
): Promise<void> {
  const found = failed.find((outcome) => (outcome.report?.violations.length ?? 0) > 0);
  const report = found?.report;
  if (found === undefined || report === undefined) {
    machine.print(['', 'Nothing to shrink: no rule was broken.']);
    return;
  }
  const { recorded } = found.plan;
  const markets = recorded === undefined ? {} : { recorded };
  const endsMs = machine.nowMs() + shrinkSeconds * 1_000;
  const progress = machine.progress(shrinkRuns, 'attempts at most');
  const assertSame = () => {
    if (machine.haveSourcesChanged()) throw new SourcesChangedError();
  };
  const shrunk = await shrink(report, {
    run: (request) => machine.run({ ...request, ...markets }).finally(assertSame),
    jobs,
    runsMax: shrinkRuns,
    hasTime: () => machine.nowMs() < endsMs && !signal.aborted,
    faultsEndMs: (minutes) => drawRun(report.seed, minutes).faultsEndMs,
    onAttempt: () => progress.add(1),
  })
    .catch((error: unknown) => {
      if (error instanceof SourcesChangedError) return undefined;
      throw error;
    })
    .finally(progress.close);
  if (shrunk === undefined) {
    machine.print(['', 'It is not made small: the code has changed since the command began. Ask again.']);
    return;
  }
  const { smallest, runs, isDone } = shrunk;
  const file = typeof asked === 'string' ? asked : `test/sim/shrunk/seed-${report.seed}.json`;
  mkdirSync(dirname(file), { recursive: true });
  const { seed, minutes, happenings } = smallest;
  writeFileSync(file, scenarioJson({ seed, minutes, happenings, ...markets }));
  machine.print(['', ...shrunkLines(smallest, { from: report.happenings.length, runs, isDone }), '']);
  machine.print([`Run it again: npm run sim -- --happenings ${file}`]);
}

function shrunkLines(
  { seed, minutes, happenings, violation }: SmallRun,
  { from, runs, isDone }: { readonly from: number; readonly runs: number; readonly isDone: boolean },
): readonly string[] {
  const { atMs, rule, words } = violation;
  return [
    `Seed ${seed}, made small in ${numbered(runs, 'attempt')}${isDone ? '' : ' (then time or attempts ran out)'}: ` +
      `${happenings.length} of ${from} happenings, ${minutes} minutes.`,
    ...happenings.map((happening) => `  ${happeningLine(happening)}`),
    `  ${runTime(atMs)} ${rule}: ${words}`,
  ];
}
