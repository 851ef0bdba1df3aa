/**
 * Runs one seed after another, several at once.
 *
 * Invariant: what is reported does not depend on how many run at once, or on which is the quicker. It is the shortest row
 * of seeds that has enough steps; of those beyond it, only the ones that failed.
 */
import type { RunReport } from '../run-report.ts';
import { RunDefect, type Run } from './run-request.ts';
import type { RunPlan } from './seed-plan.ts';
import type { Difference } from './trace-difference.ts';

/** The second run of the same seed. */
export interface SecondRun {
  readonly digest: string;
  /** Where its trace differs from the first one's. */
  readonly difference: Difference | undefined;
}

export interface Outcome {
  readonly plan: RunPlan;
  /** Absent where the run came to no end. */
  readonly report?: RunReport;
  readonly defect?: readonly string[];
  readonly second?: SecondRun;
}

/** Runs it a second time, and compares. */
export type RunTwice = (plan: RunPlan) => Promise<Outcome>;

export interface SwarmTerms {
  readonly plans: Iterable<RunPlan, undefined>;
  /** Ticks and watch steps at least; all plans if absent. */
  readonly stepsMin?: number;
  readonly jobs: number;
  /** Lines of a trace that are kept. */
  readonly keptMax: number;
  /** The first of so many is run twice. */
  readonly twiceEvery?: number;
  readonly run: Run;
  readonly runTwice: RunTwice;
  /** Of each run that has ended, in the order of their ends. */
  readonly onOutcome: (outcome: Outcome) => void;
}

export async function runSwarm(terms: SwarmTerms): Promise<readonly Outcome[]> {
  const { plans, stepsMin = Infinity, jobs, twiceEvery, onOutcome } = terms;
  const waiting = plans[Symbol.iterator]();
  const outcomes = new Map<number, Outcome>();
  let begun = 0;
  let row = 0;
  let steps = 0;
  const work = async () => {
    while (steps < stepsMin) {
      const { value: plan, done } = waiting.next();
      if (done === true) return;
      const place = begun;
      begun += 1;
      const isTwice = twiceEvery !== undefined && place % twiceEvery === 0;
      const outcome = await (isTwice ? terms.runTwice(plan) : once(plan, terms));
      outcomes.set(place, outcome);
      onOutcome(outcome);
      for (let next = outcomes.get(row); next !== undefined && steps < stepsMin; next = outcomes.get(row)) {
        steps += stepsOf(next);
        row += 1;
      }
    }
  };
  await Promise.all(Array.from({ length: jobs }, work));
  return [...outcomes]
    .toSorted(([left], [right]) => left - right)
    .filter(([place, outcome]) => place < row || isFailed(outcome))
    .map(([, outcome]) => outcome);
}

export async function once(
  plan: RunPlan,
  { run, keptMax }: Pick<SwarmTerms, 'run' | 'keptMax'>,
  traceFile?: string,
): Promise<Outcome> {
  const { seed, minutes, happenings, recorded } = plan;
  try {
    const report = await run({
      seed,
      minutes,
      keptMax,
      ...(happenings !== undefined && { happenings }),
      ...(recorded !== undefined && { recorded }),
      ...(traceFile !== undefined && { traceFile }),
    });
    return { plan, report };
  } catch (error) {
    if (error instanceof RunDefect) return { plan, defect: error.lines };
    throw error;
  }
}

export function stepsOf({ report }: Outcome): number {
  return report === undefined ? 0 : report.ticks + report.watchSteps;
}

export function isFailed({ report, second }: Outcome): boolean {
  if (report === undefined || report.violations.length > 0) return true;
  return second !== undefined && second.digest !== report.digest;
}
