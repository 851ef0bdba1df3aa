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
import {
  ConditionalCheckFailedException,
  DeleteItemCommand,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  type DynamoDBClient,
  type PutItemCommandInput,
} from '@aws-sdk/client-dynamodb';
import { isDeepStrictEqual } from 'node:util';
import type { BotState } from '../../core/bot-state.ts';
import type { LedgerRow } from '../../core/ledger/ledger-events.ts';
import type { StoredRow } from '../../core/ledger/stored-row.ts';
import { takeCommands, type OperatorCommand } from '../../core/ledger/operator-command.ts';
import type { Committed, LedgerStore, LoadedBot, RowRange } from '../../ports.ts';
import {
  botPartition,
  commandItem,
  commandKey,
  isCommandItem,
  isFromOtherTable,
  isSameCommand,
  isTooLarge,
  readCommand,
  readState,
  stateItem,
  stateKey,
  STATE_KEY,
  type Item,
} from './dynamo-items.ts';
import {
  isSameRow,
  lastRowQuery,
  epochOf,
  readStoredRow,
  rowItem,
  rowKey,
  rowsBetween,
  type KeyRange,
} from './row-items.ts';
import { StoreError, storeError, type StoreCall } from './store-error.ts';

/** Calls made at once. */
const CALLS_AT_ONCE = 10;

/** Rows remembered as written, so that a row that an outbox repeats costs no second write. */
const WRITTEN_ROWS_MAX = 200;

type Condition = Pick<
  PutItemCommandInput,
  'ConditionExpression' | 'ExpressionAttributeNames' | 'ExpressionAttributeValues'
>;

const DOES_NOT_EXIST: Condition = { ConditionExpression: 'attribute_not_exists(pk)' };

function hasVersion(version: number): Condition {
  return {
    ConditionExpression: '#version = :expected',
    ExpressionAttributeNames: { '#version': 'version' },
    ExpressionAttributeValues: { ':expected': { N: String(version) } },
  };
}

/** Every method throws a StoreError when a call to the table fails. */
export class DynamoLedger implements LedgerStore {
  private readonly client: DynamoDBClient;
  private readonly table: string;
  private readonly writtenRows = new Map<string, LedgerRow>();

  constructor(client: DynamoDBClient, table: string) {
    this.client = client;
    this.table = table;
  }

  /** @throws ItemError when the state cannot be read; a command that cannot be is handed out as a pause. */
  async load(botId: string): Promise<LoadedBot> {
    const items: Item[] = [];
    const keys = { condition: 'pk = :pk', values: { ':pk': { S: botPartition(botId) } }, newestFirst: false };
    for await (const item of this.query(botId, keys)) items.push(item);
    const stateFound = items.find((item) => item.sk?.S === STATE_KEY);
    const state = stateFound === undefined ? undefined : readState(stateFound);
    return {
      state,
      ...(stateFound !== undefined && isFromOtherTable(stateFound, this.table) && { isRestored: true }),
      ...takeCommands(items.filter(isCommandItem).map(readCommand), state?.consumedCommandIds ?? []),
    };
  }

