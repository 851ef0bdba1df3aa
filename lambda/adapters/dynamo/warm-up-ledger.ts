/**
 * The ledger store of a rehearsed tick, which leaves everything connected, loaded and compiled.
 *
 * Invariants:
 * - The table itself rejects the first commit, because that names a version that no item has.
 * - The tick ends there. It sends no order, writes no row and publishes no alert.
 */
import type { LedgerStore } from '../../ports.ts';

/** Of no item, ever. */
const NO_VERSION = Number.MAX_SAFE_INTEGER - 1;

export function warmUpLedger(store: LedgerStore): LedgerStore {
  const nothing = () => Promise.resolve();
  return {
    load: (botId) => store.load(botId),
    commit: async (next, _, executionId) => {
      await store.commit({ ...next, version: NO_VERSION + 1 }, NO_VERSION, executionId);
      throw new Error('a rehearsal ends with its first commit');
    },
    append: nothing,
    lastEpoch: (botId) => store.lastEpoch(botId),
    rows: (...args) => store.rows(...args),
    issue: nothing,
    discard: nothing,
  };
}
