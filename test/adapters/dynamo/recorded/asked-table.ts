/**
 * One table to ask, with as little to write at each question as there is to say.
 *
 * Every request asks for the units that it consumes, and every one but a put names the same item.
 */
import {
  DeleteItemCommand,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  UpdateItemCommand,
  type AttributeValue,
  type ConsumedCapacity,
  type DeleteItemCommandInput,
  type DynamoDBClient,
  type GetItemCommandInput,
  type PutItemCommandInput,
  type QueryCommandInput,
  type UpdateItemCommandInput,
} from '@aws-sdk/client-dynamodb';

export type Item = Record<string, AttributeValue>;

/** The keys of the item, when a question does not say otherwise. */
export const KEY: Item = { pk: { S: 'bot' }, sk: { S: 'one' } };

/** An item of so many bytes: the names and values of its keys, and a body. */
export function ofBytes(bytes: number): Item {
  const rest = ['pk', 'bot', 'sk', 'one', 'b'].join('').length;
  return { b: { S: 'x'.repeat(bytes - rest) } };
}

const TOTAL = { ReturnConsumedCapacity: 'TOTAL' } as const;

export class AskedTable {
  private readonly client: DynamoDBClient;
  private readonly table: string;

  constructor(client: DynamoDBClient, table: string) {
    this.client = client;
    this.table = table;
  }

  async put(attributes: Item, more: Partial<PutItemCommandInput> = {}) {
    const item = { ...KEY, ...attributes };
    return this.client.send(new PutItemCommand({ TableName: this.table, Item: item, ...TOTAL, ...more }));
  }

  async get(more: Partial<GetItemCommandInput> = {}) {
    const input = { TableName: this.table, Key: KEY, ConsistentRead: true, ...TOTAL, ...more };
    return this.client.send(new GetItemCommand(input));
  }

  async delete(more: Partial<DeleteItemCommandInput> = {}) {
    return this.client.send(new DeleteItemCommand({ TableName: this.table, Key: KEY, ...TOTAL, ...more }));
  }

  async update(expression: string, more: Partial<UpdateItemCommandInput> = {}) {
    const input = { TableName: this.table, Key: KEY, UpdateExpression: expression, ...TOTAL, ...more };
    return this.client.send(new UpdateItemCommand(input));
  }

  /** The items of the bot's partition. */
  async query(more: Partial<QueryCommandInput> = {}) {
    return this.client.send(
      new QueryCommand({
        TableName: this.table,
        ConsistentRead: true,
        KeyConditionExpression: 'pk = :pk',
        ExpressionAttributeValues: { ':pk': { S: 'bot' } },
        ...TOTAL,
        ...more,
      }),
    );
  }
}

interface HasUnits {
  readonly ConsumedCapacity?: ConsumedCapacity | undefined;
}

/** The units that an answer says it consumed. */
export function unitsIn({ ConsumedCapacity }: HasUnits): number | string {
  return ConsumedCapacity?.CapacityUnits ?? 'no units';
}

/** What a store answers that fails: a page, such as moto's, which is no answer of DynamoDB. */
export const NO_ANSWER = 'no answer of DynamoDB';

/** The name of an error of the table, and the item that came with it. */
export function nameOfRefusal(error: unknown): string {
  if (!(error instanceof Error && '$metadata' in error)) throw error;
  if (!('$fault' in error)) return NO_ANSWER;
  const hasItem = 'Item' in error && error.Item !== undefined;
  return hasItem ? `${error.name} with ${sortedJson(error.Item)}` : error.name;
}

function sortedJson(value: unknown): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const parts = Object.entries(value).map(([name, part]) => `${name}: ${sortedJson(part)}`);
  return `{ ${parts.toSorted().join(', ')} }`;
}
