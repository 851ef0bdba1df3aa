/**
 * Which differences between an item and its rows come from a release that did not write a field, or did not count it?
 *
 * Invariant: what both tell is compared, to the last digit.
 */
import type { LedgerState } from '../ledger/ledger-state.ts';
import type { Difference } from './differences.ts';

/** Without those of fields that the item lacks, or has counted less of, because an earlier release has written it. */
export function withoutLateFields(differences: readonly Difference[]): readonly Difference[] {
  const fewer = new Set(differences.filter(knowsFewerTrades).map(({ path }) => path));
  return differences.filter(
    ({ path, kept }) => !(kept === undefined && isLate(path)) && !fewer.has(path.replace('sumUsd', 'trades')),
  );
}

/** Slippage is told of positions, days and runs. */
function isLate(path: string): boolean {
  return LATE_FIELDS.has(path) || path.includes('.slippage');
}

/** Earlier releases did not count days, nor keep causes: their items lack them, which is no difference. */
const LATE_FIELDS: ReadonlySet<string> = new Set(
  ['today', 'lastDay', 'run', 'askedBy', 'stop', 'streak'].map((name) => `ledger.${name}`),
);

/** A sum of slippage of which the item knows fewer: an earlier release has worked in between, and counted none. */
function knowsFewerTrades({ path, kept, rebuilt }: Difference): boolean {
  return path.endsWith('.slippage.trades') && Number(kept) < Number(rebuilt);
}

/** Figures of a run that an earlier release has begun count from a later day: they cannot be compared. */
export function comparable(ledger: LedgerState, other: LedgerState): LedgerState {
  if (ledger.run?.sinceMs === other.run?.sinceMs) return ledger;
  const { run: _, ...rest } = ledger;
  return rest;
}
