/**
 * The error of a candle file.
 *
 * - A message is one sentence: the path as it was given, the line where there is one, the value found, and a valid one.
 * - A value is quoted, escaped and never longer than a line.
 */

const LONGEST_SHOWN = 100;

/** Where a problem is. `line` counts from 1 in the unpacked text, the header included. */
export interface CandleFilePlace {
  readonly file: string;
  readonly line?: number;
}

/** A path that cannot be read as recorded one-minute candles. */
export class CandleFileError extends Error {
  override readonly name = 'CandleFileError';
  readonly file: string;
  readonly line?: number;

  constructor(place: CandleFilePlace, problem: string, options?: ErrorOptions) {
    const { file, line } = place;
    super(`${file}${line === undefined ? '' : `, line ${line}`}: ${problem}`, options);
    this.file = file;
    if (line !== undefined) this.line = line;
  }
}

/** A value found in a file, quoted so that blanks and control characters can be seen, and cut where it is long. */
export function shown(value: string): string {
  return JSON.stringify(value.length > LONGEST_SHOWN ? `${value.slice(0, LONGEST_SHOWN)}…` : value);
}
