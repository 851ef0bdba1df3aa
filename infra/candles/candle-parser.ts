/**
 * Parses the text of a candle file.
 *
 * - The file is read whole, or fails at its first wrong line: what follows is not taken.
 * - Nothing is filled in, rounded or sorted.
 * - Lines are counted as an editor counts them.
 * - No row outlives its chunk.
 */

import type { CandleRow, Candles } from '../../lambda/core/market.ts';
import { type CandleForm, candleOf, firstLineOf } from './candle-validation.ts';
import { CandleFileError } from './candle-file-error.ts';
import { CsvLines } from './csv-lines.ts';
import type { RowBudget } from './row-budget.ts';

const FIRST_CAPACITY = 4096;

/** Columns for `capacity` candles, beginning with those of `parts`. */
function columnsOf(parts: readonly Candles[], capacity: number): Candles {
  const column = (name: Exclude<keyof Candles, 'length'>): Float64Array => {
    const values = new Float64Array(capacity);
    let length = 0;
    for (const part of parts) {
      values.set(part[name].subarray(0, part.length), length);
      length += part.length;
    }
    return values;
  };
  return {
    length: parts.reduce((length, part) => length + part.length, 0),
    openTimeMs: column('openTimeMs'),
    open: column('open'),
    high: column('high'),
    low: column('low'),
    close: column('close'),
    volume: column('volume'),
  };
}

/** One after the other, in arrays that are exactly long enough. Gives copies. */
export function joinCandles(parts: readonly Candles[]): Candles {
  return columnsOf(
    parts,
    parts.reduce((length, part) => length + part.length, 0),
  );
}

/** Takes the text of one file chunk by chunk, then gives its candles. */
export class CandleParser {
  readonly #file: string;
  readonly #budget: RowBudget;
  #columns: Candles = columnsOf([], FIRST_CAPACITY);
  #form: CandleForm | undefined;
  #length = 0;
  #lines = 0;
  readonly #text: CsvLines;

  /** @param file the path by which problems are named. */
  constructor(file: string, budget: RowBudget) {
    this.#file = file;
    this.#budget = budget;
    this.#text = new CsvLines(file, (fields, line) => this.#takeLine(fields, line));
  }

  /** Takes the next bytes of the text, cut anywhere. @throws CandleFileError naming the first wrong line. */
  push(chunk: Uint8Array): void {
    this.#text.push(chunk);
  }

  /**
   * The candles of the whole text, in arrays that may be longer than `length`.
   *
   * @throws CandleFileError naming the last line where it is wrong, or the file where it holds no candle.
   */
  finish(): Candles {
    const file = this.#file;
    this.#text.finish();
    if (this.#lines === 0)
      throw new CandleFileError({ file }, 'is empty, and must hold a header and candles');
    if (this.#length === 0) throw new CandleFileError({ file }, 'holds only a header, and must hold candles');
    return { ...this.#columns, length: this.#length };
  }

  #takeLine(fields: readonly string[], line: number): void {
    this.#lines = line;
    const problem = this.#problemOf(fields);
    if (problem !== undefined) throw new CandleFileError({ file: this.#file, line }, problem);
  }

  /** Keeps the candle, where the line is one. */
  #problemOf(fields: readonly string[]): string | undefined {
    if (this.#form === undefined) {
      const first = firstLineOf(fields);
      if (typeof first === 'string') return first;
      this.#form = first.form;
      if (first.isHeader) return undefined;
    }
    const previousMs = this.#length === 0 ? undefined : this.#columns.openTimeMs[this.#length - 1];
    const candle = candleOf(fields, this.#form, previousMs);
    if (typeof candle === 'string') return candle;
    const excess = this.#budget.take();
    if (excess === undefined) this.#keep(candle);
    return excess;
  }

  #keep(candle: CandleRow): void {
    const index = this.#length;
    if (index === this.#columns.openTimeMs.length) {
      this.#columns = columnsOf([{ ...this.#columns, length: index }], index * 2);
    }
    this.#columns.openTimeMs[index] = candle.openTimeMs;
    this.#columns.open[index] = candle.open;
    this.#columns.high[index] = candle.high;
    this.#columns.low[index] = candle.low;
    this.#columns.close[index] = candle.close;
    this.#columns.volume[index] = candle.volume;
    this.#length = index + 1;
  }
}
