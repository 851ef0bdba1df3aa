/**
 * Splits a text that comes in chunks into lines and fields.
 *
 * - Lines are counted as an editor counts them, and passed on once, whole.
 * - No line outlives its chunk.
 */
import { parse } from 'csv-parse/sync';

const NEWLINE = 0x0a;
const UTF8_MARK_START = 0xef;
export const LONGEST_LINE_BYTES = 4096;

/** A quotation mark is part of a wrong value, not quoting: a record is always one line. */
const CSV_OPTIONS = { quote: false, relax_column_count: true, record_delimiter: ['\r\n', '\n'] };

/** Takes the fields of a line, and its number from 1; `undefined` for one that is too long to be a row. */
export type TakeLine = (fields: readonly string[] | undefined, line: number) => void;

export class CsvLines {
  readonly #take: TakeLine;
  #lines = 0;
  #rest = Buffer.alloc(0);
  #isTooLong = false;

  constructor(take: TakeLine) {
    this.#take = take;
  }

  /** Takes the next bytes of the text, cut anywhere. */
  push(chunk: Uint8Array): void {
    if (this.#isTooLong) return;
    const bytes = Buffer.concat([this.#rest, chunk]);
    const end = bytes.lastIndexOf(NEWLINE) + 1;
    this.#takeLines(bytes.subarray(0, end));
    this.#rest = bytes.subarray(end);
    if (this.#rest.length <= LONGEST_LINE_BYTES) return;
    this.#isTooLong = true;
    this.#rest = Buffer.alloc(0);
    this.#take(undefined, this.#lines + 1);
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
