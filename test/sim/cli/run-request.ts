/**
 * `test/sim/cli/`: the command that runs seeds, makes a failure small, and shows what happened in it.
 *
 * What a process that runs seeds is asked, and what it answers. Both travel between processes.
 */
import type { RunReport } from '../run-report.ts';
import type { RunOptions } from '../run-seed.ts';
import type { Difference } from './trace-difference.ts';

export interface RunRequest extends Omit<RunOptions, 'onTrace' | 'onSample' | 'recorded'> {
  /** Files and folders of candles. */
  readonly recorded?: readonly string[];
  /** Every line of the trace is written to this file. */
  readonly traceFile?: string;
  /** The first line that differs from this file's ends the run. */
  readonly replayedFile?: string;
  readonly pictureFile?: string;
}

export type RunAnswer =
  | { readonly kind: 'report'; readonly report: RunReport }
  | { readonly kind: 'differs'; readonly difference: Difference }
  /** The world itself has failed, and says nothing about the bot. */
  | { readonly kind: 'defect'; readonly lines: readonly string[] };

/** @throws RunDefect where there is no report. */
export type Run = (request: RunRequest) => Promise<RunReport>;

export class RunDefect extends Error {
  override readonly name = 'RunDefect';
  readonly lines: readonly string[];

  constructor(lines: readonly string[]) {
    super(lines[0] ?? 'no words');
    this.lines = lines;
  }
}
