/**
 * A table as CSV (RFC 4180), with a line of names first.
 *
 * - Spreadsheets take a cell that begins with `=`, `+`, `-` or `@` for a formula. No cell begins so, unless it is a number:
 *   an apostrophe stands before it, by which they know text.
 * - A cell is one line, and steers no terminal.
 */
import { plainText } from '../../../lambda/core/words.ts';

export interface Table {
  readonly names: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

export function csvLines({ names, rows }: Table): readonly string[] {
  return [names, ...rows].map((cells) => cells.map(cellOf).join(','));
}

const NUMBER = /^[+-]?\d+(?:\.\d+)?$/;
/** Also within a cell: where a comma is the decimal mark, spreadsheets divide the line at semicolons. */
const FORMULA = /(?<=^|[;|])(?=\s*[=+\-@＝＋－＠﹦﹢﹣﹫])/g;

function cellOf(text: string): string {
  if (NUMBER.test(text)) return text;
  const plain = plainText(text).replaceAll(FORMULA, "'");
  return /[",]/.test(plain) ? `"${plain.replaceAll('"', '""')}"` : plain;
}
