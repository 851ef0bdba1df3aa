/**
 * Is this row a trade, or a quote?
 *
 * - Rows are not sorted. A file that begins with its newest row is read from its other end.
 * - Times are the venue's, in whole ms UTC: what is finer is cut off.
 */
import { GrowingColumns } from '../recordings/growing-columns.ts';
import { TIME_WORDS } from '../recordings/recorded-time.ts';
import type { FoundValue, RowPlan, RowTaker } from '../recordings/row-feed.ts';
import { tradeNamesOf, tradePlanOf, type TradeColumnFacts, type TradeFileKind } from './trade-columns.ts';

/** Takes the rows of one file, then gives its columns. */
export class TradeRows implements RowTaker {
  readonly #facts: TradeColumnFacts;
  readonly #columns = new GrowingColumns(3);
  readonly #row = new Float64Array(3);
  #kind: TradeFileKind = 'trades';
  #lastMs = Number.NaN;
  /** 1 where the oldest row comes first, -1 where the newest does, 0 as long as nobody knows. */
  #order: 1 | 0 | -1 = 0;

  constructor(facts: TradeColumnFacts) {
    this.#facts = facts;
  }

  get kind(): TradeFileKind {
    return this.#kind;
  }

  get isNewestFirst(): boolean {
    return this.#order === -1;
  }

  namesOf(width: number): readonly string[] | undefined {
    return tradeNamesOf(width);
  }

  planOf(fields: readonly string[]): RowPlan | string {
    const found = tradePlanOf(fields, this.#facts);
    if (typeof found === 'string') return found;
    this.#kind = found.kind;
    return found.plan;
  }

  take(values: Float64Array): boolean {
    // One by one: a list of them would be garbage in every row.
    const timeMs = Math.floor(values[0]!);
    const first = values[1]!;
    const second = values[2]!;
    const isRow =
      first > 0 &&
      first < Infinity &&
      second < Infinity &&
      (this.#kind === 'trades' ? second >= 0 : second >= first);
    if (!isRow || !this.#isNext(timeMs)) return false;
    if (this.#order === 0 && timeMs !== this.#lastMs && this.#columns.length > 0) {
      this.#order = timeMs > this.#lastMs ? 1 : -1;
    }
    this.#lastMs = timeMs;
    this.#row[0] = timeMs;
    this.#row[1] = first;
    this.#row[2] = second;
    this.#columns.push(this.#row);
    return true;
  }

  problemOf(values: Float64Array, textOf: (index: number) => FoundValue): string {
    const [timeMs = Number.NaN, first = Number.NaN, second = Number.NaN] = values;
    const at = (index: number) => textOf(index).words;
    const isPrice = (value: number) => value > 0 && value < Infinity;
    if (Number.isNaN(timeMs)) return `${at(0)}, and ${TIME_WORDS}`;
    if (!this.#isNext(Math.floor(timeMs))) {
      const words = this.isNewestFirst
        ? 'after the line above, in a file that begins with its newest row'
        : 'before the line above';
      return `${at(0)}, ${words}: rows must be in the order of their times`;
    }
    if (!isPrice(first)) return `${at(1)}, and must be a decimal number above 0`;
    if (this.#kind === 'trades') return `${at(2)}, and must be a decimal number of 0 or more`;
    if (!isPrice(second)) return `${at(2)}, and must be a decimal number above 0`;
    return `${at(1)} and ${at(2)}, and the bid must not be above the ask`;
  }

  /** Time, price and quantity, or time, bid and ask; the oldest first. */
  finish(): readonly [Float64Array, Float64Array, Float64Array] {
    const none = new Float64Array(0);
    const [timeMs = none, first = none, second = none] = this.#columns.finish(this.isNewestFirst);
    return [timeMs, first, second];
  }

  #isNext(timeMs: number): boolean {
    if (!(timeMs > 0)) return false;
    if (this.#order === 0) return true;
    return this.#order === 1 ? timeMs >= this.#lastMs : timeMs <= this.#lastMs;
  }
}
