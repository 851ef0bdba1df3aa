/**
 * `scalper export`: closed trades, or every row, as a file for spreadsheets, tax tools and notebooks.
 *
 * - Amounts and prices have all their decimals, also where a format could round them.
 * - Times are ISO 8601 in UTC.
 * - An existing file is not replaced, unless it is asked for.
 */
import { InvalidArgumentError, Option, type Command } from 'commander';
import { jsonText } from '../../../../lambda/core/words.ts';
import { InputError } from '../../../input-error.ts';
import { entriesNewestFirst, isRow, type LedgerEntry } from '../../reports/ledger-statement.ts';
import { noteProblems } from './row-problems.ts';
import { csvLines, type Table } from '../../terminal/csv-text.ts';
import { parquetOf, rowRecords, tradeRecords } from '../../reports/export-tables.ts';
import { print, printAside } from '../../terminal/output.ts';
import { locateBot, withBotOptions, type BotOptions } from '../locate-bot.ts';
import { prepareOutput } from '../../../files/output-file.ts';

const FORMATS = ['csv', 'json', 'parquet'] as const;
const WHAT = ['trades', 'rows'] as const;

interface ExportOptions extends BotOptions {
  readonly format: (typeof FORMATS)[number];
  readonly what: (typeof WHAT)[number];
  readonly out?: string;
  readonly force?: true;
  readonly from?: number;
  readonly all?: true;
}

export function addExportCommand(program: Command): void {
  withBotOptions(program.command('export'))
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
  const location = await locateBot(options);
  const entries = await location.withLedger(({ state }, store) =>
    entriesFrom(entriesNewestFirst(store, state, { all }), fromMs),
  );
  if (what === 'trades') noteProblems(entries);
  const table = (what === 'trades' ? tradeRecords : rowRecords)(location.botId, entries);
  const lines = format === 'json' ? jsonLines(table) : csvLines(table);
  if (output === undefined) {
    print(lines);
    return;
  }
  const content = format === 'parquet' ? await parquetOf(table) : lines.map((line) => `${line}\n`).join('');
  await output.write(content);
  printAside(`${table.rows.length} ${what} written to ${out}`);
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

function jsonLines({ names, rows }: Table): readonly string[] {
  const records = rows.map((cells) =>
    Object.fromEntries(cells.map((cell, k) => [names[k] ?? '', cell] as const)),
  );
  return jsonText(records, 2).split('\n');
}
