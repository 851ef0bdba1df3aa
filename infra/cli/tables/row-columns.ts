/**
 * The columns of every row of the ledger, in each export.
 */
import type { Usd } from '../../../lambda/core/units.ts';
import { entryReport } from '../reports/ledger-report.ts';
import type { LedgerEntry } from '../reports/ledger-statement.ts';
import type { Column } from './column.ts';

export interface ExportedRow {
  readonly botId: string;
  readonly entry: LedgerEntry;
}

/** Every row of a ledger, also one that cannot be read. */
export const ROW_COLUMNS: readonly Column<ExportedRow>[] = [
  { name: 'bot', type: 'text', meaning: 'its id; `local` for a run here', valueOf: ({ botId }) => botId },
  {
    name: 'epoch',
    type: 'integer',
    meaning: 'of the ledger',
    valueOf: ({ entry }) => entryReport(entry).epoch,
  },
  {
    name: 'sequence',
    type: 'integer',
    meaning: "the row's number in the epoch",
    valueOf: ({ entry }) => entryReport(entry).sequence,
  },
  {
    name: 'time',
    type: 'time',
    meaning: 'when it was booked',
    valueOf: ({ entry }) => entryReport(entry).atMs ?? undefined,
  },
  {
    name: 'kind',
    type: 'text',
    meaning: 'such as `opened` or `closed`',
    valueOf: ({ entry }) => entryReport(entry).kind ?? undefined,
  },
  {
    name: 'balance_usd',
    type: 'usd',
    meaning: 'after the row',
    valueOf: ({ entry }): Usd | undefined => entry.balanceUsd,
  },
  {
    name: 'details',
    type: 'json',
    meaning: 'what only some kinds have, as `ledger --json` names it',
    valueOf: ({ entry }) => detailsOf(entry),
  },
];

function detailsOf(entry: LedgerEntry): object {
  const {
    epoch: _epoch,
    sequence: _sequence,
    atMs: _atMs,
    kind: _kind,
    balanceUsd: _,
    ...details
  } = entryReport(entry);
  return details;
}
