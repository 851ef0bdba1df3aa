/**
 * The calls of a DynamoDB table that a ledger makes, each for one bot.
 *
 * Invariants:
 * - Every failure is a StoreError with the call, the table and its place.
 * - A write is conditional, and says whether its condition refused it or nobody knows whether it was done.
 */
import {
  DeleteItemCommand,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  type DynamoDBClient,
  type PutItemCommandInput,
  type QueryCommandOutput,
} from '@aws-sdk/client-dynamodb';
import { ForeignAnswerError } from '../aws/aws-refusal.ts';
import type { Item } from './dynamo-items.ts';
import { StoreError, storeError, type StoreCall } from './store-error.ts';

export type Condition = Pick<
  PutItemCommandInput,
  'ConditionExpression' | 'ExpressionAttributeNames' | 'ExpressionAttributeValues'
>;

export const DOES_NOT_EXIST: Condition = { ConditionExpression: 'attribute_not_exists(pk)' };
export const EXISTS: Condition = { ConditionExpression: 'attribute_exists(pk)' };

export function hasVersion(version: number): Condition {
  return {
    ConditionExpression: '#version = :expected',
    ExpressionAttributeNames: { '#version': 'version' },
    ExpressionAttributeValues: { ':expected': { N: String(version) } },
  };
}

/** `refused` by its condition; of one that `failed` nobody knows whether it was done. */
export type PutResult =
  | { readonly status: 'written' }
  | { readonly status: 'refused' }
  | { readonly status: 'failed'; readonly error: StoreError };

/** A part of a partition. */
export interface KeyRange {
  readonly condition: string;
  readonly values: Item;
  readonly newestFirst: boolean;
}

export function wholePartition(partition: string): KeyRange {
  return { condition: 'pk = :pk', values: { ':pk': { S: partition } }, newestFirst: false };
}

export interface Page {
  readonly items: readonly Item[];
  /** There is more. */
  readonly isCut: boolean;
}

export class DynamoTable {
  readonly name: string;
  private readonly client: DynamoDBClient;

  constructor(client: DynamoDBClient, name: string) {
    this.client = client;
    this.name = name;
  }

  async put(botId: string, item: Item, condition: Condition): Promise<PutResult> {
    const command = new PutItemCommand({ TableName: this.name, Item: item, ...condition });
    try {
      await this.call('PutItem', botId, () => this.client.send(command));
      return { status: 'written' };
    } catch (error) {
      if (!(error instanceof StoreError)) throw error;
      if (error.isConditionRefused) return { status: 'refused' };
      return { status: 'failed', error };
    }
  }

  /** Strongly consistent. */
  async get(botId: string, key: Item): Promise<Item | undefined> {
    const command = new GetItemCommand({ TableName: this.name, Key: key, ConsistentRead: true });
    const { Item: item } = await this.call('GetItem', botId, async () => {
      const answer = await this.client.send(command);
      requireItems(answer.Item === undefined ? [] : [answer.Item]);
      return answer;
    });
    return item;
  }

  async delete(botId: string, key: Item): Promise<void> {
    const command = new DeleteItemCommand({ TableName: this.name, Key: key });
    await this.call('DeleteItem', botId, () => this.client.send(command));
  }

  async queryAll(botId: string, keys: KeyRange): Promise<readonly Item[]> {
    const items: Item[] = [];
    for await (const item of this.query(botId, keys)) items.push(item);
    return items;
  }

  /** The first page of a part of a partition: a megabyte, or so many items. */
  async page(botId: string, keys: KeyRange, limit = Infinity): Promise<Page> {
    const { Items: items = [], LastEvaluatedKey } = await this.ask(botId, keys, limit, undefined);
    return { items, isCut: LastEvaluatedKey !== undefined };
  }

  /** Items of a partition in order, strongly consistent: page after page, as they are asked for. */
  async *query(botId: string, keys: KeyRange, limit = Infinity): AsyncIterable<Item> {
    let from: Item | undefined;
    let left = limit;
    do {
      const { Items = [], LastEvaluatedKey }: QueryCommandOutput = await this.ask(botId, keys, left, from);
      yield* Items;
      left -= Items.length;
      from = LastEvaluatedKey;
    } while (from !== undefined && left > 0);
  }

  private async ask(
    botId: string,
    { condition, values, newestFirst }: KeyRange,
    limit: number,
    from: Item | undefined,
  ): Promise<QueryCommandOutput> {
    const command = new QueryCommand({
      TableName: this.name,
      ConsistentRead: true,
      KeyConditionExpression: condition,
      ExpressionAttributeValues: values,
      ScanIndexForward: !newestFirst,
      ...(limit < Infinity && { Limit: limit }),
      ...(from && { ExclusiveStartKey: from }),
    });
    return this.call('Query', botId, async () => {
      const answer = await this.client.send(command);
      requireItems(answer.Items);
      return answer;
    });
  }

  private async call<Output>(
    operation: StoreCall['operation'],
    botId: string,
    send: () => Promise<Output>,
  ): Promise<Output> {
    try {
      return await send();
    } catch (error) {
      throw await storeError(error, { client: this.client, table: this.name, operation, botId });
    }
  }
}

/** Both keys of an item are texts. @throws ForeignAnswerError where they are not: it is no answer of the database. */
function requireItems(items: unknown): void {
  if (items === undefined || (Array.isArray(items) && items.every(isItem))) return;
  throw new ForeignAnswerError('no items');
}

function isItem(item: Item | null): boolean {
  return typeof item?.['pk']?.S === 'string' && typeof item['sk']?.S === 'string';
}
