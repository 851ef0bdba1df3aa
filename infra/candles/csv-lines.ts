/**
 * Splits a text that comes in chunks into lines and fields.
 *
 * - Lines are counted as an editor counts them, and passed on once, whole.
 * - No line outlives its chunk.
 * - A line that is too long to be a row is an error.
 */
import { parse } from 'csv-parse/sync';
import { CandleFileError } from './candle-file-error.ts';

const NEWLINE = 0x0a;
const UTF8_MARK_START = 0xef;
const LONGEST_LINE_BYTES = 4096;

/** A quotation mark is part of a wrong value, not quoting: a record is always one line. */
const CSV_OPTIONS = { quote: false, relax_column_count: true, record_delimiter: ['\r\n', '\n'] };

/** Takes the fields of a line, and its number from 1. */
export type TakeLine = (fields: readonly string[], line: number) => void;

export class CsvLines {
  readonly #file: string;
  readonly #take: TakeLine;
  #lines = 0;
  #rest = Buffer.alloc(0);

  /** @param file the path by which problems are named. */
  constructor(file: string, take: TakeLine) {
    this.#file = file;
    this.#take = take;
  }

  /** Takes the next bytes of the text, cut anywhere. @throws CandleFileError at a line that is too long. */
  push(chunk: Uint8Array): void {
    const bytes = Buffer.concat([this.#rest, chunk]);
    const end = bytes.lastIndexOf(NEWLINE) + 1;
    this.#takeLines(bytes.subarray(0, end));
    this.#rest = bytes.subarray(end);
    if (this.#rest.length <= LONGEST_LINE_BYTES) return;
    const problem = `the line is longer than ${LONGEST_LINE_BYTES} bytes, and must be a row`;
    throw new CandleFileError({ file: this.#file, line: this.#lines + 1 }, problem);
  }

  /** The text has ended. */
  finish(): void {
    this.#takeLines(this.#rest);
    this.#rest = Buffer.alloc(0);
  }

  #takeLines(lines: Buffer): void {
    // Only the mark of UTF-8 is skipped; text in UTF-16 is rejected for the header that it seems to have.
    const bom = this.#lines === 0 && lines[0] === UTF8_MARK_START;
    for (const fields of parse(lines, { ...CSV_OPTIONS, bom })) {
      this.#lines += 1;
      this.#take(fields, this.#lines);
    }
  }
}
