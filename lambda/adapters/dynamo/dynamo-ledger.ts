/**
 * `lambda/adapters/dynamo/`: how a bot is stored in DynamoDB, and how stored data is checked before it is used.
 *
 * The ledger store on DynamoDB.
 *
 * Invariants:
 * - One conditional write is the commit point.
 * - A write that seems to have failed is checked by reading the item. The id of this invocation in it means that the
 *   write succeeded and its response was lost.
 * - A row is never replaced by another.
 */
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { isDeepStrictEqual } from 'node:util';
import type { BotState } from '../../core/bot-state.ts';
import type { LedgerRow } from '../../core/ledger/ledger-events.ts';
import type { StoredRow } from '../../core/ledger/stored-row.ts';
import { takenOf } from '../../core/ledger/command-flood.ts';
import type { OperatorCommand } from '../../core/ledger/operator-command.ts';
import type { Committed, LedgerStore, LoadedBot, RowRange } from '../../ports.ts';
import {
  commandItem,
  commandKey,
  isSameCommand,
  isWaitingBeside,
  obeyedItem,
  readCommand,
  type CommandPlace,
} from './command-items.ts';
import { CommandPartition, NO_COMMANDS, type CommandsRead } from './command-partition.ts';
import {
  botPartition,
  isFromOtherTable,
  isTooLarge,
  readState,
  StateBodies,
  stateItem,
  stateKey,
  STATE_KEY,
  type Item,
} from './dynamo-items.ts';
import { DOES_NOT_EXIST, DynamoTable, EXISTS, hasVersion, wholePartition } from './dynamo-table.ts';
import {
  isSameRow,
  lastRowFirst,
  epochOf,
  readStoredRow,
  rowItem,
  rowKey,
  rowsBetween,
} from './row-items.ts';

/** Calls made at once. */
const CALLS_AT_ONCE = 10;

/** Rows remembered as written, so that a row that an outbox repeats costs no second write. */
const WRITTEN_ROWS_MAX = 200;

/** Every method throws a StoreError when a call to the table fails. */
export class DynamoLedger implements LedgerStore {
  private readonly table: DynamoTable;
  private readonly commands: CommandPlace;
  /** Absent where commands lie beside the item alone. */
  private readonly apart: CommandPartition | undefined;
  private readonly bodies = new StateBodies();
  private readonly writtenRows = new Map<string, LedgerRow>();
  /** Commands that were found beside the item, and have not been discarded since. */
  private readonly foundBeside = new Set<string>();

  /** @param commands where the bot's function looks for commands: `apart` from its item and beside it, or only `beside` it. */
  constructor(client: DynamoDBClient, table: string, commands: CommandPlace = 'apart') {
    this.table = new DynamoTable(client, table);
    this.commands = commands;
    this.apart = commands === 'apart' ? new CommandPartition(this.table) : undefined;
  }

  /**
   * The item, and the commands that wait after it was read.
   *
   * They are two reads, at two moments, and a read that is repeated takes seconds. Commands read after the item are safe:
   * - What another invocation has consumed after the item was read may be among them. That invocation has committed, so
   *   that a commit on this item's version is refused.
   * - What was consumed before the item was read is in its `consumedCommandIds`, until a commit of somebody who no longer
   *   found it waiting: it was removed before that, and does not come back.
   *
   * Commands read before the item are not. They may hold one that was consumed, removed and forgotten in between: it
   * would be obeyed twice. Or they lack one that was issued and consumed in between, and waits to be removed: it would be
   * forgotten, and obeyed again. So the glance beside the item only says that nothing waits and nothing is remembered, as in
   * nearly every tick; otherwise the commands are read, behind the item. Where they cannot be, the item counts alone.
   *
   * @throws ItemError when the state cannot be read; a command that cannot be is handed out as a pause.
   */
  async load(botId: string): Promise<LoadedBot> {
    const [own, glance] = await Promise.all([this.readOwn(botId), this.apart?.glance(botId) ?? NO_COMMANDS]);
    const looked = this.loadedOf(botId, own, glance);
    const remembered = looked.state?.consumedCommandIds ?? [];
    const isOver = 'cause' in glance || glance.items.length + remembered.length === 0;
    if (isOver || this.apart === undefined) return looked;
    return this.loadedOf(botId, own, await this.apart.read(botId));
  }

  /** The same in one round trip, for whoever obeys nothing: a command may have been obeyed meanwhile. */
  async look(botId: string): Promise<LoadedBot> {
    const [own, apart] = await Promise.all([this.readOwn(botId), this.apart?.read(botId) ?? NO_COMMANDS]);
    return this.loadedOf(botId, own, apart);
  }

  private async readOwn(botId: string): Promise<readonly Item[]> {
    return this.table.queryAll(botId, wholePartition(botPartition(botId)));
  }

