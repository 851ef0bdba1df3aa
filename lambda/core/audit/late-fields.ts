/**
 * Which differences between an item and its rows come from a release that did not write a field, or did not count it?
 *
 * Invariant: what both tell is compared, to the last digit.
 */
import type { LedgerState } from '../ledger/ledger-state.ts';
import type { Difference } from './differences.ts';

/** Without those of fields that the item lacks, or has counted less of, because an earlier release has written it. */
export function withoutLateFields(differences: readonly Difference[]): readonly Difference[] {
  const uncounted = new Set(differences.flatMap((difference) => uncountedSlippage(difference) ?? []));
  return differences.filter(
    ({ path, kept }) =>
      !(kept === undefined && isLate(path)) && !uncounted.has(path.replace(/\.(?:trades|sumUsd)$/, '')),
  );
}

function isLate(path: string): boolean {
  return LATE_FIELDS.has(path) || /^ledger\.positions\[\d+\]\.slippageUsd$/.test(path);
}

/** Earlier releases did not count days, nor keep causes: their items lack them, which is no difference. */
const LATE_FIELDS: ReadonlySet<string> = new Set(
  ['today', 'lastDay', 'run', 'askedBy', 'stop', 'streak'].map((name) => `ledger.${name}`),
);

/** The sum of slippage of which the item knows fewer trades: an earlier release has worked in between, and counted none. */
function uncountedSlippage({ path, kept, rebuilt }: Difference): string | undefined {
  const sum = /^(?<of>ledger\..*\.slippage)(?:\.trades)?$/.exec(path)?.groups?.['of'];
  const isFewer =
    kept === undefined || (typeof kept === 'number' && typeof rebuilt === 'number' && kept < rebuilt);
  return isFewer ? sum : undefined;
}

/** Figures of a run that an earlier release has begun count from a later day: they cannot be compared. */
export function comparable(ledger: LedgerState, other: LedgerState): LedgerState {
  if (ledger.run?.sinceMs === other.run?.sinceMs) return ledger;
  const { run: _, ...rest } = ledger;
  return rest;
}
