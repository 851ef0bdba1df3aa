/**
 * The error of a recorded file, of candles or of trades.
 *
 * - A message is one sentence: the path as it was given, the line where there is one, the value found, and a valid one.
 * - A value is quoted, escaped and never longer than a line.
 */

const LONGEST_SHOWN = 100;

/** Where a row is. Both count from 1: `line` in the unpacked text, the header included; `row` where there are no lines. */
export interface RowPlace {
  readonly line?: number;
  readonly row?: number;
}

/** Where a problem is. */
export interface CandleFilePlace extends RowPlace {
  readonly file: string;
}

/** A path that cannot be read as a recording of a market. */
export class CandleFileError extends Error {
  override readonly name = 'CandleFileError';
  readonly file: string;
  readonly line?: number;

  constructor(place: CandleFilePlace, problem: string, options?: ErrorOptions) {
    const { file, line, row } = place;
    const where = line !== undefined ? `, line ${line}` : row !== undefined ? `, row ${row}` : '';
    super(`${file}${where}: ${problem}`, options);
    this.file = file;
    if (line !== undefined) this.line = line;
  }
}

/** @param form such as `a PDF document`. */
export function documentProblem(form: string): string {
  return `is ${form}, which is not read: write its rows as CSV, and give that`;
}

/** A value found in a file, quoted so that blanks and control characters can be seen, and cut where it is long. */
export function shown(value: string): string {
  return JSON.stringify(value.length > LONGEST_SHOWN ? `${value.slice(0, LONGEST_SHOWN)}…` : value);
}
