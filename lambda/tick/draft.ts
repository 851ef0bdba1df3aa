/**
 * Steps 4 and 6 of a tick: the next state in the making, and its commits.
 *
 * - A commit is one conditional write, then the delivery of the rows that wait in the outbox.
 * - Each commit follows the one before.
 * - Delivered rows leave the item with the next commit. Until then, writing them again changes nothing.
 * - Rows that could not be delivered wait in the outbox, and are tried once in a tick: they must not keep a position
 *   from its exit or its stop.
 * - An item that is too large for the store is written without all that a bot can do without. Where it is too large
 *   even then, nothing more is committed in this tick: what closes and protects is sent all the same.
 */
import type { BotParameters } from '../config.ts';
import { itemTooLargeAlert } from '../core/alerts/alert-texts.ts';
import { safeguard, withoutNewEntries } from '../core/audit/invariants.ts';
import { raiseAlert, type BotState } from '../core/bot-state.ts';
import { lightest, withinItem } from '../core/item-room.ts';
import type { TickView } from '../core/decide.ts';
import { noteSeenPrices } from '../core/risk/open-prices.ts';
import type { LedgerRow } from '../core/ledger/ledger-events.ts';
import { noteEntry } from '../core/control/entry-rejections.ts';
import type { EntryOrder, Outcome } from '../core/order.ts';
import { minuteStartMs } from '../core/units.ts';
import type { Invocation } from '../invocation.ts';
import type { LedgerStore } from '../ports.ts';
import type { TickReport } from '../tick-report.ts';

/** Another invocation committed first. */
export class LostRaceError extends Error {}

/** The store takes no item of this size. What closes and protects was sent; nothing of it is written. */
export class ItemTooLargeError extends Error {
  override readonly name = 'ItemTooLargeError';
}

export interface FailedRequest {
  readonly tradeId: number;
  readonly outcome: Outcome;
}

/** How often a tick tries to do something for a trade that does not succeed. */
const ATTEMPTS_MAX = 3;

export class Draft {
  private readonly store: LedgerStore;
  private readonly invocation: Invocation;
  private tick: TickView;
  private readonly kind: TickReport['kind'];
  /** What the store holds. */
  private held: BotState;
  /** The same without the rows that were delivered. */
  private clean: BotState;
  /** Rows that this tick has written to the ledger. */
  readonly rows: LedgerRow[] = [];
  /** Trades whose requests do not succeed in this tick: they wait until the venue has been read again. */
  readonly stalled = new Set<number>();
  private readonly failures = new Map<number, number>();
  /** What became of the entries that were sent, by their client order ids. */
  readonly entryOutcomes = new Map<string, Outcome>();
  commits = 0;
  state: BotState;
  /** Why rows wait in the outbox, if they could not be delivered. */
  deliveryFailure: Error | undefined;
  /** Why nothing more can be committed in this tick. */
  commitFailure: ItemTooLargeError | undefined;

  constructor(
    store: LedgerStore,
    invocation: Invocation,
    loaded: BotState,
    tick: TickView,
    kind: TickReport['kind'],
  ) {
    this.kind = kind;
    this.store = store;
    this.invocation = invocation;
    this.tick = tick;
    this.held = loaded;
    this.clean = loaded;
    this.state = loaded;
  }

  /** The state as it was committed last. */
  get heldState(): BotState {
    return this.held;
  }

  get isClean(): boolean {
    return this.state === this.clean;
  }

  /**
   * Preflight may leave other parameters in force than were loaded. Commits are checked against those that decide.
   *
   * @returns the tick with them.
   */
  decideWith(parameters: BotParameters): TickView {
    this.tick = { ...this.tick, parameters };
    return this.tick;
  }

  noteEntry(order: EntryOrder, outcome: Outcome): void {
    this.entryOutcomes.set(order.clientOrderId, outcome);
    this.state = noteEntry(this.state, order, outcome, this.tick.tickMs);
  }

  /** The venue was read, or cannot be: what failed before, a stop that found no position, holds up no close. */
  afterReading(): void {
    this.stalled.clear();
  }

