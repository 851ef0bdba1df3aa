/**
 * A table of trades as text: a header, then one trade in a row.
 *
 * - Values are divided by commas, semicolons or tabs, whichever the header has most of; they may be in quotation marks.
 * - A row has as many values as the header.
 */
import { CsvError, parse } from 'csv-parse/sync';
import { shown } from '../recordings/candle-file-error.ts';
import { InputError } from '../input-error.ts';

const DIVIDERS = [',', ';', '\t'];

export interface TableRow {
  /** From 1, as an editor counts them: the last of the row. */
  readonly line: number;
  /** Without blanks around them. */
  readonly values: readonly string[];
}

export interface LedgerTable {
  readonly header: readonly string[];
  readonly rows: readonly TableRow[];
}

/** @param file named in the error. @throws InputError naming the line that is none of a table. */
export function readTable(text: string, file: string): LedgerTable {
  const first = /^.*/.exec(text.trimStart())?.[0] ?? '';
  const [delimiter = ','] = DIVIDERS.toSorted(
    (one, other) => first.split(other).length - first.split(one).length,
  );
  const lines: TableRow[] = [];
  try {
    parse(text, {
      delimiter,
      trim: true,
      relax_column_count: true,
      skip_empty_lines: true,
      record_delimiter: ['\r\n', '\n', '\r'],
      on_record: (values: string[], { lines: line }) => {
        lines.push({ line, values });
        return null;
      },
    });
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const line = typeof error['lines'] === 'number' ? `, line ${error['lines']}` : '';
    throw new InputError(
      `${file}${line}: a quotation mark that has no other one: a value in quotation marks ends with one, and "" is one within it`,
      { cause: error },
    );
  }
  const [header, ...rows] = lines;
  if (header === undefined) throw new InputError(`${file}: it is empty, and must be a ledger`);
  const wrong = rows.find(({ values }) => values.length !== header.values.length);
  if (wrong !== undefined) {
    const row = wrong.values.join(delimiter);
    throw new InputError(
      `${file}, line ${wrong.line}: ${shown(row)} has ${wrong.values.length} values, and the header ${header.values.length}; a decimal comma or a comma of thousands divides a number in two`,
    );
  }
  return { header: header.values, rows };
}
