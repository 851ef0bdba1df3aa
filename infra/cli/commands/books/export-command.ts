/**
 * `scalper export`: closed trades, or every row, as a file for spreadsheets, tax tools and notebooks.
 *
 * - Amounts and prices have all their decimals, also where a format could round them.
 * - Times are ISO 8601 in UTC.
 * - An existing file is not replaced.
 */
import { writeFile } from 'node:fs/promises';
import { Option, type Command } from 'commander';
import { InputError } from '../../../input-error.ts';
import { entriesOf } from '../../reports/ledger-statement.ts';
import { csvOf, parquetOf, rowRecords, tradeRecords, type Table } from '../../reports/export-tables.ts';
import { locateBot, withBotOptions, type BotOptions } from '../locate-bot.ts';
import { requireSnapshot } from '../../../local/bot-location.ts';

const FORMATS = ['csv', 'json', 'parquet'] as const;
const WHAT = ['trades', 'rows'] as const;

interface ExportOptions extends BotOptions {
  readonly format: (typeof FORMATS)[number];
  readonly what: (typeof WHAT)[number];
  readonly out?: string;
  readonly all?: true;
}

export function addExportCommand(program: Command): void {
  withBotOptions(program.command('export'))
    .description('export closed trades, or every row of the ledger, as CSV, JSON or Parquet')
    .addOption(new Option('--format <name>', 'format of the file').choices(FORMATS).default('csv'))
    .addOption(new Option('--what <name>', 'closed trades, or every row').choices(WHAT).default('trades'))
    .option('--out <file>', 'file to write; needed for Parquet (default: the standard output)')
    .option('--all', 'also earlier epochs: before the table was restored, or the mode changed')
    .action(exportLedger);
}

async function exportLedger({ format, what, out, all, ...where }: ExportOptions): Promise<void> {
  if (format === 'parquet' && out === undefined) {
    throw new InputError('Parquet is binary: name a file with --out, such as --out trades.parquet');
  }
  const snapshot = await requireSnapshot(await locateBot(where));
  const epochs = all === undefined ? [snapshot] : [...snapshot.before.toReversed(), snapshot];
  const entries = epochs.flatMap(({ state, delivered }) => entriesOf(state, delivered));
  const table =
    what === 'trades'
      ? tradeRecords(snapshot.state.botId, entries)
      : rowRecords(snapshot.state.botId, entries);
  const content = await contentOf(table, format);
  if (out === undefined) {
    process.stdout.write(content);
    return;
  }
  await writeFile(out, content, { flag: 'wx' }).catch((error: unknown) => {
    const words = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    throw new InputError(`--out ${out}: ${words === 'EEXIST' ? 'exists already' : words}`, {
      cause: error,
    });
  });
  console.error(`${table.rows.length} ${what} written to ${out}`);
}

async function contentOf(table: Table, format: ExportOptions['format']): Promise<string | Uint8Array> {
  if (format === 'csv') return csvOf(table);
  if (format === 'parquet') return parquetOf(table);
  const names = table.columns.map(({ name }) => name);
  const records = table.rows.map((cells) =>
    Object.fromEntries(cells.map((cell, k) => [names[k] ?? '', cell] as const)),
  );
  return `${JSON.stringify(records, undefined, 2)}\n`;
}
