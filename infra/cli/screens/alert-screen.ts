/**
 * An alert of the local run on the terminal: the event and the bot's response; below them what to do, where it helps.
 */
import { withCommandLines } from '../../../lambda/adapters/command-line.ts';
import type { Alert } from '../../../lambda/core/alerts/alert.ts';
import { minute, tone } from '../terminal/text-format.ts';

/** One line, for runs that end before anybody can act. */
export function alertLine({ atMs, kind, happened, did }: Alert): string {
  return tone('loud', `${minute(atMs)} ${kind}: ${happened} ${did}`);
}

export function alertLines(alert: Alert): readonly string[] {
  return [alertLine(alert), `  → ${withCommandLines(alert.todo)}`];
}
