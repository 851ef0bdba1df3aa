/**
 * What keeps the bot from entering, why, and what ends that.
 */
import { withCommandLines } from '../../../lambda/adapters/command-line.ts';
import { restrictionWords } from '../../../lambda/core/restrictions/restriction-words.ts';
import type { Restriction } from '../../../lambda/core/restrictions/restrictions.ts';
import { wrapped } from '../terminal/columns.ts';
import { tone } from '../terminal/text-format.ts';

const LABEL_WIDTH = 14;

/** A line of the status. */
export function labelled(label: string, text: string): string {
  return `  ${label.padEnd(LABEL_WIDTH)}${text}`;
}

/** Why the bot is not trading, or that it is. @param bot named in the commands that end a restriction */
export function stateLines(
  restrictions: readonly Restriction[],
  width: number,
  bot: string | undefined,
): readonly string[] {
  if (restrictions.length === 0) return [labelled('state', 'trading: entries are allowed')];
  return restrictions.flatMap((restriction, k) => restrictionLines(restriction, k === 0, width, bot));
}

/** Its name and times, its cause, and the remedy. */
function restrictionLines(
  restriction: Restriction,
  isFirst: boolean,
  width: number,
  bot: string | undefined,
): readonly string[] {
  const { what, why, remedy } = restrictionWords(restriction);
  const indent = ' '.repeat(LABEL_WIDTH + 2);
  const sentences = [why, ...remedy.map((sentence) => withCommandLines(sentence, bot))]
    .filter((text) => text !== '')
    .flatMap((text) => wrapped(text, width - indent.length));
  return [
    labelled(isFirst ? 'state' : '', tone('loud', what)),
    ...sentences.map((line) => `${indent}${line}`),
  ];
}
