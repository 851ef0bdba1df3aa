/**
 * Runs what a person has started beside `scalper`: synthesis, the build, the price.
 *
 * Invariant: what it throws is told like an error of a command, and not printed by Node with the causes and stacks of
 * libraries.
 */
import { defectLines } from './defect-lines.ts';
import { printAside } from './output.ts';

/** @param ours whose message is a sentence for the person, or several lines. */
export async function runTold(
  run: () => void | Promise<void>,
  ours: readonly (new (...parts: never[]) => Error)[],
): Promise<void> {
  try {
    await run();
  } catch (error) {
    const isOurs = error instanceof Error && ours.some((own) => error instanceof own);
    printAside(isOurs ? error.message.split('\n') : defectLines(error));
    process.exitCode = 1;
  }
}
