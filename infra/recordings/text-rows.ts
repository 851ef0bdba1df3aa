/**
 * Scans a text of rows that comes in chunks, byte by byte: reading is what takes the time of a run.
 *
 * - Numbers of up to 2^53 with up to 22 decimals are exact by one division. A line with anything else is read as text,
 *   by the rules for all; those decide, and name what is wrong.
 * - Lines are counted as an editor counts them. A line that is too long to be a row is an error.
 * - The delimiter is the one that the first line has most of. A line with the address of its maker may come before it.
 */
import { CandleFileError } from './candle-file-error.ts';
import type { RowFeed, RowPlan } from './row-feed.ts';

const [NEWLINE, RETURN, POINT, ZERO] = [0x0a, 0x0d, 0x2e, 0x30];
const LONGEST_LINE_BYTES = 4096;
const TOO_LONG = `the line is longer than ${LONGEST_LINE_BYTES} bytes, and must be a row`;
const DELIMITERS = [',', ';', '\t'];
const MAKER = /cryptodatadownload\.com/i;
/** What a column is, where it is no number that is taken. */
const [UNREAD, CHECKED, SYMBOL] = [-1, -2, -3];
const POWERS = Float64Array.from({ length: 23 }, (_, power) => Number(`1e${power}`));
const NO_BYTES = new Uint8Array(0);

export class TextRows {
  readonly #feed: RowFeed;
  #rest = Buffer.alloc(0);
  #lines = 0;
  /** Of the first blank line after the last row. */
  #blankLine: number | undefined;
  #delimiter = ',';
  #delimiterByte = 0;
  #plan: RowPlan | undefined;
  #roles = new Int8Array(0);
  #values = new Float64Array(0);
  #symbol = NO_BYTES;

  constructor(feed: RowFeed) {
    this.#feed = feed;
  }

