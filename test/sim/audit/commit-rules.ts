/**
 * Does each commit follow from the one before, and is nothing lost between them?
 *
 * Sees every write to the bot's item and to its rows, in each of its tables.
 *
 * - The version grows by one, the epoch never falls.
 * - Rows are gapless: a commit brings exactly those that its count grew by, and keeps those not yet delivered.
 * - What is delivered is what was committed, under its own key, and stays.
 */
import type { TwinItem, Written } from '../twins/twin-item.ts';
import { RemovalRules, type RemovalTerms } from './removal-rules.ts';
import { judgeSums } from './sum-rules.ts';
import {
  attribute,
  bytesOf,
  readRow,
  readState,
  sameness,
  writtenRow,
  type RecordedRow,
  type RecordedState,
} from './recorded-items.ts';

const ITEM_BYTES_MAX = 32 * 1024;

export interface CommitTerms extends RemovalTerms {
  readonly onCommit: (commit: Commit) => void;
  /** Each row once, when its first commit is there. */
  readonly onRow: (row: RecordedRow, table: string) => void;
}

/** One write of the bot's item. */
export interface Commit {
  readonly table: string;
  readonly state: RecordedState;
  readonly before: RecordedState | undefined;
  readonly atMs: number;
}

/** What one table has held. */
interface TableHistory {
  state: RecordedState | undefined;
  /** By key: what it says. */
  readonly committed: Map<string, string>;
  /** Keys of those that no partition holds yet, with the time of their commit. */
  readonly waiting: Map<string, number>;
}

export class CommitRules {
  private readonly terms: CommitTerms;
  private readonly removals: RemovalRules;
  private readonly histories = new Map<string, TableHistory>();

  constructor(terms: CommitTerms) {
    this.terms = terms;
    this.removals = new RemovalRules(terms);
  }

  /**
   * A table that others have filled. Its rows are known in their order: of two in the outbox the second may have been
   * written and the first not.
   */
  prime(table: string, items: readonly TwinItem[], rows: readonly TwinItem[]): void {
    const history = this.historyOf(table);
    const stored = items.find((item) => attribute(item, 'sk') === 'state');
    const read = stored === undefined ? undefined : readState(stored);
    const state = read !== undefined && 'value' in read ? read.value : undefined;
    const delivered = rows.filter((item) => /^\d/.test(attribute(item, 'sk') ?? '')).map(writtenRow);
    const filed = [
      ...delivered.map((row) => ({ row, isWritten: true })),
      ...(state?.outbox.rows ?? []).map((row) => ({ row, isWritten: false })),
    ].flatMap(({ row, isWritten }) => {
      const parsed = readRow(row);
      return 'value' in parsed ? [{ row, isWritten, parsed: parsed.value, key: keyOf(parsed.value) }] : [];
    });
    // A row of both counts as written: sorting keeps their order.
    for (const { row, isWritten, parsed, key } of filed.toSorted(byKey)) {
      if (history.committed.has(key)) continue;
      history.committed.set(key, sameness(row));
      if (!isWritten) history.waiting.set(key, this.terms.nowMs());
      this.terms.onRow(parsed, table);
    }
    if (state === undefined) return;
    history.state = state;
    this.removals.copied(table, state);
  }

  wrote({ table, item, before }: Written): void {
    const { botId, say } = this.terms;
    const [pk, sk = ''] = [attribute(item, 'pk'), attribute(item, 'sk')];
    if (pk === `bot#${botId}` && sk === 'state') this.committed(table, item, before);
    if (pk !== `ledger#${botId}` || !/^\d/.test(sk)) return;
    if (before !== undefined) say('row-replaced', `row ${sk} of ${table} was written again`);
    this.delivered(table, item, sk);
  }

  deleted(table: string, item: TwinItem): void {
    const { botId, say } = this.terms;
    const [pk, sk = ''] = [attribute(item, 'pk'), attribute(item, 'sk')];
    if (pk === `ledger#${botId}` && /^\d/.test(sk)) say('row-deleted', `row ${sk} of ${table}`);
    if (pk === `bot#${botId}`) say('item-deleted', `${sk} of ${table}`);
    this.removals.deleted(table, item, this.stateOf(table));
  }

  stateOf(table: string): RecordedState | undefined {
    return this.histories.get(table)?.state;
  }

  /** Rows that no partition holds, as `EPOCH#SEQUENCE`, with the times of their commits. */
  waiting(table: string): ReadonlyMap<string, number> {
    return this.historyOf(table).waiting;
  }

  private historyOf(table: string): TableHistory {
    const known = this.histories.get(table);
    if (known !== undefined) return known;
    const history: TableHistory = {
      state: undefined,
      committed: new Map(),
      waiting: new Map(),
    };
    this.histories.set(table, history);
    return history;
  }

