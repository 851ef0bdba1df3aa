/**
 * Parses a file of trades or of quotes.
 *
 * - The header says which of the two it is, and in whose form: a recorder of this market (`exch_ms`), or Binance's
 *   files.
 * - The file is read whole, or fails at its first wrong line.
 * - Rows are not sorted.
 * - Times are the venue's, in ms UTC.
 */
import { shown } from '../candles/candle-file-error.ts';
import { CsvLines } from '../candles/csv-lines.ts';
import { GrowingColumns } from '../candles/growing-columns.ts';

export type TradeFileKind = 'trades' | 'touches';

interface Form {
  readonly kind: TradeFileKind;
  /** Names of the columns that are read; the first is the time. */
  readonly columns: readonly string[];
}

const FORMS: readonly Form[] = [
  { kind: 'trades', columns: ['exch_ms', 'price', 'qty'] },
  { kind: 'trades', columns: ['time', 'price', 'qty'] },
  { kind: 'trades', columns: ['transact_time', 'price', 'quantity'] },
  { kind: 'touches', columns: ['exch_ms', 'bid', 'ask'] },
  { kind: 'touches', columns: ['transaction_time', 'best_bid_price', 'best_ask_price'] },
];

const HEADERS = FORMS.map(({ columns }) => columns.join(',')).join('; ');

/** Between 2001 and 2286: anything else is in another unit. */
const isTimeMs = (value: number) => Number.isInteger(value) && value >= 1e12 && value < 1e13;
const isPrice = (value: number) => Number.isFinite(value) && value > 0;

/** A fault of a file, and its line. */
export interface RowProblem {
  readonly line: number | undefined;
  readonly text: string;
}

export interface TradeRows {
  readonly kind: TradeFileKind;
  /** Time, then price and quantity, or bid and ask. */
  readonly columns: GrowingColumns;
}

/** Takes the text of one file chunk by chunk, then gives its rows, or their first fault. */
export class TradeParser {
  readonly #lines = new CsvLines((fields, line) => this.#take(fields, line));
  readonly #columns = new GrowingColumns(3);
  #form: Form | undefined;
  #indexes: readonly number[] = [];
  #lastMs = -Infinity;
  #problem: RowProblem | undefined;

  push(chunk: Uint8Array): void {
    this.#lines.push(chunk);
  }

  finish(): TradeRows | RowProblem {
    this.#lines.finish();
    if (this.#problem !== undefined) return this.#problem;
    if (this.#form === undefined)
      return { line: undefined, text: `is empty, and must begin with ${HEADERS}` };
    if (this.#columns.length === 0) return { line: undefined, text: 'holds only a header' };
    return { kind: this.#form.kind, columns: this.#columns };
  }

  #take(fields: readonly string[] | undefined, line: number): void {
    if (this.#problem !== undefined) return;
    const text = fields === undefined ? 'the line is too long to be a row' : this.#problemOf(fields);
    if (text !== undefined) this.#problem = { line, text };
  }

  #problemOf(fields: readonly string[]): string | undefined {
    const form = this.#form;
    if (form === undefined) return this.#begin(fields);
    const values = this.#indexes.map((index) => numberIn(fields[index]));
    const [timeMs = Number.NaN, first = Number.NaN, second = Number.NaN] = values;
    const at = (k: number) => `${form.columns[k]} is ${shown(fields[this.#indexes[k] ?? -1] ?? '')}`;
    if (!isTimeMs(timeMs)) return `${at(0)}, and must be a time in ms since 1970`;
    if (timeMs < this.#lastMs)
      return `${at(0)}, before the line above: rows must be in the order of their times`;
    if (!isPrice(first)) return `${at(1)}, and must be a price`;
    if (form.kind === 'touches' && !isPrice(second)) return `${at(2)}, and must be a price`;
    if (form.kind === 'touches' && first > second) return `${at(1)} and ${at(2)}: a bid is not above the ask`;
    if (!(second >= 0 && Number.isFinite(second))) return `${at(2)}, and must be a quantity`;
    this.#columns.push([timeMs, first, second]);
    this.#lastMs = timeMs;
    return undefined;
  }

  #begin(header: readonly string[]): string | undefined {
    const names = header.map((name) => name.trim());
    const form = FORMS.find(({ columns }) => columns.every((column) => names.includes(column)));
    if (form === undefined) {
      return `the header is ${shown(header.join(','))}, and must hold the columns of one of these: ${HEADERS}`;
    }
    this.#form = form;
    this.#indexes = form.columns.map((column) => names.indexOf(column));
    return undefined;
  }
}

/** Nothing is no number, and not 0. */
function numberIn(field: string | undefined): number {
  return field === undefined || field.trim() === '' ? Number.NaN : Number(field);
}
