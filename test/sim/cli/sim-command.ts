/**
 * The command: which runs are made, what is told of them, and how it ends.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { InputError } from '../../../infra/input-error.ts';
import { KEPT_SEEDS } from '../kept-seeds.ts';
import { parseScenario } from '../swarm/happening-file.ts';
import { coverageOf, type Coverage } from './coverage-matrix.ts';
import { failureLines } from './failure-text.ts';
import { jsonReport } from './json-report.ts';
import { replay } from './replay-command.ts';
import { runTwice } from './run-twice.ts';
import type { Run } from './run-request.ts';
import { freshSeed, seedsFrom, type RunPlan } from './seed-plan.ts';
import { shrinkFirst } from './shrink-command.ts';
import type { Machine } from './sim-machine.ts';
import type { SimOptions } from './sim-options.ts';
import { numbered, reportsOf, summaryLines } from './summary.ts';
import { isFailed, runSwarm, stepsOf, type Outcome } from './swarm-run.ts';

const KEPT_LINES = 60;
/** Shown in full; of the others the summary tells the rule. */
const FAILURES_SHOWN = 3;

/** @returns the exit code: 1 where something was found. */
export async function runSim(options: SimOptions, machine: Machine): Promise<number> {
  if (options.replay !== undefined) return replay(options.replay, machine);
  const beganMs = machine.nowMs();
  const { plans, stepsMin } = plansOf(options, beganMs);
  const isOne = Array.isArray(plans) && plans.length === 1;
  if (!isOne && (options.trace !== undefined || options.picture !== undefined))
    throw new InputError('--trace and --picture are of one run: name its --seed, without --ticks');
  const outcomes = await runAll({ plans, stepsMin, options, machine });
  const tookMs = machine.nowMs() - beganMs;
  const known = options.requireCoverage === true ? machine.faults() : [];
  if (options.json !== undefined)
    writeFileSync(options.json, jsonReport(outcomes, { tookMs, revision: machine.revision, known }));
  machine.print(summaryLines(outcomes, tookMs, known));
  const failed = outcomes.filter(isFailed);
  for (const outcome of failed.slice(0, FAILURES_SHOWN))
    machine.print(['', ...failureLines(outcome, machine.revision)]);
  if (failed.length > 0 && options.shrink !== undefined) await shrinkFirst(failed, options, machine);
  if (failed.length > 0) return 1;
  return options.requireCoverage === true
    ? judgeCoverage(coverageOf(reportsOf(outcomes), known), machine)
    : 0;
}

interface Plans {
  readonly plans: Iterable<RunPlan, undefined>;
  readonly stepsMin: number | undefined;
}

const STEPS_BY_DEFAULT = 10_000;

function plansOf(options: SimOptions, nowMs: number): Plans {
  const { seed, seeds, fresh, kept, happenings, ticks, recorded } = options;
  const others = { minutes: options.minutes, ...(recorded !== undefined && { recorded }) };
  if (happenings !== undefined) {
    const scenario = parseScenario(readFileSync(happenings, 'utf8'), happenings);
    return { plans: [{ ...scenario, file: happenings }], stepsMin: undefined };
  }
  if (kept !== undefined) {
    const chosen = KEPT_SEEDS.filter((one) => kept === true || one.seed === kept);
    if (kept !== true && chosen.length === 0) throw new InputError(`seed ${kept} is not kept`);
    return { plans: chosen, stepsMin: undefined };
  }
  if (seeds !== undefined) return { plans: [...seedsFrom(seeds[0], others, seeds[1])], stepsMin: ticks };
  if (seed !== undefined) {
    if (ticks === undefined) return { plans: [{ seed, ...others }], stepsMin: undefined };
    return { plans: seedsFrom(seed, others), stepsMin: ticks };
  }
  const todayMs = typeof fresh === 'number' ? fresh : nowMs;
  return { plans: seedsFrom(freshSeed(todayMs), others), stepsMin: ticks ?? STEPS_BY_DEFAULT };
}

interface All extends Plans {
  readonly options: SimOptions;
  readonly machine: Machine;
}

async function runAll({ plans, stepsMin, options, machine }: All): Promise<readonly Outcome[]> {
  const { runElsewhere } = machine;
  const { jobs, twiceEvery, trace, picture } = options;
  const run: Run = (request) =>
    machine.run({
      ...request,
      ...(trace !== undefined && { traceFile: trace }),
      ...(picture !== undefined && { pictureFile: picture }),
    });
  const count = Array.isArray(plans) ? plans.length : 0;
  const progress =
    stepsMin === undefined ? machine.progress(count, 'runs') : machine.progress(stepsMin, 'steps');
  try {
    return await runSwarm({
      plans,
      jobs,
      keptMax: KEPT_LINES,
      run,
      runTwice: (plan) => runTwice(plan, { run, runElsewhere, keptMax: KEPT_LINES }),
      onOutcome: (outcome) => progress.add(stepsMin === undefined ? 1 : stepsOf(outcome)),
      ...(stepsMin !== undefined && { stepsMin }),
      ...(twiceEvery !== undefined && { twiceEvery }),
    });
  } finally {
    progress.close();
  }
}

function judgeCoverage({ neverHit, yetHit }: Coverage, machine: Machine): number {
  if (neverHit.length === 0 && yetHit.length === 0) return 0;
  machine.print([
    '',
    `--require-coverage: ${numbered(neverHit.length, 'cell')} never hit, ${yetHit.length} declared impossible and hit`,
  ]);
  return 1;
}
