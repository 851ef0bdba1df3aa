/**
 * `infra/report/packing/`: candles and trades in few bytes, for a page that a browser opens.
 *
 * Columns of whole numbers.
 *
 * Each column is its bytes by their weight: those that hardly change stand together, and gzip leaves little of them.
 *
 * Invariant: what is packed comes back, to the last digit.
 */

/** The largest that is packed: zigzag takes one bit of the 53 that a double has. */
export const PACKED_MAX = 2 ** 52 - 1;

const LENGTH_BYTES = 4;
const BYTE = 256;

export type Column = Float64Array;

/** @throws RangeError for what is no whole number up to `PACKED_MAX`, and for columns of different lengths. */
export function packColumns(columns: readonly Column[]): Uint8Array {
  const rows = columns[0]?.length ?? 0;
  const packed = columns.map((column) => {
    if (column.length !== rows) throw new RangeError('columns of one table have one length');
    return planesOf(column);
  });
  const head = new Uint8Array(LENGTH_BYTES + 1 + packed.length);
  const view = new DataView(head.buffer);
  view.setUint32(0, rows);
  view.setUint8(LENGTH_BYTES, packed.length);
  for (const [k, planes] of packed.entries()) view.setUint8(LENGTH_BYTES + 1 + k, planes.length);
  const parts = [head, ...packed.flat()];
  const bytes = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

/** From the lightest byte to the heaviest that any value needs. */
function planesOf(column: Column): readonly Uint8Array[] {
  const values = new Float64Array(column.length);
  let most = 0;
  for (const [k, value] of column.entries()) {
    if (!Number.isInteger(value) || Math.abs(value) > PACKED_MAX)
      throw new RangeError(`${value} is no whole number that can be packed`);
    values[k] = value < 0 ? -2 * value - 1 : 2 * value;
    most = Math.max(most, values[k]);
  }
  const planes: Uint8Array[] = [];
  for (let weight = 1; weight <= most; weight *= BYTE) {
    const plane = new Uint8Array(values.length);
    for (let k = 0; k < values.length; k += 1) plane[k] = Math.floor(values[k]! / weight) % BYTE;
    planes.push(plane);
  }
  return planes;
}

/** @throws RangeError for bytes that `packColumns` did not make. */
export function unpackColumns(bytes: Uint8Array): readonly Column[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const rows = view.getUint32(0);
  const count = view.getUint8(LENGTH_BYTES);
  let at = LENGTH_BYTES + 1 + count;
  return Array.from({ length: count }, (_, k) => {
    const planes = view.getUint8(LENGTH_BYTES + 1 + k);
    if (at + planes * rows > bytes.length) throw new RangeError('packed columns end early');
    const column = new Float64Array(rows);
    let weight = 1;
    for (let plane = 0; plane < planes; plane += 1) {
      for (let row = 0; row < rows; row += 1) column[row] = column[row]! + bytes[at + row]! * weight;
      at += rows;
      weight *= BYTE;
    }
    for (let row = 0; row < rows; row += 1) {
      const value = column[row]!;
      column[row] = value % 2 === 1 ? -(value + 1) / 2 : value / 2;
    }
    return column;
  });
}

/** Each less the one before. */
export function differences(values: Column): Column {
  const changes = new Float64Array(values.length);
  for (let k = 0; k < values.length; k += 1) changes[k] = values[k]! - (k === 0 ? 0 : values[k - 1]!);
  return changes;
}

/** The way back. */
export function sums(changes: Column): Column {
  const values = new Float64Array(changes.length);
  let sum = 0;
  for (let k = 0; k < changes.length; k += 1) {
    sum += changes[k]!;
    values[k] = sum;
  }
  return values;
}

/** Nobody sees more digits of a price or quantity than these. */
const TICKS_MAX = 2 ** 31;
const DECIMALS_MAX = 10;

/** How many decimals all of them have, as far as somebody could see them. */
export function decimalsOf(columns: readonly Column[]): number {
  let most = 0;
  for (const column of columns) for (const value of column) most = Math.max(most, Math.abs(value));
  for (let decimals = 0; decimals < DECIMALS_MAX; decimals += 1) {
    const scale = 10 ** decimals;
    if (most * scale * 10 >= TICKS_MAX || columns.every((column) => isWhole(column, scale))) return decimals;
  }
  return DECIMALS_MAX;
}

function isWhole(column: Column, scale: number): boolean {
  return column.every((value) => Math.abs(value * scale - Math.round(value * scale)) < 1e-6);
}

export function ticksOf(values: Column, decimals: number): Column {
  const scale = 10 ** decimals;
  return values.map((value) => Math.round(value * scale));
}

/** The decimal number that is nearest. */
export function numbersOf(ticks: Column, decimals: number): Column {
  const scale = 10 ** decimals;
  return ticks.map((tick) => tick / scale);
}
