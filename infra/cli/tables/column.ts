/**
 * `infra/cli/tables/`: the tables that leave this program: their columns with types and meanings, and the formats.
 *
 * A column is defined once, and has the same name in CSV, JSON and Parquet. What is unknown is an empty cell, `null`, or a
 * null.
 *
 * - Money is exact to 8 decimals: text in CSV, a decimal (18, 8) in Parquet.
 * - Times are ISO 8601 in UTC, and timestamps in Parquet.
 * - A price or quantity has 12 significant digits: those behind are noise of binary numbers.
 */
import type { SchemaElement } from 'hyparquet';
import { toDollars, type Usd } from '../../../lambda/core/units.ts';
import { jsonText } from '../../../lambda/core/words.ts';
import { exactDollars, plainDecimal } from '../../../lambda/core/text/decimal-text.ts';
import type { Table } from '../terminal/csv-text.ts';

interface ColumnOf<Row, Type extends string, Value> {
  /** snake_case, with its unit last. */
  readonly name: string;
  readonly type: Type;
  readonly meaning: string;
  readonly valueOf: (row: Row) => Value | undefined;
}

export type Column<Row> =
  | ColumnOf<Row, 'text', string>
  | ColumnOf<Row, 'time', number>
  | ColumnOf<Row, 'integer', number>
  | ColumnOf<Row, 'number', number>
  | ColumnOf<Row, 'usd', Usd>
  | ColumnOf<Row, 'boolean', boolean>
  | ColumnOf<Row, 'json', object>;

type JsonValue = string | number | boolean | object | null;

const SIGNIFICANT_DIGITS = 12;

function withoutNoise(value: number): number {
  return Number(value.toPrecision(SIGNIFICANT_DIGITS));
}

export function csvTable<Row>(columns: readonly Column<Row>[], rows: readonly Row[]): Table {
  return {
    names: columns.map(({ name }) => name),
    rows: rows.map((row) => columns.map((column) => cellOf(column, row))),
  };
}

function cellOf<Row>(column: Column<Row>, row: Row): string {
  const value = jsonValue(column, row);
  if (value === null) return '';
  switch (column.type) {
    case 'usd': {
      const amount = column.valueOf(row);
      return amount === undefined ? '' : exactDollars(amount);
    }
    case 'number':
      return typeof value === 'number' ? plainDecimal(value) : '';
    default:
      return typeof value === 'object' ? jsonText(value) : String(value);
  }
}

/** The rows as JSON has them. */
export function jsonRecords<Row>(columns: readonly Column<Row>[], rows: readonly Row[]) {
  return rows.map((row) =>
    Object.fromEntries(columns.map((column) => [column.name, jsonValue(column, row)] as const)),
  );
}

function jsonValue<Row>(column: Column<Row>, row: Row): JsonValue {
  switch (column.type) {
    case 'time': {
      const timeMs = column.valueOf(row);
      return timeMs === undefined ? null : new Date(timeMs).toISOString();
    }
    case 'number': {
      const value = column.valueOf(row);
      return value === undefined ? null : withoutNoise(value);
    }
    case 'usd': {
      const amount = column.valueOf(row);
      return amount === undefined ? null : toDollars(amount);
    }
    default:
      return column.valueOf(row) ?? null;
  }
}

/** What a type is in Parquet, and how it is told. */
export const TYPES: Readonly<
  Record<Column<unknown>['type'], { readonly parquet: Omit<SchemaElement, 'name'>; readonly words: string }>
> = {
  text: { parquet: { type: 'BYTE_ARRAY', converted_type: 'UTF8' }, words: 'text' },
  time: { parquet: { type: 'INT64', converted_type: 'TIMESTAMP_MILLIS' }, words: 'timestamp (ms, UTC)' },
  integer: { parquet: { type: 'INT64' }, words: 'integer (64 bits)' },
  number: { parquet: { type: 'DOUBLE' }, words: 'double' },
  usd: {
    parquet: { type: 'INT64', converted_type: 'DECIMAL', precision: 18, scale: 8 },
    words: 'decimal (18, 8)',
  },
  boolean: { parquet: { type: 'BOOLEAN' }, words: 'boolean' },
  json: { parquet: { type: 'BYTE_ARRAY', converted_type: 'JSON' }, words: 'JSON' },
};

export async function parquetOf<Row>(
  columns: readonly Column<Row>[],
  rows: readonly Row[],
): Promise<Uint8Array> {
  const { parquetWriteBuffer } = await import('hyparquet-writer');
  const schema: SchemaElement[] = [
    { name: 'root', num_children: columns.length },
    ...columns.map(({ name, type }): SchemaElement => ({
      name,
      repetition_type: 'OPTIONAL',
      ...TYPES[type].parquet,
    })),
  ];
  const columnData = columns.map((column) => ({
    name: column.name,
    data: rows.map((row) => parquetValue(column, row)),
  }));
  return new Uint8Array(parquetWriteBuffer({ schema, columnData }));
}

function parquetValue<Row>(column: Column<Row>, row: Row): JsonValue | bigint | undefined {
  switch (column.type) {
    case 'time': {
      const timeMs = column.valueOf(row);
      return timeMs === undefined ? undefined : new Date(timeMs);
    }
    // A whole number of units is written as it is, so that no digit is lost.
    case 'usd':
    case 'integer': {
      const value = column.valueOf(row);
      return value === undefined ? undefined : BigInt(value);
    }
    case 'number': {
      const value = column.valueOf(row);
      return value === undefined ? undefined : withoutNoise(value);
    }
    default:
      return column.valueOf(row);
  }
}
