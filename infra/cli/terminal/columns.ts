/**
 * Text in columns as wide as their widest cell. A table library pads ten thousand rows in seconds; this in no time.
 */

import { stripVTControlCharacters } from 'node:util';

export type Align = 'left' | 'right';

/** One line for each row, two spaces between the columns, nothing at the end of a line. */
export function columns(aligns: readonly Align[], rows: readonly (readonly string[])[]): readonly string[] {
  const widths = aligns.map((_, k) => rows.reduce((widest, row) => Math.max(widest, row[k]?.length ?? 0), 0));
  return rows.map((row) => {
    const cells = row.map((cell, k) =>
      aligns[k] === 'right' ? cell.padStart(widths[k] ?? 0) : cell.padEnd(widths[k] ?? 0),
    );
    return cells.join('  ').trimEnd();
  });
}

/** A word, and a command between backticks, which is pasted whole. */
const WORD = /(?:`[^`]*`|[^\s`]+|`)+/g;

/**
 * Breaks a sentence between words into lines of at most `width`; a longer word has a line of its own. A command between
 * backticks is one word: half of it would be another command.
 */
export function wrapped(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  let line = '';
  for (const [word] of text.matchAll(WORD)) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (shownLength(longer) > width && line !== '') {
      lines.push(line);
      line = word;
    } else {
      line = longer;
    }
  }
  return line === '' ? lines : [...lines, line];
}

/**
 * A line of a screen in lines that fit. What stands behind a label goes on below itself, and a sentence below its begin.
 * A single word that has no room beside the label stands below it.
 */
export function fitted(line: string, width: number): readonly string[] {
  if (shownLength(line) <= width) return [line];
  const label = /^ *\S(?:.*?\S)??(?: {2,})(?=\S)/.exec(line)?.[0] ?? /^ */.exec(line)?.[0] ?? '';
  const margin = shownLength(label);
  const parts = wrapped(line.slice(label.length), width - margin);
  const isSentence = label.trim() === '';
  const hasRoom = isSentence || parts.every((part) => shownLength(part) <= width - margin);
  const indented = (part: string) => `${' '.repeat(hasRoom ? margin : LEAST_INDENT)}${part}`;
  if (!hasRoom) return [label.trimEnd(), ...parts.map(indented)].filter((text) => text !== '');
  const [first = '', ...more] = parts;
  return [`${label}${first}`, ...more.map(indented)];
}

/** A colour has no width. */
function shownLength(text: string): number {
  return stripVTControlCharacters(text).length;
}

const LEAST_INDENT = 4;

/** How many columns a screen may use: the terminal's; of a pipe, a line that is read well. */
export function screenWidth(stream: { readonly columns?: number } = process.stdout): number {
  return Math.max(60, Math.min(stream.columns ?? WIDTH_OF_A_PIPE, 120));
}

const WIDTH_OF_A_PIPE = 100;
