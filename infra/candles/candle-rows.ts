/**
 * Is this row a candle?
 *
 * - A row that passes satisfies every promise of `Candles`.
 * - A row that does not gets one problem, the first from left to right, with the column, the value and a valid one.
 * - Nothing is filled in or sorted. A file that begins with its newest row is read from its other end.
 */
import type { Candles } from '../../lambda/core/market.ts';
import { MINUTE_MS } from '../../lambda/core/units.ts';
import { GrowingColumns } from '../recordings/growing-columns.ts';
import { TIME_WORDS } from '../recordings/recorded-time.ts';
import type { FoundValue, RowPlan, RowTaker } from '../recordings/row-feed.ts';
import { candleNamesOf, candlePlanOf, type CandleColumnFacts } from './candle-columns.ts';

const VOLUME_INDEX = 5;

/** `1746372780000` is `2025-05-04T15:33Z`. */
export function minuteText(timeMs: number): string {
  return `${new Date(timeMs).toISOString().slice(0, 16)}Z`;
}

/** Takes the rows of one file, then gives its candles. */
export class CandleRows implements RowTaker {
  readonly #facts: CandleColumnFacts;
  readonly #columns = new GrowingColumns(VOLUME_INDEX + 1);
  #lastMs = Number.NaN;
  /** 1 where the oldest row comes first, -1 where the newest does, 0 as long as nobody knows. */
  #order: 1 | 0 | -1 = 0;
  #leastGapMs = Infinity;

  constructor(facts: CandleColumnFacts) {
    this.#facts = facts;
  }

  get isNewestFirst(): boolean {
    return this.#order === -1;
  }

  /** Between two rows; Infinity where there is one. */
  get leastGapMs(): number {
    return this.#leastGapMs;
  }

  namesOf(width: number): readonly string[] | undefined {
    return candleNamesOf(width);
  }

  planOf(fields: readonly string[]): RowPlan | string {
    return candlePlanOf(fields, this.#facts);
  }

  take(values: Float64Array): boolean {
    // One by one: a list of them would be garbage in every row.
    const timeMs = values[0]!;
    const open = values[1]!;
    const high = values[2]!;
    const low = values[3]!;
    const close = values[4]!;
    const volume = values[VOLUME_INDEX]!;
    const isCandle =
      timeMs % MINUTE_MS === 0 &&
      low > 0 &&
      low <= open &&
      low <= close &&
      high >= open &&
      high >= close &&
      high < Infinity &&
      volume >= 0 &&
      volume < Infinity;
    if (!isCandle || !this.#isNext(timeMs)) return false;
    if (this.#columns.length > 0) {
      this.#order ||= timeMs > this.#lastMs ? 1 : -1;
      this.#leastGapMs = Math.min(this.#leastGapMs, Math.abs(timeMs - this.#lastMs));
    }
    this.#lastMs = timeMs;
    this.#columns.push(values);
    return true;
  }

  problemOf(values: Float64Array, textOf: (index: number) => FoundValue): string {
    const timeMs = values[0] ?? Number.NaN;
    const wrongTime = this.#timeProblem(textOf(0).words, timeMs);
    if (wrongTime !== undefined) return wrongTime;
    for (let index = 1; index <= VOLUME_INDEX; index += 1) {
      const value = values[index] ?? Number.NaN;
      const mayBeZero = index === VOLUME_INDEX;
      if (Number.isFinite(value) && (value > 0 || (mayBeZero && value === 0))) continue;
      return `${textOf(index).words}, and must be a decimal number ${mayBeZero ? 'of 0 or more' : 'above 0'}`;
    }
    const [, open = 0, high = 0, low = 0, close = 0] = values;
    const highest = Math.max(open, close, low);
    if (high < highest) {
      return `high is "${high}", and must be at least the row's open, low and close (${highest})`;
    }
    return `low is "${low}", and must be at most the row's open and close (${Math.min(open, close)})`;
  }

  /** In arrays of exactly as many rows, the oldest first. */
  candles(): Candles {
    const { length } = this.#columns;
    const none = new Float64Array(0);
    const columns = this.#columns.finish(this.isNewestFirst);
    const [openTimeMs = none, open = none, high = none, low = none, close = none, volume = none] = columns;
    return { length, openTimeMs, open, high, low, close, volume };
  }

  #isNext(timeMs: number): boolean {
    if (this.#order === 0) return timeMs !== this.#lastMs;
    return this.#order === 1 ? timeMs > this.#lastMs : timeMs < this.#lastMs;
  }

  #timeProblem(found: string, timeMs: number): string | undefined {
    if (Number.isNaN(timeMs)) return `${found}, and ${TIME_WORDS}`;
    if (timeMs % MINUTE_MS !== 0) {
      return `${found}, and must be the start of a minute, a multiple of ${MINUTE_MS} ms`;
    }
    if (this.#columns.length === 0 || this.#isNext(timeMs)) return undefined;
    const right = this.isNewestFirst
      ? 'earlier than on the line before, as the file begins'
      : 'later than on the line before';
    if (timeMs === this.#lastMs)
      return `${found}, a duplicate minute (${minuteText(timeMs)}), and must be ${right}`;
    return `${found} (${minuteText(timeMs)}), not sorted, and must be ${right} (${minuteText(this.#lastMs)})`;
  }
}
