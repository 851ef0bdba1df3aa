/**
 * Rows of numbers as columns that grow: a day of trades has millions, and a year of candles is most of a reader's memory.
 *
 * - A column reserves addresses for as many rows as a run may read. The system gives memory to those that there are.
 * - That memory is given back when the column is copied to its end, not when somebody collects it or finds a use for its
 *   pieces: one column is in memory twice, never all of them.
 */
import { ROWS_MAX } from './row-budget.ts';

const BLOCK_ROWS = 16_384;
const { BYTES_PER_ELEMENT } = Float64Array;

class GrowingColumn {
  /** The rows since the last whole block. */
  readonly block = new Float64Array(BLOCK_ROWS);
  readonly #blocks = new ArrayBuffer(0, { maxByteLength: ROWS_MAX * BYTES_PER_ELEMENT });

  /** Of so many rows, those in the block are kept. */
  keepBlock(length: number): void {
    const from = Math.floor((length - 1) / BLOCK_ROWS) * BLOCK_ROWS;
    this.#blocks.resize(length * BYTES_PER_ELEMENT);
    new Float64Array(this.#blocks).set(this.block.subarray(0, length - from), from);
  }

  /** Once. */
  finish(): Float64Array {
    const column = new Float64Array(this.#blocks).slice();
    this.#blocks.transfer(0);
    return column;
  }
}

export class GrowingColumns {
  readonly #columns: readonly GrowingColumn[];
  readonly #blocks: readonly Float64Array[];
  length = 0;

  constructor(width: number) {
    this.#columns = Array.from({ length: width }, () => new GrowingColumn());
    this.#blocks = this.#columns.map(({ block }) => block);
  }

  /** @param row as many numbers as there are columns. */
  push(row: Float64Array): void {
    const blocks = this.#blocks;
    const at = this.length % BLOCK_ROWS;
    if (at === 0 && this.length > 0) this.#keepBlocks();
    for (let k = 0; k < blocks.length; k += 1) blocks[k]![at] = row[k]!;
    this.length += 1;
  }

  /** The columns, exactly as long as there are rows, in their order or from the last row on. Once. */
  finish(isReversed: boolean): readonly Float64Array[] {
    this.#keepBlocks();
    return this.#columns.map((growing) => {
      const column = growing.finish();
      return isReversed ? column.toReversed() : column;
    });
  }

  #keepBlocks(): void {
    for (const column of this.#columns) column.keepBlock(this.length);
  }
}
