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

export async function shrinkFirst(
  failed: readonly Outcome[],
  { jobs, shrink: asked, shrinkRuns, shrinkSeconds }: SimOptions,
  machine: Pick<Machine, 'run' | 'nowMs' | 'print' | 'progress'>,
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
  const { smallest, runs, isDone } = await shrink(report, {
    run: (request) => machine.run({ ...request, ...markets }),
    jobs,
    runsMax: shrinkRuns,
    hasTime: () => machine.nowMs() < endsMs,
    faultsEndMs: (minutes) => drawRun(report.seed, minutes).faultsEndMs,
    onAttempt: () => progress.add(1),
  }).finally(progress.close);
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
