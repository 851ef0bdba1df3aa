/**
 * A ledger store in memory, for local runs and tests: versions, conflicts and rows as any other store has them.
 *
 * Invariants: an item is replaced only by the version after it; a row is never replaced by another.
 */
import { isDeepStrictEqual } from 'node:util';
import type { BotState } from '../core/bot-state.ts';
import type { LedgerRow } from '../core/ledger/ledger-events.ts';
import { takenOf } from '../core/ledger/command-flood.ts';
import type { OperatorCommand } from '../core/ledger/operator-command.ts';
import type { Committed, LedgerStore, LoadedBot, RowRange } from '../ports.ts';

export class MemoryLedger implements LedgerStore {
  private readonly items = new Map<string, BotState>();
  /** By epoch and bot, then by sequence. */
  private readonly rowsByEpoch = new Map<string, Map<number, LedgerRow>>();
  private readonly commandsByBot = new Map<string, readonly OperatorCommand[]>();

  load(botId: string): Promise<LoadedBot> {
    const state = this.items.get(botId);
    const waiting = this.commandsByBot.get(botId) ?? [];
    return Promise.resolve({ state, ...takenOf({ waiting }, state) });
  }

  commit(next: BotState, expectedVersion: number): Promise<Committed> {
    const version = this.items.get(next.botId)?.version ?? 0;
    if (next.version !== expectedVersion + 1) {
      throw new RangeError(`version ${next.version} cannot follow version ${expectedVersion}`);
    }
    if (version !== expectedVersion) return Promise.resolve('conflict');
    this.items.set(next.botId, next);
    return Promise.resolve('committed');
  }

  append(botId: string, rows: readonly LedgerRow[]): Promise<void> {
    const contradicting = rows.find((row) => {
      const written = this.rowsOf(botId, row.epoch).get(row.sequence);
      return written !== undefined && !isDeepStrictEqual(written, row);
    });
    for (const row of rows) {
      const stored = this.rowsOf(botId, row.epoch);
      if (!stored.has(row.sequence)) stored.set(row.sequence, row);
    }
    if (contradicting === undefined) return Promise.resolve();
    const name = `${contradicting.epoch}/${contradicting.sequence} of bot ${botId}`;
    return Promise.reject(new Error(`ledger row ${name} is written already, and says otherwise`));
  }

  lastEpoch(botId: string): Promise<number | undefined> {
    const epochs = [...this.rowsByEpoch]
      .filter(([key, rows]) => rows.size > 0 && key.endsWith(`/${botId}`))
      .map(([key]) => Number.parseInt(key, 10));
    return Promise.resolve(epochs.length === 0 ? undefined : Math.max(...epochs));
  }

  async *rows(botId: string, epoch: number, range?: RowRange): AsyncIterable<LedgerRow> {
    const stored = this.rowsOf(botId, epoch);
    // A run writes its rows in their order, and has too many to copy and sort them for nothing.
    if (range === undefined && isAscending(stored.keys())) yield* stored.values();
    else yield* partOf([...stored.values()], range);
  }

  private rowsOf(botId: string, epoch: number): Map<number, LedgerRow> {
    const key = `${epoch}/${botId}`;
    const stored = this.rowsByEpoch.get(key) ?? new Map<number, LedgerRow>();
    this.rowsByEpoch.set(key, stored);
    return stored;
  }

  async issue(botId: string, command: OperatorCommand): Promise<void> {
    // Most runs take no command, and the schemas take longer to load than everything else here.
    const { commandSchema } = await import('./dynamo/state-schema.ts');
    if (!commandSchema.safeParse(command).success) {
      throw new Error(`command ${command.id} of bot ${botId} is malformed. It is not written`);
    }
    const waiting = this.commandsByBot.get(botId) ?? [];
    const held = waiting.find(({ id }) => id === command.id);
    if (held !== undefined && !isDeepStrictEqual(held, command)) {
      const name = `command ${command.id} of bot ${botId}`;
      throw new Error(`${name} has been issued already, and says otherwise`);
    }
    if (held === undefined) this.commandsByBot.set(botId, [...waiting, command]);
  }

  discard(botId: string, commandIds: readonly string[]): Promise<void> {
    const waiting = this.commandsByBot.get(botId) ?? [];
    this.commandsByBot.set(
      botId,
      waiting.filter(({ id }) => !commandIds.includes(id)),
    );
    return Promise.resolve();
  }
}

function partOf(rows: readonly LedgerRow[], range: RowRange = {}): readonly LedgerRow[] {
  const { newestFirst = false, upTo = Infinity, limit } = range;
  const wanted = rows.filter(({ sequence }) => sequence <= upTo);
  const sign = newestFirst ? -1 : 1;
  return wanted.toSorted((left, right) => sign * (left.sequence - right.sequence)).slice(0, limit);
}

function isAscending(numbers: Iterable<number>): boolean {
  let before = -Infinity;
  for (const next of numbers) {
    if (next <= before) return false;
    before = next;
  }
  return true;
}
