/**
 * How many rows may all files of a run have together?
 *
 * They are kept in memory until the run ends: what is too much must be a sentence before it is the end of the process.
 */

/** 13 years of minutes of three symbols, or some days of trades of the busiest one: 1 GB of candles. */
export const ROWS_MAX = 20_000_000;

export class RowBudget {
  readonly #most: number;
  #taken = 0;

  constructor(most = ROWS_MAX) {
    this.#most = most;
  }

  /** Takes one row. @returns what is wrong where that is one too many. */
  take(): string | undefined {
    return this.takeAll(1);
  }

  /** The same of so many rows. */
  takeAll(rows: number): string | undefined {
    this.#taken += rows;
    if (this.#taken <= this.#most) return undefined;
    return `is row ${this.#taken} of all files, and a run reads at most ${this.#most}: give fewer files, or shorter ones`;
  }
}
