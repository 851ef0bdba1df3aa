/**
 * How a result is shown: what a person asks for, and what the terminal has room for.
 */
import { Option, type Command } from 'commander';
import type { ResultView } from '../screens/result-screen.ts';
import { DIVISIONS, type Division } from '../screens/result/figure-lines.ts';
import { fitted, screenWidth } from '../terminal/columns.ts';

export interface ViewOptions {
  readonly by?: Division;
}

export function withResultView(command: Command): Command {
  return command.addOption(
    new Option('--by <division>', 'also the result by hour or weekday of the entry, in UTC').choices(
      DIVISIONS,
    ),
  );
}

/** Without a terminal lines may be of any length, and nothing is drawn. */
export function viewOf({ by }: ViewOptions): ResultView {
  return { by, width: process.stdout.isTTY ? screenWidth() : undefined };
}

/** The lines as the terminal has room for them. */
export function fittedLines(lines: readonly string[]): readonly string[] {
  const { width = Infinity } = viewOf({});
  return lines.flatMap((line) => fitted(line, width));
}