  /** Takes the next bytes of the text, cut anywhere. @throws CandleFileError naming the first wrong line. */
  push(chunk: Uint8Array): void {
    let bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length);
    if (this.#rest.length > 0) {
      // Only the line that was cut is put together: a copy of every chunk would be garbage as large as the file.
      const lineEnd = bytes.indexOf(NEWLINE) + 1;
      const cut = Buffer.concat([this.#rest, bytes.subarray(0, lineEnd === 0 ? bytes.length : lineEnd)]);
      this.#rest = lineEnd === 0 ? cut : Buffer.alloc(0);
      if (lineEnd > 0) this.#takeLines(cut, cut.length);
      bytes = bytes.subarray(lineEnd === 0 ? bytes.length : lineEnd);
    }
    const end = bytes.lastIndexOf(NEWLINE) + 1;
    this.#takeLines(bytes, end);
    if (end < bytes.length) this.#rest = Buffer.from(bytes.subarray(end));
    if (this.#rest.length > LONGEST_LINE_BYTES) this.#refuse(TOO_LONG);
  }

  /** The text has ended. */
  finish(): void {
    if (this.#rest.length === 0) return;
    this.#takeLines(Buffer.concat([this.#rest, Uint8Array.of(NEWLINE)]), this.#rest.length + 1);
    this.#rest = Buffer.alloc(0);
  }

  #refuse(problem: string, line = this.#lines + 1): never {
    throw new CandleFileError({ file: this.#feed.file, line }, problem);
  }

  #takeLines(bytes: Buffer, end: number): void {
    let at = 0;
    while (at < end) {
      if (this.#plan !== undefined && this.#blankLine === undefined) {
        at = this.#takeSureRows(bytes, at, end);
        if (at === end) return;
      }
      const lineEnd = bytes.indexOf(NEWLINE, at);
      const isReturned = lineEnd > at && bytes[lineEnd - 1] === RETURN;
      const length = lineEnd - at - (isReturned ? 1 : 0);
      if (length === 0) this.#takeBlank();
      else if (length > LONGEST_LINE_BYTES) this.#refuse(TOO_LONG);
      else this.#takeText(bytes.toString('utf8', at, at + length));
      this.#lines += 1;
      at = lineEnd + 1;
    }
  }

  #takeBlank(): void {
    if (this.#plan === undefined) this.#feed.begin([''], { line: this.#lines + 1 });
    this.#blankLine ??= this.#lines + 1;
  }

  #takeText(line: string): void {
    const place = { line: this.#lines + 1 };
    const text = this.#lines === 0 ? line.replace(/^\uFEFF/, '') : line;
    if (this.#plan !== undefined && text.trim() === '') return this.#takeBlank();
    if (this.#blankLine !== undefined)
      this.#refuse(
        'the line is blank, and must be a row: only the end of a file may be blank',
        this.#blankLine,
      );
    if (this.#plan === undefined) {
      if (MAKER.test(text) || text === '') return;
      if (this.#begin(text, place.line).isHeader) return;
    }
    this.#feed.takeFields(text.split(this.#delimiter), place);
    this.#symbol = Buffer.from(this.#feed.symbolText ?? '');
  }

  #begin(text: string, line: number): RowPlan {
    const counts = DELIMITERS.map((delimiter) => text.split(delimiter).length);
    this.#delimiter = DELIMITERS[counts.indexOf(Math.max(...counts))] ?? ',';
    this.#delimiterByte = this.#delimiter.charCodeAt(0);
    const plan = this.#feed.begin(text.split(this.#delimiter), { line });
    const roles = plan.names.map((_, column) => {
      if (column === plan.symbolColumn) return SYMBOL;
      const index = plan.columns.indexOf(column);
      return index >= 0 ? index : plan.checked?.includes(column) === true ? CHECKED : UNREAD;
    });
    this.#plan = plan;
    this.#roles = Int8Array.from(roles);
    this.#values = new Float64Array(plan.columns.length);
    return plan;
  }

  /** Takes rows up to the first line that has to be read as text. @returns where that begins. */
  #takeSureRows(bytes: Uint8Array, start: number, end: number): number {
    const place = () => ({ line: this.#lines + 1 });
    let at = start;
    while (at < end) {
      const next = this.#scan(bytes, at);
      if (next === -1 || !this.#feed.take(this.#values, place)) return at;
      this.#lines += 1;
      at = next;
    }
    return at;
  }

  /** The numbers of the line that begins there. @returns where the next one begins; -1 where it has to be read as text. */
  #scan(bytes: Uint8Array, start: number): number {
    const roles = this.#roles;
    const values = this.#values;
    const delimiter = this.#delimiterByte;
    const last = roles.length - 1;
    let at = start;
    for (let column = 0; column <= last; column += 1) {
      const role = roles[column]!;
      let byte = bytes[at]!;
      if (role === UNREAD || role === SYMBOL) {
        const from = at;
        while (byte !== delimiter && byte !== NEWLINE && byte !== RETURN) byte = bytes[(at += 1)]!;
        if (role === SYMBOL && !this.#isSymbol(bytes, from, at)) return -1;
      } else {
        let mantissa = 0;
        let digits = 0;
        let decimals = 0;
        for (; byte >= ZERO && byte <= ZERO + 9; byte = bytes[(at += 1)]!) {
          mantissa = mantissa * 10 + (byte - ZERO);
          digits += 1;
        }
        if (digits === 0) return -1;
        if (byte === POINT) {
          const point = at;
          byte = bytes[(at += 1)]!;
          for (; byte >= ZERO && byte <= ZERO + 9; byte = bytes[(at += 1)]!)
            mantissa = mantissa * 10 + (byte - ZERO);
          decimals = at - point - 1;
          if (decimals === 0) return -1;
        }
        if (mantissa > Number.MAX_SAFE_INTEGER || decimals >= POWERS.length) return -1;
        if (role === 0) values[0] = this.#feed.time.ofDecimal(mantissa, decimals);
        else if (role > 0) values[role] = decimals === 0 ? mantissa : mantissa / POWERS[decimals]!;
      }
      if (column === last) {
        if (byte === RETURN) byte = bytes[(at += 1)]!;
        return byte === NEWLINE ? at + 1 : -1;
      }
      if (byte !== delimiter) return -1;
      at += 1;
    }
    return -1;
  }

  #isSymbol(bytes: Uint8Array, from: number, to: number): boolean {
    const symbol = this.#symbol;
    if (to - from !== symbol.length) return false;
    for (let k = 0; k < symbol.length; k += 1) if (bytes[from + k] !== symbol[k]) return false;
    return true;
  }
}
