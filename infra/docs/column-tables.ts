/**
 * The tables in infra/cli/README.md of the columns that an export has, made from the columns themselves.
 */
import { TYPES, type Column } from '../cli/tables/column.ts';
import { EXPORT_COLUMNS, TRADE_COLUMNS } from '../cli/tables/export-columns.ts';
import { ROW_COLUMNS } from '../cli/tables/row-columns.ts';
import { markdownTable, withMadePart } from './made-part.ts';

/** The page with its tables renewed. @throws when the marks are missing. */
export function withColumnTables(page: string): string {
  const reported = new Set(TRADE_COLUMNS.map(({ name }) => name));
  const trades = tableOf(EXPORT_COLUMNS, (name) => (reported.has(name) ? `\`${name}\` *` : `\`${name}\``));
  const rows = tableOf(ROW_COLUMNS, (name) => `\`${name}\``);
  return [
    { name: 'columns of trades', markdown: trades },
    { name: 'columns of rows', markdown: rows },
  ].reduce(withMadePart, page);
}

function tableOf<Row>(columns: readonly Column<Row>[], nameOf: (name: string) => string): string {
  const rows = columns.map(({ name, type, meaning }) => [nameOf(name), TYPES[type].words, meaning]);
  return markdownTable(['column', 'type in Parquet', 'meaning'], rows);
}
