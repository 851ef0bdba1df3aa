/**
 * What does a person see of the bytes that a program writes to a terminal?
 *
 * As much of a terminal as the progress bar uses: the cursor moves, lines are cleared and wrapped (or cut, where a
 * program has switched wrapping off), nothing is ever scrolled away. Colours are not seen.
 */

/** Begins whatever a terminal does not print: colours, moves of the cursor. */
export const ESCAPE = '\u001B';

interface Row {
  cells: string[];
  /** Goes on in the next row, because it was full. */
  wraps: boolean;
}

const SEQUENCE = new RegExp(`${ESCAPE}\\[(?<private>\\??)(?<numbers>[\\d;]*)(?<final>[A-Za-z])`, 'y');

export class Terminal {
  private readonly columns: number;
  private readonly rows: Row[] = [{ cells: [], wraps: false }];
  private row = 0;
  private column = 0;
  private wraps = true;
  cursorIsVisible = true;
  /** Every state of a row that the cursor has left or gone back on, and that was not empty. */
  readonly shown = new Set<string>();

  constructor(columns: number) {
    this.columns = columns;
  }

  write(text: string): this {
    let at = 0;
    while (at < text.length) {
      SEQUENCE.lastIndex = at;
      const groups = SEQUENCE.exec(text)?.groups;
      if (groups === undefined) {
        const character = String.fromCodePoint(text.codePointAt(at)!);
        this.put(character);
        at += character.length;
      } else {
        this.control(groups['private'] === '?', groups['numbers']!, groups['final']!);
        at = SEQUENCE.lastIndex;
      }
    }
    this.remember();
    return this;
  }

  /** What stands on the screen, rows that were wrapped put together again. */
  lines(): readonly string[] {
    const lines: string[] = [];
    let line = '';
    for (const { cells, wraps } of this.rows) {
      line += textOf(cells);
      if (wraps) continue;
      lines.push(line.trimEnd());
      line = '';
    }
    return lines;
  }

  /** Whether text that reaches the edge goes on in the next row. */
  get isWrapping(): boolean {
    return this.wraps;
  }

  private put(character: string): void {
    if (character === '\n') return this.down();
    if (character === '\r') return this.goTo(0);
    if (character < ' ') return;
    if (this.column === this.columns) {
      if (this.wraps) {
        this.current().wraps = true;
        this.down();
        this.column = 0;
      } else this.column -= 1;
    }
    this.current().cells[this.column] = character;
    this.column += 1;
  }

  private control(isPrivate: boolean, numbers: string, final: string): void {
    const number = Number(numbers.split(';')[0]);
    if (isPrivate && number === 25) this.cursorIsVisible = final === 'h';
    else if (isPrivate && number === 7) this.wraps = final === 'h';
    else if (final === 'A') this.row = Math.max(0, this.row - Math.max(1, number));
    else if (final === 'B') this.down();
    else if (final === 'G') this.goTo(Math.max(1, number) - 1);
    else if (final === 'K') this.clear(number);
    else if (final === 'J') {
      this.clear(0);
      this.rows.length = this.row + 1;
    } else if (final !== 'm') throw new Error(`this terminal does not know \\e[${numbers}${final}`);
  }

  private clear(which: number): void {
    const { cells } = this.current();
    if (which === 0) cells.length = Math.min(cells.length, this.column);
    else if (which === 1) cells.fill(' ', 0, this.column + 1);
    else cells.length = 0;
    this.current().wraps = false;
  }

  private goTo(column: number): void {
    this.remember();
    this.column = column;
  }

  private down(): void {
    this.remember();
    this.row += 1;
    if (this.row === this.rows.length) this.rows.push({ cells: [], wraps: false });
  }

  private remember(): void {
    const text = textOf(this.current().cells).trimEnd();
    if (text !== '') this.shown.add(text);
  }

  private current(): Row {
    return this.rows[this.row]!;
  }
}

function textOf(cells: readonly string[]): string {
  return Array.from(cells, (cell: string | undefined) => cell ?? ' ').join('');
}
