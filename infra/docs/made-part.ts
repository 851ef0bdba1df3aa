/**
 * How does a part that is made get into a page that is written?
 *
 * Two marks stand around it, which a reader of the page does not see.
 *
 * Invariant: everything outside them stays as it is.
 */

/** The text between the marks of one name in a page. */
export interface MadePart {
  /** As the marks say it, such as `parameters`. */
  readonly name: string;
  readonly markdown: string;
}

const endOf = (name: string): string => `<!-- end of ${name} -->`;

/** The page with this part renewed. @throws when its marks are missing. */
export function withMadePart(page: string, { name, markdown }: MadePart): string {
  const mark = `<!-- ${name}: made by \`npm run docs\` -->`;
  const begin = page.indexOf(mark);
  const end = page.indexOf(endOf(name));
  if (begin < 0 || end < begin) throw new Error(`no place for the ${name}: ${mark} … ${endOf(name)}`);
  return `${page.slice(0, begin + mark.length)}\n\n${markdown}\n\n${page.slice(end)}`;
}

/** A table; a bar inside a cell is escaped. */
export function markdownTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}
