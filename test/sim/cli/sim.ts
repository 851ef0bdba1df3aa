/**
 * `npm run sim`: the whole bot in simulated worlds.
 *
 * Exit codes: 0 nothing found, 1 something was found or a defect, 2 the input cannot be used, 130 interrupted before
 * anything was found.
 */
import { CommanderError } from 'commander';
import { interruptible } from '../../../infra/cli/terminal/interrupt.ts';
import { defectLines } from '../../../infra/cli/terminal/defect-lines.ts';
import { print, printAside } from '../../../infra/cli/terminal/output.ts';
import { InputError } from '../../../infra/input-error.ts';
import { KNOWN_CLASSES } from '../swarm/drawers.ts';
import { revision } from './revision.ts';
import { runSim } from './sim-command.ts';
import { simProgram, type SimOptions } from './sim-options.ts';
import { openProgress } from './sim-progress.ts';
import { watchSources } from './source-watch.ts';
import { WorkerPool } from './worker-pool.ts';

async function main(): Promise<number> {
  const options = simProgram().parse().opts<SimOptions>();
  const haveSourcesChanged = watchSources();
  const pool = new WorkerPool({ jobs: options.jobs, patienceMs: options.patience * 1_000 });
  const { run, runElsewhere, ask } = pool;
  try {
    return await runSim(options, {
      run,
      runElsewhere,
      ask,
      nowMs: Date.now,
      revision: revision(),
      haveSourcesChanged,
      faults: () => KNOWN_CLASSES,
      print,
      progress: openProgress,
      interruptible,
    });
  } finally {
    pool.close();
  }
}

try {
  process.exitCode = await main();
} catch (error) {
  process.exitCode = report(error);
}

function report(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
  if (error instanceof InputError) {
    printAside(`sim: ${error.message}`);
    return 2;
  }
  printAside(defectLines(error));
  return 1;
}
