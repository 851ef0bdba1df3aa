/**
 * `infra/cli/commands/books/`: commands that read, check, export and import the ledger.
 *
 * `scalper ledger`: the rows of the ledger, for people, machines, spreadsheets, and tools of the old bot.
 */
import { InvalidArgumentError, Option, type Command } from 'commander';
import type { LedgerEvent } from '../../../../lambda/core/ledger/ledger-events.ts';
import { legacyLedgerOf } from '../../../local/legacy-ledger.ts';
import { entriesNewestFirst, isRow, type LedgerEntry } from '../../reports/ledger-statement.ts';
import { noteProblems } from './row-problems.ts';
import { entryReport } from '../../reports/ledger-report.ts';
import { locateRun, sayRun, withRunOptions, type RunOptions } from '../locate-run.ts';
import { csvTable } from '../../tables/column.ts';
import { exportedTrades, CLOSED_COLUMNS } from '../../tables/export-columns.ts';
import { csvLines } from '../../terminal/csv-text.ts';
import { screenWidth } from '../../terminal/columns.ts';
import { ledgerScreen } from '../../screens/ledger-screen.ts';
import { runHead } from '../../screens/status-screen.ts';
import { print, printJson } from '../../terminal/output.ts';

type Kind = LedgerEvent['kind'];

interface LedgerOptions extends RunOptions {
  readonly json?: true;
  readonly csv?: true;
  readonly legacy?: true;
  readonly all?: true;
  readonly kind?: ReadonlySet<Kind>;
  readonly last?: number;
}

export function addLedgerCommand(program: Command): void {
  withRunOptions(program.command('ledger'))
    .description('list every row of the ledger, with the balance after it')
    .addOption(
      new Option('--kind <list>', 'only rows of these kinds, such as opened,closed')
        .argParser(kinds)
        .conflicts('csv'),
    )
    .addOption(new Option('--last <n>', 'only the last n rows').argParser(howMany))
    .option('--all', 'also earlier epochs: before the table was restored, or the mode changed')
    .option('--json', 'print one JSON array: amounts in dollars with up to 8 decimals, times in ms')
    .addOption(new Option('--csv', 'print closed trades as CSV, for a spreadsheet').conflicts('json'))
    .addOption(
      new Option(
        '--legacy',
        "print JSON in the format of the old bot's data/ledger.json, where pnl is net",
      ).conflicts(['json', 'csv', 'kind', 'last', 'all']),
    )
    .action(listLedger);
}

async function listLedger({ json, csv, legacy, ...options }: LedgerOptions): Promise<void> {
  const { last = Infinity, all = false, kind } = options;
  const wanted: ReadonlySet<string> | undefined = csv ? new Set(['closed']) : kind;
  const location = await locateRun(options);
  await location.withLedger(async (snapshot, store) => {
    const { state, run } = snapshot;
    // Where every row is wanted, no more than those are read.
    const limit = wanted === undefined && last < Infinity ? last : undefined;
    const newestFirst = entriesNewestFirst(store, state, { all, limit });
    const entries = (await taken(newestFirst, last, wanted)).toReversed();
    if (legacy === true || csv === true) noteProblems(entries);
    const rows = entries.filter((entry) => isRow(entry)).map(({ row }) => row);
    if (legacy === true || json === true || csv === true) sayRun(snapshot);
    if (legacy) printJson(legacyLedgerOf(state, rows));
    else if (json) printJson(entries.map(entryReport));
    else if (csv) print(csvLines(csvTable(CLOSED_COLUMNS, exportedTrades(location.botId, entries))));
    else print([...runHead(run), ...ledgerScreen(entries, process.stdout.isTTY ? screenWidth() : undefined)]);
  });
}

/** The newest entries of these kinds. A row of an unknown kind may be of any. */
async function taken(
  newestFirst: AsyncIterable<LedgerEntry>,
  most: number,
  wanted: ReadonlySet<string> | undefined,
): Promise<readonly LedgerEntry[]> {
  const entries: LedgerEntry[] = [];
  for await (const entry of newestFirst) {
    const kind = isRow(entry) ? entry.row.event.kind : entry.kind;
    if (kind === undefined || (wanted?.has(kind) ?? true)) entries.push(entry);
    if (entries.length === most) break;
  }
  return entries;
}

/** Every kind of row: a new one does not compile until it stands here. */
const KINDS: Readonly<Record<Kind, true>> = {
  started: true,
  'day-started': true,
  'day-summarised': true,
  opened: true,
  recovery: true,
  funding: true,
  reduced: true,
  closed: true,
  paused: true,
  stopped: true,
  halted: true,
  'operator-command': true,
  reconciled: true,
  transfer: true,
  'late-cost': true,
  'parameters-changed': true,
  denials: true,
};

function kinds(written: string): ReadonlySet<Kind> {
  const names = written.split(',').map((name) => name.trim());
  const isKind = (name: string): name is Kind => Object.hasOwn(KINDS, name);
  const wrong = names.find((name) => !isKind(name));
  if (wrong !== undefined) {
    throw new InvalidArgumentError(`"${wrong}" is not a kind of row; use ${Object.keys(KINDS).join(', ')}.`);
  }
  return new Set(names.filter(isKind));
}

function howMany(written: string): number {
  const value = Number(written);
  if (!Number.isSafeInteger(value) || value < 1)
    throw new InvalidArgumentError('It must be a whole number from 1.');
  return value;
}
