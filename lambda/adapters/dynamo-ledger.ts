/**
 * The ledger store on DynamoDB.
 *
 * Invariants: one conditional write is the commit point; a write that seems to have failed is checked by reading the
 * item, where this execution's id means that it won and the response was lost; a row is never replaced by another.
 */
import {
  ConditionalCheckFailedException,
  DeleteItemCommand,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  type DynamoDBClient,
} from '@aws-sdk/client-dynamodb';
import type { BotState } from '../core/bot-state.ts';
import type { LedgerRow } from '../core/ledger-events.ts';
import type { OperatorCommand } from '../core/operator-command.ts';
import type { LedgerStore, LoadedBot } from '../ports.ts';
import {
  botPartition,
  commandItem,
  commandKey,
  epochPrefix,
  isCommandItem,
  ledgerPartition,
  readCommand,
  readRow,
  readState,
  rowItem,
  rowKey,
  stateItem,
  stateKey,
  STATE_KEY,
  type Item,
} from './dynamo-items.ts';

/** Rows written at once. */
const WRITES_AT_ONCE = 10;

export class DynamoLedger implements LedgerStore {
  private readonly client: DynamoDBClient;
  private readonly table: string;

  constructor(client: DynamoDBClient, table: string) {
    this.client = client;
    this.table = table;
  }

  async load(botId: string): Promise<LoadedBot> {
    const items: Item[] = [];
    for await (const item of this.query(botPartition(botId), '')) items.push(item);
    const stateFound = items.find((item) => item.sk?.S === STATE_KEY);
    return {
      state: stateFound === undefined ? undefined : readState(stateFound),
      commands: items.filter(isCommandItem).map(readCommand),
    };
  }

  async commit(
    next: BotState,
    expectedVersion: number,
    executionId: string,
  ): Promise<'committed' | 'conflict'> {
    const item = stateItem(next, executionId);
    try {
      await this.client.send(
        new PutItemCommand({
          TableName: this.table,
          Item: item,
          ...(expectedVersion === 0
            ? { ConditionExpression: 'attribute_not_exists(pk)' }
            : {
                ConditionExpression: '#version = :expected',
                ExpressionAttributeNames: { '#version': 'version' },
                ExpressionAttributeValues: { ':expected': { N: String(expectedVersion) } },
              }),
        }),
      );
      return 'committed';
    } catch (error) {
      // An earlier attempt of this very write may have succeeded and lost its response.
      const held = await this.get(stateKey(next.botId));
      const mine = held?.executionId?.S === executionId && held.version?.N === String(next.version);
      if (mine) return 'committed';
      if (error instanceof ConditionalCheckFailedException) return 'conflict';
      throw error;
    }
  }

  async append(botId: string, rows: readonly LedgerRow[]): Promise<void> {
    for (let first = 0; first < rows.length; first += WRITES_AT_ONCE) {
      await Promise.all(rows.slice(first, first + WRITES_AT_ONCE).map((row) => this.appendRow(botId, row)));
    }
  }

  private async appendRow(botId: string, row: LedgerRow): Promise<void> {
    const item = rowItem(botId, row);
    try {
      await this.client.send(
        new PutItemCommand({
          TableName: this.table,
          Item: item,
          ConditionExpression: 'attribute_not_exists(pk)',
        }),
      );
    } catch (error) {
      if (!(error instanceof ConditionalCheckFailedException)) throw error;
      const held = await this.get(rowKey(botId, row));
      if (held?.body?.S !== item.body?.S) {
        throw new Error(
          `ledger row ${row.epoch}/${row.sequence} of ${botId} is written already, and says otherwise`,
          {
            cause: error,
          },
        );
      }
    }
  }

  async *rows(botId: string, epoch: number): AsyncIterable<LedgerRow> {
    for await (const item of this.query(ledgerPartition(botId), epochPrefix(epoch))) yield readRow(item);
  }

  async issue(botId: string, command: OperatorCommand): Promise<void> {
    await this.client.send(
      new PutItemCommand({
        TableName: this.table,
        Item: commandItem(botId, command),
        ConditionExpression: 'attribute_not_exists(pk)',
      }),
    );
  }

  async discard(botId: string, commandIds: readonly string[]): Promise<void> {
    for (const id of commandIds) {
      await this.client.send(new DeleteItemCommand({ TableName: this.table, Key: commandKey(botId, id) }));
    }
  }

  private async get(key: Item): Promise<Item | undefined> {
    const { Item: found } = await this.client.send(
      new GetItemCommand({ TableName: this.table, Key: key, ConsistentRead: true }),
    );
    return found;
  }

  /** Items of a partition whose sort key begins with `prefix`, in order, strongly consistent. */
  private async *query(partition: string, prefix: string): AsyncIterable<Item> {
    let from: Item | undefined;
    do {
      const { Items = [], LastEvaluatedKey } = await this.client.send(
        new QueryCommand({
          TableName: this.table,
          ConsistentRead: true,
          KeyConditionExpression: prefix === '' ? 'pk = :pk' : 'pk = :pk AND begins_with(sk, :prefix)',
          ExpressionAttributeValues: {
            ':pk': { S: partition },
            ...(prefix !== '' && { ':prefix': { S: prefix } }),
          },
          ...(from && { ExclusiveStartKey: from }),
        }),
      );
      yield* Items;
      from = LastEvaluatedKey;
    } while (from !== undefined);
  }
}