  hasFailed(tradeId: number): boolean {
    return this.failures.has(tradeId);
  }

  /** A request that failed is tried again in the same tick, but not for ever. */
  noteFailure({ tradeId, outcome }: FailedRequest): void {
    const failures = (this.failures.get(tradeId) ?? 0) + 1;
    this.failures.set(tradeId, failures);
    // The venue holds something else than the ledger: its account has to be read first.
    const isElsewhere = outcome.status === 'rejected' && outcome.code === 'nothing-to-reduce';
    if (isElsewhere || failures >= ATTEMPTS_MAX) this.stalled.add(tradeId);
  }

  /**
   * Writes the draft after the state that the store is believed to hold, and delivers its rows. A tick uses up its
   * minute, unless no quote of the venue confirms the time. A watch step does not: it decides on no entry.
   *
   * @throws LostRaceError when another invocation was first; the signal's reason when this one was given up.
   */
  async commit(): Promise<void> {
    this.invocation.signal?.throwIfAborted();
    if (this.commitFailure !== undefined) return;
    const { epoch } = this.state.ledger;
    const lastRow = this.lastRowOf(epoch);
    const committed = await this.write(withinItem(this.safeguarded()));
    if (committed === undefined) return;
    this.held = committed;
    this.state = committed;
    if (this.deliveryFailure === undefined) await this.deliverRows();
    this.clean = this.state;
    this.rows.push(...committed.outbox.rows.filter((row) => row.epoch === epoch && row.sequence > lastRow));
    this.commits += 1;
  }

  private safeguarded(): BotState {
    const { held, kind } = this;
    const { tickMs, parameters, views } = this.tick;
    const minuteMs = minuteStartMs(tickMs);
    const isDecided = kind === 'tick' && views.some(({ quote }) => quote !== undefined);
    return {
      ...noteSeenPrices(safeguard(held, this.state, tickMs, parameters), this.tick),
      version: held.version + 1,
      tickMs: isDecided ? Math.max(held.tickMs ?? minuteMs, minuteMs) : held.tickMs,
    };
  }

  /** The state as it was written; `undefined` where the store does not take its size. */
  private async write(next: BotState): Promise<BotState | undefined> {
    const { store, held, invocation, tick } = this;
    let [committed, written] = [next, await store.commit(next, held.version, invocation.id)];
    if (written === 'too-large') {
      const words = { atMs: tick.tickMs, subject: 'size', ...itemTooLargeAlert(true) };
      committed = raiseAlert(lightest(withoutNewEntries(held, next)), words);
      written = await store.commit(committed, held.version, invocation.id);
    }
    if (written === 'conflict') throw new LostRaceError();
    if (written === 'committed') return committed;
    this.commitFailure = new ItemTooLargeError(
      `the item of bot ${next.botId} is too large for the store: it is not written, and nothing is entered`,
    );
    return undefined;
  }

  /** Delivers the rows that wait in the outbox; before the first commit these are another invocation's. */
  async deliverRows(): Promise<void> {
    const { botId, version, outbox } = this.held;
    if (version === 0 || outbox.rows.length === 0) return;
    try {
      await this.store.append(botId, outbox.rows);
    } catch (error) {
      this.deliveryFailure = error instanceof Error ? error : new Error(String(error));
      return;
    }
    // What was booked since waits for its commit: a row that nobody has committed would stand in the way of another.
    const rows = this.state.outbox.rows.filter((row) => !outbox.rows.includes(row));
    this.state = { ...this.state, outbox: { ...this.state.outbox, rows } };
  }

  /** The last row of that epoch that was written before this draft, or by it. */
  private lastRowOf(epoch: number): number {
    const written = this.rows.at(-1);
    if (written !== undefined) return written.sequence;
    // A new bot is loaded with its first row, which nobody has written yet.
    const { version, ledger } = this.held;
    return version === 0 || ledger.epoch !== epoch ? 0 : ledger.rowCount;
  }
}
