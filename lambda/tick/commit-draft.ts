/**
 * Steps 4 and 6 of a tick: one conditional write, then the rows it produced.
 */
import type { BotParameters } from '../config.ts';
import type { BotState } from '../core/bot-state.ts';
import { safeguard } from '../core/audit/invariants.ts';
import { minuteStartMs } from '../core/units.ts';
import type { LedgerStore } from '../ports.ts';

export type CommitResult =
  | {
      readonly status: 'committed';
      /** What the store holds now. */
      readonly committed: BotState;
      /** The same without the rows that were delivered: the next draft starts here. */
      readonly delivered: BotState;
      /** Why the rows could not be delivered; they wait in the outbox. */
      readonly failure?: Error;
    }
  | { readonly status: 'conflict' };

export interface CommitOptions {
  readonly store: LedgerStore;
  readonly executionId: string;
  /** Scheduled time of the tick or watch step; either uses up the minute it lies in. */
  readonly tickMs: number;
  readonly parameters: BotParameters;
  /** Whether the venue confirms the time of this tick; a minute that it does not confirm is not used up. */
  readonly isTimeConfirmed: boolean;
  /** Rows that could not be delivered in this turn already are not tried again in it. */
  readonly isDelivering: boolean;
}

/**
 * Commits `draft` after `held`, which is what the store is believed to hold, and delivers the rows of its outbox.
 * Rows are dropped from the item by the next commit: until then writing them again changes nothing. Rows that cannot be
 * delivered stay where they are: they must not keep a position from its exit or its stop.
 */
export async function commit(held: BotState, draft: BotState, options: CommitOptions): Promise<CommitResult> {
  const { store, executionId, tickMs, parameters, isTimeConfirmed, isDelivering } = options;
  const safe = safeguard(held, draft, tickMs, parameters);
  const minuteMs = minuteStartMs(tickMs);
  const usedMs = isTimeConfirmed ? Math.max(held.tickMs ?? minuteMs, minuteMs) : held.tickMs;
  const committed = { ...safe, version: held.version + 1, tickMs: usedMs };
  if ((await store.commit(committed, held.version, executionId)) === 'conflict')
    return { status: 'conflict' };
  if (!isDelivering) return { status: 'committed', committed, delivered: committed };
  return { status: 'committed', committed, ...(await deliver(store, committed)) };
}

/** Writes the waiting rows; the state without those that are written, and why the others are not. */
export async function deliver(
  store: LedgerStore,
  state: BotState,
): Promise<{ readonly delivered: BotState; readonly failure?: Error }> {
  const { outbox } = state;
  if (outbox.rows.length === 0) return { delivered: state };
  try {
    await store.append(state.botId, outbox.rows);
  } catch (error) {
    return { delivered: state, failure: error instanceof Error ? error : new Error(String(error)) };
  }
  return { delivered: { ...state, outbox: { ...outbox, rows: [] } } };
}
