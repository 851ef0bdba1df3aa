/**
 * Text in columns as wide as their widest cell. A table library pads ten thousand rows in seconds; this in no time.
 */

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

/** Breaks a sentence between words into lines of at most `width`; a longer word has a line of its own. */
export function wrapped(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(/\s+/).filter((part) => part !== '')) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (longer.length > width && line !== '') {
      lines.push(line);
      line = word;
    } else {
      line = longer;
    }
  }
  return line === '' ? lines : [...lines, line];
}

/** How many columns a screen may use: the terminal's; of a pipe, a line that is read well. */
export function screenWidth(stream: { readonly columns?: number } = process.stdout): number {
  return Math.max(60, Math.min(stream.columns ?? WIDTH_OF_A_PIPE, 120));
}

const WIDTH_OF_A_PIPE = 100;