  /** @throws ItemError when the state could not be read again; RangeError when its version does not follow. */
  async commit(next: BotState, expectedVersion: number, executionId: string): Promise<Committed> {
    const { botId, version } = next;
    if (version !== expectedVersion + 1) {
      throw new RangeError(`version ${version} cannot follow version ${expectedVersion}`);
    }
    const condition = expectedVersion === 0 ? DOES_NOT_EXIST : hasVersion(expectedVersion);
    const item = stateItem(next, { executionId, table: this.table });
    if (isTooLarge(item)) return 'too-large';
    const attempt = await this.put(botId, item, condition);
    if (attempt.status === 'written') return 'committed';
    // An earlier attempt of this very write may have succeeded and lost its response.
    const held = await this.get(botId, stateKey(botId)).catch((error: unknown) => {
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
    const attempt = await this.put(botId, item, DOES_NOT_EXIST);
    if (attempt.status === 'failed') throw attempt.error;
    if (attempt.status === 'refused') {
      const held = await this.get(botId, rowKey(botId, row));
      if (held === undefined || !isSameRow(held, item)) {
        throw new Error(`ledger row ${nameOfRow(botId, row)} is written already, and says otherwise`);
      }
    }
    this.writtenRows.set(nameOfRow(botId, row), row);
    const [oldest] = this.writtenRows.keys();
    if (this.writtenRows.size > WRITTEN_ROWS_MAX && oldest !== undefined) this.writtenRows.delete(oldest);
  }

  async lastEpoch(botId: string): Promise<number | undefined> {
    const command = new QueryCommand({ TableName: this.table, ...lastRowQuery(botId) });
    const { Items = [] } = await this.call('Query', botId, () => this.client.send(command));
    return Items.map(epochOf)[0];
  }

  async *rows(botId: string, epoch: number, range: RowRange = {}): AsyncIterable<StoredRow> {
    for await (const item of this.query(botId, rowsBetween(botId, epoch, range), range.limit))
      yield readStoredRow(item);
  }

  /** Issuing the same command again changes nothing. @throws Error when its id is that of another one. */
  async issue(botId: string, command: OperatorCommand): Promise<void> {
    const item = commandItem(botId, command);
    const attempt = await this.put(botId, item, DOES_NOT_EXIST);
    if (attempt.status === 'written') return;
    const held = await this.get(botId, commandKey(botId, command.id));
    // It was there, and the bot has consumed it since.
    if (held === undefined && attempt.status === 'refused') return;
    if (held !== undefined && isSameCommand(held, item)) return;
    if (attempt.status === 'failed') throw attempt.error;
    throw new Error(`command ${command.id} of bot ${botId} has been issued already, and says otherwise`);
  }

  async discard(botId: string, commandIds: readonly string[]): Promise<void> {
    await inTurns(commandIds, async (id) => {
      const command = new DeleteItemCommand({ TableName: this.table, Key: commandKey(botId, id) });
      await this.call('DeleteItem', botId, () => this.client.send(command));
    });
  }

  private async put(botId: string, item: Item, condition: Condition): Promise<PutResult> {
    const command = new PutItemCommand({ TableName: this.table, Item: item, ...condition });
    try {
      await this.call('PutItem', botId, () => this.client.send(command));
      return { status: 'written' };
    } catch (error) {
      if (!(error instanceof StoreError)) throw error;
      if (error.cause instanceof ConditionalCheckFailedException) return { status: 'refused' };
      return { status: 'failed', error };
    }
  }

  private async get(botId: string, key: Item): Promise<Item | undefined> {
    const command = new GetItemCommand({ TableName: this.table, Key: key, ConsistentRead: true });
    return (await this.call('GetItem', botId, () => this.client.send(command))).Item;
  }

  /** Items of a partition in order, strongly consistent: page after page, as they are asked for. */
  private async *query(botId: string, keys: KeyRange, limit = Infinity): AsyncIterable<Item> {
    let from: Item | undefined;
    let left = limit;
    do {
      const command = new QueryCommand({
        TableName: this.table,
        ConsistentRead: true,
        KeyConditionExpression: keys.condition,
        ExpressionAttributeValues: keys.values,
        ScanIndexForward: !keys.newestFirst,
        ...(left < Infinity && { Limit: left }),
        ...(from && { ExclusiveStartKey: from }),
      });
      const { Items = [], LastEvaluatedKey } = await this.call('Query', botId, () =>
        this.client.send(command),
      );
      yield* Items;
      left -= Items.length;
      from = LastEvaluatedKey;
    } while (from !== undefined && left > 0);
  }

  private async call<Output>(
    operation: StoreCall['operation'],
    botId: string,
    send: () => Promise<Output>,
  ): Promise<Output> {
    try {
      return await send();
    } catch (error) {
      throw await storeError(error, { client: this.client, table: this.table, operation, botId });
    }
  }
}

/** `refused` by its condition; of one that `failed` nobody knows whether it was done. */
type PutResult =
  | { readonly status: 'written' }
  | { readonly status: 'refused' }
  | { readonly status: 'failed'; readonly error: StoreError };

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
