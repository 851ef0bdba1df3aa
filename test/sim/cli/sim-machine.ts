/**
 * What the command needs of this machine: processes that run seeds, the time, and where lines go.
 */
import type { Run, RunAnswer, RunRequest } from './run-request.ts';
import type { Progress } from './sim-progress.ts';

export interface Machine {
  readonly run: Run;
  readonly runElsewhere: Run;
  readonly ask: (request: RunRequest) => Promise<RunAnswer>;
  readonly nowMs: () => number;
  readonly revision: string;
  /** Whether the code has changed since the command began. */
  readonly haveSourcesChanged: () => boolean;
  /** Classes of everything that seeds can draw. */
  readonly faults: () => readonly string[];
  readonly print: (lines: readonly string[]) => void;
  readonly progress: (total: number, unit: string) => Progress;
  /** From now on Ctrl-C aborts this, and ends nothing by itself the first time. */
  readonly interruptible: () => AbortSignal;
}
