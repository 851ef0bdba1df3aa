/**
 * What a command writes, and nothing else writes it.
 *
 * - Text is written line by line. Whatever a line holds of strangers steers no terminal, and makes no second line.
 * - Nothing holds a secret that this process knows.
 * - JSON has those characters as escapes, and is read back as it was.
 */
import { jsonText } from '../../../lambda/core/words.ts';
import { withoutKnownSecrets } from '../../known-secrets.ts';
import { fitted, screenWidth } from './columns.ts';
import { onTerminal, tone } from './text-format.ts';

export type Lines = string | readonly string[];

/** Writes lines, or one line, to the standard output. */
export function print(lines: Lines): void {
  console.log(written(lines));
}

/** Writes lines, or one line, beside the standard output. */
export function printAside(lines: Lines): void {
  console.error(written(lines));
}

/** Writes a sentence of the command itself beside the standard output; further lines belong to it. */
export function complain(lines: Lines): void {
  const [first = '', ...rest] = [lines].flat();
  printAsideFitted([`${tone('bad', 'scalper:', process.stderr)} ${first}`, ...rest]);
}

/** Writes sentences to the standard output, as a terminal has room for them. */
export function printFitted(lines: readonly string[]): void {
  console.log(fittedFor(process.stdout, lines));
}

/** Writes sentences beside the standard output, as a terminal has room for them. */
export function printAsideFitted(lines: readonly string[]): void {
  console.error(fittedFor(process.stderr, lines));
}

function fittedFor(stream: NodeJS.WriteStream, lines: readonly string[]): string {
  // No break in what must not be seen.
  const shown = lines.map(shownLine);
  const fitting = stream.isTTY ? shown.flatMap((line) => fitted(line, screenWidth(stream))) : shown;
  return fitting.join('\n');
}

export function printJson(value: unknown): void {
  console.log(withoutKnownSecrets(jsonText(value, 2)));
}

function written(lines: Lines): string {
  return [lines].flat().map(shownLine).join('\n');
}

/** Of a line that is written over later, or of a question. */
export function shownLine(line: string): string {
  return onTerminal(withoutKnownSecrets(line));
}
