/**
 * A page of help as the terminal has room for it: Commander breaks the lines of its lists, and neither what stands below
 * them nor a long term.
 *
 * Invariant: an example stands on one line, however long, so that it can be pasted.
 */
import { launcherTyped } from '../../../lambda/adapters/command-line.ts';
import { fitted } from './columns.ts';

/** @param stream where there is no terminal, lines may be of any length. */
export function fittedHelp(
  text: string,
  { isTTY, columns }: { readonly isTTY?: boolean; readonly columns?: number },
): string {
  if (isTTY !== true || columns === undefined) return text;
  const launched = `  ${launcherTyped()}`;
  return text
    .replaceAll(BROKEN, ' ')
    .split('\n')
    .flatMap((line) => (line.startsWith(launched) ? [line] : fitted(line, columns)))
    .join('\n');
}

/** Where a paragraph goes on in the next line, which is broken anew. */
const BROKEN = /(?<=^[^\s][^\n]*)\n(?=\S)/gm;
