/**
 * Rows that a table of trades has no line for: they are told beside it.
 */
import { isRow, placeOfRows, type LedgerEntry } from '../../reports/ledger-statement.ts';
import { printAside } from '../../terminal/output.ts';

export function noteProblems(entries: readonly LedgerEntry[]): void {
  for (const entry of entries) {
    if (!isRow(entry)) printAside(`${placeOfRows(entry)} ${entry.problem}: it is left out`);
  }
}
