/**
 * `scalper export`: closed trades, or every row, as a file for spreadsheets, tax tools and notebooks.
 *
 * - Amounts have all their decimals, and each column its type: infra/cli/README.md lists them.
 * - Times are ISO 8601 in UTC.
 * - An existing file is not replaced, unless it is asked for.
 */
import { InvalidArgumentError, Option, type Command } from 'commander';
import { jsonText } from '../../../../lambda/core/words.ts';
import { InputError } from '../../../input-error.ts';
import { entriesNewestFirst, isRow, type LedgerEntry } from '../../reports/ledger-statement.ts';
import { noteProblems } from './row-problems.ts';
import { csvTable, jsonRecords, parquetOf, type Column } from '../../tables/column.ts';
import { exportedTrades, EXPORT_COLUMNS } from '../../tables/export-columns.ts';
import { ROW_COLUMNS } from '../../tables/row-columns.ts';
import { csvLines } from '../../terminal/csv-text.ts';
import { print, printAside } from '../../terminal/output.ts';
import { locateRun, sayRun, withRunOptions, type RunOptions } from '../locate-run.ts';
import { prepareOutput, type OutputFile } from '../../../files/output-file.ts';

const FORMATS = ['csv', 'json', 'parquet'] as const;
const WHAT = ['trades', 'rows'] as const;

interface ExportOptions extends RunOptions {
  readonly format: (typeof FORMATS)[number];
  readonly what: (typeof WHAT)[number];
  readonly out?: string;
  readonly force?: true;
  readonly from?: number;
  readonly all?: true;
}

export function addExportCommand(program: Command): void {
  withRunOptions(program.command('export'))
    .description('export closed trades, or every row of the ledger, as CSV, JSON or Parquet')
    .addOption(new Option('--format <name>', 'format of the file').choices(FORMATS).default('csv'))
    .addOption(new Option('--what <name>', 'closed trades, or every row').choices(WHAT).default('trades'))
    .option('--out <file>', 'file to write; needed for Parquet (default: the standard output)')
    .addOption(
      new Option(
        '--from <time>',
        'only what was closed, or booked, from then on: 2026-01-05, or a time in UTC',
      ).argParser(timeMs),
    )
    .option('--force', 'let the file replace one that is there')
    .option('--all', 'also earlier epochs: before the table was restored, or the mode changed')
    .action(exportLedger);
}

async function exportLedger(options: ExportOptions): Promise<void> {
  const { format, what, out, from: fromMs = -Infinity, all = false, force = false } = options;
  if (format === 'parquet' && out === undefined) {
    throw new InputError('Parquet is binary: name a file with --out, such as --out trades.parquet');
  }
  const output =
    out === undefined
      ? undefined
      : await prepareOutput(out, { option: '--out', inputs: [], isForced: force });
  const location = await locateRun(options);
  const entries = await location.withLedger((snapshot, store) => {
    sayRun(snapshot);
    return entriesFrom(entriesNewestFirst(store, snapshot.state, { all }), fromMs);
  });
  if (what === 'trades') noteProblems(entries);
  const { botId } = location;
  const write = (content: Exported) => writeExport(content, what, output, out);
  if (what === 'trades') {
    await write(exportedAs(format, EXPORT_COLUMNS, exportedTrades(botId, entries)));
  } else {
    const rows = entries.map((entry) => ({ botId, entry }));
    await write(exportedAs(format, ROW_COLUMNS, rows));
  }
}

interface Exported {
  readonly count: number;
  /** Of a text; a binary format has none. */
  readonly lines: readonly string[];
  readonly content: () => Promise<string | Uint8Array>;
}

function exportedAs<Row>(
  format: ExportOptions['format'],
  columns: readonly Column<Row>[],
  rows: readonly Row[],
): Exported {
  const { length: count } = rows;
  if (format === 'parquet') return { count, lines: [], content: () => parquetOf(columns, rows) };
  const lines =
    format === 'json'
      ? jsonText(jsonRecords(columns, rows), 2).split('\n')
      : csvLines(csvTable(columns, rows));
  return { count, lines, content: async () => lines.map((line) => `${line}\n`).join('') };
}

async function writeExport(
  { count, lines, content }: Exported,
  what: ExportOptions['what'],
  output: OutputFile | undefined,
  out: string | undefined,
): Promise<void> {
  if (output === undefined) return print(lines);
  await output.write(await content());
  printAside(`${count} ${what} written to ${out}`);
}

/**
 * What happened from then on, the oldest first. An event may be booked late, so that reading ends with a day that began
 * before: nothing was booked before its row that happened after it.
 */
async function entriesFrom(
  newestFirst: AsyncIterable<LedgerEntry>,
  fromMs: number,
): Promise<readonly LedgerEntry[]> {
  const entries: LedgerEntry[] = [];
  for await (const entry of newestFirst) {
    if (!isRow(entry)) entries.push(entry);
    else {
      const { event } = entry.row;
      const happenedMs = event.kind === 'closed' ? event.trade.exitTimeMs : event.atMs;
      if (happenedMs >= fromMs) entries.push(entry);
      if (event.kind === 'day-started' && event.atMs < fromMs) break;
    }
  }
  return entries.toReversed();
}

function timeMs(written: string): number {
  const isDate = /^\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d)?(?:\.\d{1,3})?Z?)?$/.test(written);
  const value = isDate
    ? Date.parse(written.length > 10 && !written.endsWith('Z') ? `${written}Z` : written)
    : Number.NaN;
  if (Number.isFinite(value)) return value;
  throw new InvalidArgumentError(
    'It must be a date or a time in UTC, such as 2026-01-05 or 2026-01-05T12:00.',
  );
}
