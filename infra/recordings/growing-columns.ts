/**
 * Rows of numbers as columns that grow: a day of trades has millions, and a year of candles is most of a reader's memory.
 *
 * Columns grow in blocks, and nothing is copied until the last row is known. Then the memory of each block is free at
 * once, not when somebody collects it: a column is in memory twice, never all of them.
 */
const BLOCK_ROWS = 16_384;

type Block = Float64Array<ArrayBuffer>;

export class GrowingColumns {
  readonly #blocks: Block[][];
  #last: Block[] = [];
  length = 0;

  constructor(width: number) {
    this.#blocks = Array.from({ length: width }, () => []);
  }

  /** @param row as many numbers as there are columns. */
  push(row: Float64Array): void {
    const at = this.length % BLOCK_ROWS;
    if (at === 0) {
      this.#last = this.#blocks.map(() => new Float64Array(BLOCK_ROWS));
      for (const [k, block] of this.#last.entries()) this.#blocks[k]?.push(block);
    }
    const last = this.#last;
    for (let k = 0; k < last.length; k += 1) last[k]![at] = row[k]!;
    this.length += 1;
  }

  /** The columns, exactly as long as there are rows, in their order or from the last row on. Once. */
  finish(isReversed: boolean): readonly Float64Array[] {
    return this.#blocks.map((blocks) => {
      const column = new Float64Array(this.length);
      for (const [k, block] of blocks.entries()) {
        const at = k * BLOCK_ROWS;
        column.set(block.subarray(0, Math.min(BLOCK_ROWS, this.length - at)), at);
        block.buffer.transfer(0);
      }
      return isReversed ? column.toReversed() : column;
    });
  }
}
