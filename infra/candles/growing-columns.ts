/**
 * Rows of numbers as columns that grow: a day of trades has millions.
 */
const FIRST_CAPACITY = 4096;

export class GrowingColumns {
  #columns: Float64Array[];
  length = 0;

  constructor(width: number) {
    this.#columns = Array.from({ length: width }, () => new Float64Array(FIRST_CAPACITY));
  }

  /** @param row as many numbers as there are columns. */
  push(row: readonly number[]): void {
    if (this.length === this.#columns[0]?.length) {
      this.#columns = this.#columns.map((column) => {
        const longer = new Float64Array(column.length * 2);
        longer.set(column);
        return longer;
      });
    }
    for (const [index, column] of this.#columns.entries()) column[this.length] = row[index] ?? Number.NaN;
    this.length += 1;
  }

  /** One of them, exactly as long as there are rows. */
  column(index: number): Float64Array {
    const column = this.#columns[index];
    if (column === undefined) throw new RangeError(`there is no column ${index}`);
    return column.slice(0, this.length);
  }
}
