/**
 * What does a store hold under the key of a ledger row?
 *
 * Invariant: a row that cannot be read keeps its place. Whoever reads the ledger learns of it, and of all others.
 */
import type { LedgerRow } from './ledger-events.ts';

/** A row that is damaged, or of a newer release: what is known of it. */
export interface UnreadableRow {
  readonly epoch: number;
  readonly sequence: number;
  /** Why it cannot be read, such as `is not JSON`. */
  readonly problem: string;
  /** As written beside the row. */
  readonly kind?: string;
  readonly atMs?: number;
}

export type StoredRow = LedgerRow | UnreadableRow;

export function isReadable(row: StoredRow): row is LedgerRow {
  return 'event' in row;
}
