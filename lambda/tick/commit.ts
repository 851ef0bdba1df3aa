/**
 * Steps 4 and 6 of a tick: one conditional write, then the rows it produced.
 */
import type { BotParameters } from '../config.ts';
import type { BotState } from '../core/bot-state.ts';
import { safeguard } from '../core/invariants.ts';
import type { LedgerStore } from '../ports.ts';

export type CommitResult =
  | {
      readonly status: 'committed';
      /** What the store holds now. */
      readonly committed: BotState;
      /** The same without the rows that were delivered: the next draft starts here. */
      readonly delivered: BotState;
    }
  | { readonly status: 'conflict' };

/**
 * Commits `draft` after `held`, which is what the store is believed to hold, and delivers the rows of its outbox.
 * Rows are dropped from the item by the next commit: until then writing them again changes nothing.
 */
export async function commit(
  store: LedgerStore,
  executionId: string,
  held: BotState,
  draft: BotState,
  tickMs: number,
  parameters: BotParameters,
): Promise<CommitResult> {
  const safe = safeguard(held, draft, tickMs, parameters);
  const committed = { ...safe, version: held.version + 1, tickMs: Math.max(held.tickMs ?? tickMs, tickMs) };
  if ((await store.commit(committed, held.version, executionId)) === 'conflict')
    return { status: 'conflict' };
  const { outbox } = committed;
  if (outbox.rows.length === 0) return { status: 'committed', committed, delivered: committed };
  await store.append(committed.botId, outbox.rows);
  return { status: 'committed', committed, delivered: { ...committed, outbox: { ...outbox, rows: [] } } };
}