  private loadedOf(botId: string, own: readonly Item[], apart: CommandsRead): LoadedBot {
    const stateFound = own.find((item) => item.sk?.S === STATE_KEY);
    const state = stateFound === undefined ? undefined : readState(stateFound, this.bodies);
    const beside = own.filter(isWaitingBeside).map(readCommand);
    for (const { id } of beside) this.foundBeside.add(nameOfCommand(botId, id));
    const { items, isCut } = 'cause' in apart ? { items: [], isCut: false } : apart;
    // Of two under one id the one apart counts.
    const found = new Map([...beside, ...items.map(readCommand)].map((command) => [command.id, command]));
    const waiting = [...found.values()];
    return {
      state,
      ...(stateFound !== undefined && isFromOtherTable(stateFound, this.table.name) && { isRestored: true }),
      ...('cause' in apart
        ? { commands: [], unread: { cause: apart.cause } }
        : takenOf({ waiting, isCut }, state)),
    };
  }

  /** @throws ItemError when the state could not be read again; RangeError when its version does not follow. */
  async commit(next: BotState, expectedVersion: number, executionId: string): Promise<Committed> {
    const { botId, version } = next;
    if (version !== expectedVersion + 1) {
      throw new RangeError(`version ${version} cannot follow version ${expectedVersion}`);
    }
    const condition = expectedVersion === 0 ? DOES_NOT_EXIST : hasVersion(expectedVersion);
    const item = stateItem(next, { executionId, table: this.table.name }, this.bodies);
    if (isTooLarge(item)) return 'too-large';
    const attempt = await this.table.put(botId, item, condition);
    if (attempt.status === 'written') return 'committed';
    // An earlier attempt of this very write may have succeeded and lost its response.
    const held = await this.table.get(botId, stateKey(botId)).catch((error: unknown) => {
      throw attempt.status === 'failed' ? attempt.error : error;
    });
    const heldVersion = Number(held?.version?.N ?? 0);
    if (heldVersion === version && held?.executionId?.S === executionId) return 'committed';
    if (attempt.status === 'refused' || heldVersion > expectedVersion) return 'conflict';
    throw attempt.error;
  }

  /** @throws Error when another row is written under the key of one of them. */
  async append(botId: string, rows: readonly LedgerRow[]): Promise<void> {
    const fresh = rows.filter((row) => !isDeepStrictEqual(this.writtenRows.get(nameOfRow(botId, row)), row));
    await inTurns(fresh, (row) => this.appendRow(botId, row));
  }

  private async appendRow(botId: string, row: LedgerRow): Promise<void> {
    const item = rowItem(botId, row);
    const attempt = await this.table.put(botId, item, DOES_NOT_EXIST);
    if (attempt.status === 'failed') throw attempt.error;
    if (attempt.status === 'refused') {
      const held = await this.table.get(botId, rowKey(botId, row));
      if (held === undefined || !isSameRow(held, item)) {
        throw new Error(`ledger row ${nameOfRow(botId, row)} is written already, and says otherwise`);
      }
    }
    this.writtenRows.set(nameOfRow(botId, row), row);
    const [oldest] = this.writtenRows.keys();
    if (this.writtenRows.size > WRITTEN_ROWS_MAX && oldest !== undefined) this.writtenRows.delete(oldest);
  }

  async lastEpoch(botId: string): Promise<number | undefined> {
    for await (const item of this.table.query(botId, lastRowFirst(botId), 1)) return epochOf(item);
    return undefined;
  }

  async *rows(botId: string, epoch: number, range: RowRange = {}): AsyncIterable<StoredRow> {
    for await (const item of this.table.query(botId, rowsBetween(botId, epoch, range), range.limit))
      yield readStoredRow(item);
  }

  /** Issuing the same command again changes nothing. @throws Error when its id is that of another one. */
  async issue(botId: string, command: OperatorCommand): Promise<void> {
    const item = commandItem(botId, command, this.commands);
    const attempt = await this.table.put(botId, item, DOES_NOT_EXIST);
    if (attempt.status === 'written') return;
    const held = await this.table.get(botId, commandKey(botId, command.id, this.commands));
    // It was there, and the bot has consumed it since.
    if (held === undefined && attempt.status === 'refused') return;
    if (held !== undefined && isSameCommand(held, item)) return;
    if (attempt.status === 'failed') throw attempt.error;
    throw new Error(
      `command ${nameOfCommand(botId, command.id)} has been issued already, and says otherwise`,
    );
  }

  async discard(botId: string, commandIds: readonly string[]): Promise<void> {
    await inTurns(commandIds, async (id) => {
      await this.table.delete(botId, commandKey(botId, id));
      if (this.foundBeside.has(nameOfCommand(botId, id))) await this.discardBeside(botId, id);
    });
  }

  private async discardBeside(botId: string, id: string): Promise<void> {
    const attempt = await this.table.put(botId, obeyedItem(botId, id), EXISTS);
    if (attempt.status === 'failed') throw attempt.error;
    this.foundBeside.delete(nameOfCommand(botId, id));
  }
}

function nameOfCommand(botId: string, commandId: string): string {
  return `${commandId} of bot ${botId}`;
}

function nameOfRow(botId: string, { epoch, sequence }: LedgerRow): string {
  return `${epoch}/${sequence} of bot ${botId}`;
}

/** A few at a time. When it rejects, every call that it made has ended. */
async function inTurns<Value>(
  values: readonly Value[],
  make: (value: Value) => Promise<void>,
): Promise<void> {
  for (let first = 0; first < values.length; first += CALLS_AT_ONCE) {
    const calls = values.slice(first, first + CALLS_AT_ONCE).map(make);
    await Promise.allSettled(calls);
    await Promise.all(calls);
  }
}