  private delivered(table: string, item: TwinItem, sk: string): void {
    const { say } = this.terms;
    const history = this.historyOf(table);
    const written = writtenRow(item);
    const read = readRow(written);
    if ('problem' in read) {
      say('row-unreadable', `row ${sk} of ${table}: ${read.problem}`);
      return;
    }
    const key = keyOf(read.value);
    const { kind, atMs } = read.value.event;
    if (key !== sk) say('row-under-another-key', `row ${key} lies under ${sk} in ${table}`);
    if (attribute(item, 'kind') !== kind || attribute(item, 'at') !== new Date(atMs).toISOString()) {
      say('row-contradicts-itself', `row ${key} of ${table} is ${kind} at ${atMs}`);
    }
    const said = history.committed.get(key);
    if (said === undefined) say('row-not-committed', `row ${key} of ${table} was in no commit`);
    else if (said !== sameness(written)) say('row-differs', `row ${key} of ${table} was committed otherwise`);
    history.waiting.delete(key);
  }

  private committed(table: string, item: TwinItem, before: TwinItem | undefined): void {
    const { say, nowMs, onCommit } = this.terms;
    const history = this.historyOf(table);
    const bytes = bytesOf(item);
    if (bytes >= ITEM_BYTES_MAX) say('item-too-large', `the item has ${bytes} bytes`);
    const version = Number(attribute(item, 'version'));
    const expected = before === undefined ? 1 : Number(attribute(before, 'version')) + 1;
    if (version !== expected) say('version-skips', `version ${version} is written where ${expected} follows`);
    const read = readState(item);
    if ('problem' in read) {
      say('item-unreadable', `version ${version} of ${table}: ${read.problem}`);
      return;
    }
    const state = read.value;
    if (state.version !== version) {
      say('item-contradicts-itself', `version ${version}, in its body ${state.version}`);
    }
    const last = history.state;
    const fresh = this.judgeRows(table, state, last);
    judgeSums(state, last, fresh, say);
    this.removals.committed(table, state);
    history.state = state;
    for (const row of fresh) this.terms.onRow(row, table);
    onCommit({ table, state, before: last, atMs: nowMs() });
  }

  /** @returns the rows that this commit brings. */
  private judgeRows(
    table: string,
    state: RecordedState,
    before: RecordedState | undefined,
  ): readonly RecordedRow[] {
    const { say, nowMs } = this.terms;
    const { committed, waiting } = this.historyOf(table);
    const { epoch, rowCount } = state.ledger;
    const goesOn = before?.ledger.epoch === epoch;
    if (before !== undefined && epoch < before.ledger.epoch) {
      say('epoch-falls', `epoch ${epoch} follows epoch ${before.ledger.epoch}`);
    }
    const kept = new Set<string>();
    const fresh: RecordedRow[] = [];
    for (const row of state.outbox.rows) {
      const read = readRow(row);
      if ('problem' in read) {
        say('row-unreadable', `in the outbox of version ${state.version}: ${read.problem}`);
        continue;
      }
      const key = keyOf(read.value);
      const says = sameness(row);
      kept.add(key);
      const said = committed.get(key);
      if (said === undefined) {
        fresh.push(read.value);
        waiting.set(key, nowMs());
      } else if (said !== says) say('row-differs', `row ${key} is another one in version ${state.version}`);
      committed.set(key, said ?? says);
    }
    for (const key of [...waiting.keys()].filter((one) => !kept.has(one))) {
      say('row-lost', `row ${key} left the outbox with version ${state.version}, and is not written`);
      waiting.delete(key);
    }
    const first = goesOn ? before.ledger.rowCount + 1 : 1;
    for (let sequence = first; sequence <= rowCount; sequence += 1) {
      const key = keyOf({ epoch, sequence });
      if (!committed.has(key)) say('row-missing', `version ${state.version} counts row ${key}, and has none`);
    }
    if (goesOn && rowCount < before.ledger.rowCount) {
      say('rows-fall', `${rowCount} rows follow ${before.ledger.rowCount}`);
    }
    for (const { epoch: of, sequence } of fresh) {
      if (of === epoch && sequence > rowCount) say('row-beyond-count', `row ${keyOf({ epoch, sequence })}`);
    }
    return fresh;
  }
}

function byKey({ key: one }: { readonly key: string }, { key: other }: { readonly key: string }): number {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}

function keyOf({ epoch, sequence }: Pick<RecordedRow, 'epoch' | 'sequence'>): string {
  return `${String(epoch).padStart(6, '0')}#${String(sequence).padStart(12, '0')}`;
}
