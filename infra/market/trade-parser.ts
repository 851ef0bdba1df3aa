/**
 * Parses a file of trades or of quotes.
 *
 * - The header says which of the two it is, and in whose form: a recorder of this market (`exch_ms`), or Binance's
 *   files.
 * - The file is read whole, or fails at its first wrong line: what follows is not taken.
 * - Rows are not sorted.
 * - Times are the venue's, in ms UTC.
 */
import { isTimeMs } from '../../lambda/core/units.ts';
import { CandleFileError, shown } from '../candles/candle-file-error.ts';
import { CsvLines } from '../candles/csv-lines.ts';
import { GrowingColumns } from '../candles/growing-columns.ts';
import type { RowBudget } from '../candles/row-budget.ts';

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

const isPrice = (value: number) => Number.isFinite(value) && value > 0;

export interface TradeRows {
  readonly kind: TradeFileKind;
  /** Time, then price and quantity, or bid and ask. */
  readonly columns: GrowingColumns;
}

/** Takes the text of one file chunk by chunk, then gives its rows. */
export class TradeParser {
  readonly #file: string;
  readonly #budget: RowBudget;
  readonly #lines: CsvLines;
  readonly #columns = new GrowingColumns(3);
  #form: Form | undefined;
  #indexes: readonly number[] = [];
  #lastMs = -Infinity;

  /** @param file the path by which problems are named. */
  constructor(file: string, budget: RowBudget) {
    this.#file = file;
    this.#budget = budget;
    this.#lines = new CsvLines(file, (fields, line) => {
      const problem = this.#problemOf(fields);
      if (problem !== undefined) throw new CandleFileError({ file, line }, problem);
    });
  }

  /** @throws CandleFileError naming the first wrong line. */
  push(chunk: Uint8Array): void {
    this.#lines.push(chunk);
  }

  /** @throws CandleFileError naming the last line where it is wrong, or the file where it holds no row. */
  finish(): TradeRows {
    const file = this.#file;
    this.#lines.finish();
    if (this.#form === undefined)
      throw new CandleFileError({ file }, `is empty, and must begin with ${HEADERS}`);
    if (this.#columns.length === 0) throw new CandleFileError({ file }, 'holds only a header');
    return { kind: this.#form.kind, columns: this.#columns };
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
    const excess = this.#budget.take();
    if (excess !== undefined) return excess;
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
