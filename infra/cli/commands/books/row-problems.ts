/**
 * Rows that a table of trades has no line for: they are told beside it.
 */
import { printable } from '../../terminal/text-format.ts';
import { isRow, placeOfRows, type LedgerEntry } from '../../reports/ledger-statement.ts';

export function noteProblems(entries: readonly LedgerEntry[]): void {
  for (const entry of entries) {
    if (!isRow(entry)) console.error(`${placeOfRows(entry)} ${printable(entry.problem)}: it is left out`);
  }
}
