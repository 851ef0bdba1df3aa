/**
 * One seed, run: a world is made, what its seed has drawn happens in it, and an auditor looks on.
 */
import type { Happening } from './swarm/happening.ts';
import type { RunReport } from './run-report.ts';

export interface RunOptions {
  readonly seed: number;
  /** Of the run in its own time; the last of them are calm. */
  readonly minutes: number;
  /** Instead of what the seed has drawn. */
  readonly happenings?: readonly Happening[];
  /** Lines of the trace that are kept. */
  readonly keptMax?: number;
  /** Of each line of the trace, as it happens. */
  readonly onTrace?: (line: string) => void;
}

export function runSeed(options: RunOptions): Promise<RunReport> {
  throw new Error(`not yet: seed ${options.seed}`);
}
