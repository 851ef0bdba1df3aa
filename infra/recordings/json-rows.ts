/**
 * Reads a JSON file of rows: lists of values, as freqtrade and ccxt write them, or objects with names.
 *
 * - It is read as it comes, the whole rows of a chunk at a time: a year of candles is a hundred megabytes when it is parsed.
 * - A file that is not JSON to its end is an error with the line.
 */
import { CandleFileError, shown } from './candle-file-error.ts';
import { wordsOf } from '../caught-words.ts';
import type { RowFeed, RowTaker } from './row-feed.ts';

const byteOf = (character: string) => character.charCodeAt(0);
const [COMMA, QUOTE, ESCAPE, NEWLINE] = [byteOf(','), byteOf('"'), byteOf('\\'), byteOf('\n')];
const [LIST, LIST_END, OBJECT, OBJECT_END] = [byteOf('['), byteOf(']'), byteOf('{'), byteOf('}')];
/** A trade with all that its exchange has said of it has some thousand. */
const LONGEST_ROW_BYTES = 1024 * 1024;

/** How many characters the parser shows before the wrong one. */
const TOKEN_IN_PART = 10;

/** How many lines come before what is wrong. The parser says a position, or only what stands there. */
function linesBefore(text: string, reason: string): number {
  const [, position] = /at position (\d+)/.exec(reason) ?? [];
  const [, token = '', cut, shownPart = ''] = /token '?(.*?)'?, (\.\.\.)?"([^]*)"/.exec(reason) ?? [];
  const inPart = cut === undefined ? shownPart.indexOf(token) : TOKEN_IN_PART;
  const at =
    position !== undefined
      ? Number(position)
      : shownPart === ''
        ? text.length
        : text.indexOf(shownPart) + inPart;
  return text.slice(0, Math.max(0, at)).split('\n').length - 1;
}

type Row = readonly unknown[] | Readonly<Record<string, unknown>>;

export class JsonRows {
  readonly #feed: RowFeed;
  readonly #taker: RowTaker;
  /** What follows the last comma between two rows. */
  #rest = Buffer.alloc(0);
  /** Lines before that. */
  #lines = 0;
  #depth = 0;
  #isInText = false;
  #isEscaped = false;
  #isEnded = false;
  #isAfterComma = false;
  #rows = 0;
  #names: readonly string[] = [];
  #areObjects = false;

  constructor(feed: RowFeed, taker: RowTaker) {
    this.#feed = feed;
    this.#taker = taker;
  }

  /** Takes the next bytes, cut anywhere. @throws CandleFileError naming the first wrong row, or the line of what is no JSON. */
  push(chunk: Uint8Array): void {
    const bytes = Buffer.concat([this.#rest, chunk]);
    let from = 0;
    let comma = -1;
    for (let at = this.#rest.length; at < bytes.length && !this.#isEnded; at += 1) {
      const byte = bytes[at]!;
      if (this.#isInText) {
        if (this.#isEscaped) this.#isEscaped = false;
        else if (byte === ESCAPE) this.#isEscaped = true;
        else if (byte === QUOTE) this.#isInText = false;
      } else if (byte === QUOTE) this.#isInText = true;
      else if (byte === COMMA) comma = this.#depth === 1 ? at : comma;
      else if (byte === LIST || byte === OBJECT) {
        if (this.#depth === 0) from = this.#begin(bytes, at);
        this.#depth += 1;
      } else if (byte === LIST_END || byte === OBJECT_END) {
        this.#depth -= 1;
        if (this.#depth > 0) continue;
        this.#isEnded = true;
        this.#takeRows(bytes.subarray(from, at), String.fromCharCode(byte));
        from = at + 1;
      }
    }
    if (comma >= from) {
      this.#takeRows(bytes.subarray(from, comma), ']');
      this.#isAfterComma = true;
      from = comma + 1;
    }
    this.#rest = Buffer.from(bytes.subarray(from));
    if (this.#isEnded) this.#refuseMore();
    else if (this.#rest.length > LONGEST_ROW_BYTES)
      this.#refuse('a row of more than a mebibyte, whose bracket or quotation mark may have no other one', 0);
  }

  /** The file has ended. */
  finish(): void {
    if (!this.#isEnded) this.#parsed(this.#rest, '');
  }

  /** @returns where its content begins. */
  #begin(bytes: Buffer, at: number): number {
    if (bytes[at] === LIST) {
      this.#countLines(bytes.subarray(0, at));
      return at + 1;
    }
    const problem = 'is JSON, and must be a list of rows, such as [[1746057600000,1,2,1,2,5]]';
    throw new CandleFileError({ file: this.#feed.file }, problem);
  }

  #countLines(bytes: Buffer): void {
    for (let at = bytes.indexOf(NEWLINE); at >= 0; at = bytes.indexOf(NEWLINE, at + 1)) this.#lines += 1;
  }

  #refuse(reason: string, lines: number, cause?: unknown): never {
    const problem = `is not whole JSON: ${reason.replaceAll(/\s+/g, ' ')}`;
    throw new CandleFileError({ file: this.#feed.file, line: this.#lines + lines + 1 }, problem, { cause });
  }

  /** What comes after the list. */
  #refuseMore(): void {
    const text = this.#rest.toString('utf8');
    const more = text.search(/\S/);
    if (more < 0) return;
    this.#refuse(
      `${shown(text.slice(more))} comes after its end`,
      text.slice(0, more).split('\n').length - 1,
    );
  }

  /** The values between two brackets, of which the second is the one that is there. */
  #parsed(bytes: Buffer, end: string): unknown {
    const text = `[${bytes.toString('utf8')}${end}`;
    try {
      return JSON.parse(text);
    } catch (failure) {
      const reason = wordsOf(failure);
      return this.#refuse(reason, linesBefore(text, reason), failure);
    }
  }

  #takeRows(bytes: Buffer, end: string): void {
    const values = this.#parsed(bytes, end);
    if (!Array.isArray(values) || (values.length === 0 && (this.#isAfterComma || !this.#isEnded)))
      this.#refuse('a comma that no row follows', 0);
    for (const value of values) this.#takeRow(value);
    this.#countLines(bytes);
  }

  #takeRow(value: unknown): void {
    const { file } = this.#feed;
    const place = { row: this.#rows + 1 };
    if (!isRow(value)) {
      const problem = `is ${shown(JSON.stringify(value))}, and must be a list or an object`;
      throw new CandleFileError({ file, ...place }, problem);
    }
    if (this.#rows === 0) this.#beginRows(value);
    this.#rows += 1;
    if (isList(value) === this.#areObjects) {
      const [found, right] = isList(value) ? ['a list', 'an object'] : ['an object', 'a list'];
      throw new CandleFileError({ file, ...place }, `is ${found}, and must be ${right} as the rows before`);
    }
    const fields = isList(value)
      ? value
      : this.#names.map((name) => (Object.hasOwn(value, name) ? value[name] : undefined));
    this.#feed.takeFields(fields, place);
  }

  #beginRows(row: Row): void {
    const place = { row: 1 };
    this.#areObjects = !isList(row);
    const known = isList(row) ? this.#taker.namesOf(row.length) : Object.keys(row);
    if (known === undefined) {
      throw new CandleFileError(
        { file: this.#feed.file, ...place },
        `is a list of ${Object.keys(row).length} values, whose order is not known: write objects, which name their values`,
      );
    }
    this.#names = this.#feed.begin(known, place).names;
  }
}

function isRow(value: unknown): value is Row {
  return typeof value === 'object' && value !== null;
}

function isList(row: Row): row is readonly unknown[] {
  return Array.isArray(row);
}
