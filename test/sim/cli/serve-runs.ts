/**
 * The end of the line between the command and a process that runs seeds for it.
 */
import type { RunReport } from '../run-report.ts';
import type { RunOptions } from '../run-seed.ts';
import { answerRequest } from './answer-request.ts';
import type { RunRequest } from './run-request.ts';

/** Answers every message of the process that has started this one. */
export function serveRuns(run: (options: RunOptions) => Promise<RunReport>): void {
  process.on('message', (request: RunRequest) => {
    const answered = answerRequest(request, run).then((answer) => process.send?.(answer));
    answered.catch(() => {
      process.exitCode = 1;
      process.disconnect();
    });
  });
  // Ctrl-C is for the command: it says what has run so far, and a process that died of it would be a run without an end.
  process.on('SIGINT', () => {});
  // Nobody asks any more, and a world never comes to rest.
  process.on('disconnect', () => process.exit());
}
