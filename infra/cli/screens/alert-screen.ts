/**
 * An alert as a terminal shows it: what happened and what the bot did; below it what to do, where somebody can do it.
 */
import { withCommandLines } from '../../../lambda/adapters/command-line.ts';
import type { Alert } from '../../../lambda/core/alerts/alert.ts';
import { minute, printable, tone } from './text-format.ts';

/** One line, for runs that nobody can act on while they last. */
export function alertLine({ atMs, kind, happened, did }: Alert): string {
  return tone('loud', printable(`${minute(atMs)} ${kind}: ${happened} ${did}`));
}

export function alertLines(alert: Alert): readonly string[] {
  return [alertLine(alert), printable(`  → ${withCommandLines(alert.todo)}`)];
}
