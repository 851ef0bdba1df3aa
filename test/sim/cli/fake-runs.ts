/**
 * Runs without a world, for tests of what is made of runs.
 */
import type { RunReport, Violation } from '../run-report.ts';
import type { Happening } from '../swarm/happening.ts';
import { runSim } from './sim-command.ts';
import type { SimOptions } from './sim-options.ts';
import type { Machine } from './sim-machine.ts';
import type { Run, RunRequest } from './run-request.ts';

export function report(
  { seed, minutes, happenings = [] }: Pick<RunRequest, 'seed' | 'minutes' | 'happenings'>,
  own: Partial<RunReport> = {},
): RunReport {
  return {
    seed,
    minutes,
    ticks: minutes,
    watchSteps: 0,
    invocations: minutes,
    trades: 2,
    met: {},
    coverage: {},
    nakedMs: {},
    violations: [],
    digest: `digest of ${seed}`,
    traceLines: 3,
    tail: ['the last line'],
    happenings,
    ...own,
  };
}

export function violation(rule: string, atMs = 90_000): Violation {
  return { atMs, rule, words: `${rule} was broken` };
}

/** Something that lasts, told apart by its time. */
export function slowness(atMs: number, forMs = 40_000): Happening {
  return { kind: 'slow', edge: 'venue', atMs, forMs, share: 1, thereMs: 900, backMs: 100 };
}

export const OPTIONS: SimOptions = {
  minutes: 10,
  jobs: 2,
  shrinkRuns: 400,
  shrinkSeconds: 900,
  patience: 600,
};

/** A machine on which nothing takes any time, and what it prints. */
export function machine(
  run: Run,
  own: Partial<Machine> = {},
): { readonly machine: Machine; readonly lines: string[] } {
  const lines: string[] = [];
  return {
    lines,
    machine: {
      run,
      runElsewhere: run,
      ask: async (request) => ({ kind: 'report', report: await run(request) }),
      nowMs: () => Date.UTC(2026, 0, 1),
      revision: 'v1',
      haveSourcesChanged: () => false,
      faults: () => [],
      print: (printed) => lines.push(...printed),
      progress: () => ({ add: () => {}, line: () => {}, close: () => {} }),
      interruptible: () => new AbortController().signal,
      ...own,
    },
  };
}

export const HAPPENINGS = [slowness(30_000), slowness(60_000), slowness(200_000)];
/** Breaks nothing. */
export const well: Run = (request) => Promise.resolve(report(request));
/** Seed 17 breaks a rule by the second of them. */
export const broken: Run = (request) => {
  const { happenings = HAPPENINGS } = request;
  const isBroken = request.seed === 17 && happenings.some(({ atMs }) => atMs === 60_000);
  return Promise.resolve(
    report(request, { happenings, violations: isBroken ? [violation('order-sent-twice')] : [] }),
  );
};

/** The command, as it was asked. */
export async function ran(options: Partial<SimOptions>, run: Run, own = {}) {
  const { machine: here, lines } = machine(run, own);
  const code = await runSim({ ...OPTIONS, ...options }, here);
  return { code, lines, text: lines.join('\n') };
}
