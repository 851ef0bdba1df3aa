/**
 * How a result is shown: what a person asks for, and what the terminal has room for.
 */
import { InvalidArgumentError, Option, type Command } from 'commander';
import type { ResultView } from '../screens/result-screen.ts';
import { DIVISIONS, type Division } from '../screens/result/figure-lines.ts';
import { fitted, screenWidth } from '../terminal/columns.ts';

export interface ViewOptions {
  readonly by?: readonly Division[];
}

export function withResultView(command: Command): Command {
  return command.addOption(
    new Option('--by <division>', 'also the result by hour or weekday of the entry, in UTC; may be repeated')
      .choices(DIVISIONS)
      .argParser(divisionsTo),
  );
}

function divisionsTo(written: string, previous: readonly Division[] = []): readonly Division[] {
  const division = DIVISIONS.find((one) => one === written);
  if (division === undefined) throw new InvalidArgumentError(`Allowed choices are ${DIVISIONS.join(', ')}.`);
  return [...previous.filter((one) => one !== division), division];
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
