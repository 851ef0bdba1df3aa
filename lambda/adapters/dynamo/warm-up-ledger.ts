/**
 * The ledger store of a tick that is only rehearsed, to find everything connected, loaded and compiled afterwards.
 *
 * Invariants: the table itself refuses the first commit, which names a version that no item has, and there the turn
 * ends: nothing is sent, no row written, nobody told.
 */
import type { LedgerStore } from '../../ports.ts';

/** Of no item, ever. */
const NO_VERSION = Number.MAX_SAFE_INTEGER - 1;

export function rehearsedLedger(store: LedgerStore): LedgerStore {
  const nothing = () => Promise.resolve();
  return {
    load: (botId) => store.load(botId),
    commit: async (next, _, executionId) => {
      await store.commit({ ...next, version: NO_VERSION + 1 }, NO_VERSION, executionId);
      throw new Error('a rehearsal ends with its first commit');
    },
    append: nothing,
    rows: (botId, epoch) => store.rows(botId, epoch),
    issue: nothing,
    discard: nothing,
  };
}
