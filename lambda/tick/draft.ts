/**
 * The next state in the making, beside what the store holds.
 *
 * Invariants: each commit follows the one before; rows that cannot be delivered wait in it, and are not tried twice in
 * one turn.
 */
import type { BotState } from '../core/bot-state.ts';
import type { TickView } from '../core/decide.ts';
import type { LedgerRow } from '../core/ledger/ledger-events.ts';
import type { LedgerStore } from '../ports.ts';
import type { Invocation } from '../tick-report.ts';
import { commit, deliver } from './commit-draft.ts';
import type { FailedRequest } from './send-requests.ts';

/** Another execution committed first. */
export class LostRaceError extends Error {}

/** How often a turn tries to do something for a trade that does not succeed. */
const ATTEMPTS_MAX = 3;

export class Draft {
  private readonly store: LedgerStore;
  private readonly invocation: Invocation;
  private readonly tick: TickView;
  private held: BotState;
  private clean: BotState;
  /** What this turn has written to the ledger. */
  readonly rows: LedgerRow[] = [];
  /** Trades whose requests do not succeed in this turn: they wait until the venue was looked at again. */
  readonly stalled = new Set<number>();
  private readonly failures = new Map<number, number>();
  commits = 0;
  state: BotState;
  /** Why rows wait in the outbox, if they could not be delivered. */
  deliveryFailure: Error | undefined;

  constructor(store: LedgerStore, invocation: Invocation, loaded: BotState, tick: TickView) {
    this.store = store;
    this.invocation = invocation;
    this.tick = tick;
    this.held = loaded;
    this.clean = loaded;
    this.state = loaded;
  }

  get isClean(): boolean {
    return this.state === this.clean;
  }

  /** Delivers the rows that another execution committed. */
  async deliverRows(): Promise<void> {
    if (this.state.version === 0) return;
    const { delivered, failure } = await deliver(this.store, this.state);
    this.state = delivered;
    this.deliveryFailure = failure;
  }

  /** What fails is tried again in the same turn, but not for ever. */
  noteFailure({ tradeId, outcome }: FailedRequest): void {
    const failures = (this.failures.get(tradeId) ?? 0) + 1;
    this.failures.set(tradeId, failures);
    // The venue holds something else than the ledger: first it has to be looked at.
    const isElsewhere = outcome.status === 'rejected' && outcome.code === 'nothing-to-reduce';
    if (isElsewhere || failures >= ATTEMPTS_MAX) this.stalled.add(tradeId);
  }

  /** @throws LostRace when another execution was first; the signal's reason when this one was given up. */
  async commit(): Promise<void> {
    this.invocation.signal?.throwIfAborted();
    const { tickMs, parameters, views } = this.tick;
    const { epoch } = this.state.ledger;
    const lastRow = this.lastRowOf(epoch);
    const result = await commit(this.held, this.state, {
      store: this.store,
      executionId: this.invocation.id,
      tickMs,
      parameters,
      isTimeConfirmed: views.some(({ quote }) => quote !== undefined),
      isDelivering: this.deliveryFailure === undefined,
    });
    if (result.status === 'conflict') throw new LostRaceError();
    this.held = result.committed;
    this.clean = result.delivered;
    this.state = result.delivered;
    this.deliveryFailure ??= result.failure;
    const isNew = (row: LedgerRow) => row.epoch === epoch && row.sequence > lastRow;
    this.rows.push(...result.committed.outbox.rows.filter(isNew));
    this.commits += 1;
  }

  /** The last row of that epoch that this turn has not written, or has written already. */
  private lastRowOf(epoch: number): number {
    const written = this.rows.at(-1);
    if (written !== undefined) return written.sequence;
    // A new bot is loaded with its first row, which nobody has written yet.
    const { version, ledger } = this.held;
    return version === 0 || ledger.epoch !== epoch ? 0 : ledger.rowCount;
  }
}
