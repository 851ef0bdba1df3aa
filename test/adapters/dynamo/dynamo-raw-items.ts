/**
 * Items as nobody should write them: put past the bot, and read as they are.
 */
import {
  GetItemCommand,
  PutItemCommand,
  type AttributeValue,
  type DynamoDBClient,
} from '@aws-sdk/client-dynamodb';
import { z } from 'zod';

export type RawItem = Record<string, AttributeValue>;

export async function putRaw(client: DynamoDBClient, table: string, item: RawItem): Promise<void> {
  await client.send(new PutItemCommand({ TableName: table, Item: item }));
}

/** What lies under the key of this item now. */
export async function heldAt(
  client: DynamoDBClient,
  table: string,
  { pk, sk }: RawItem,
): Promise<RawItem | undefined> {
  const command = new GetItemCommand({ TableName: table, Key: { pk: pk!, sk: sk! }, ConsistentRead: true });
  return (await client.send(command)).Item;
}

const jsonSchema = z.json();
type Json = z.output<typeof jsonSchema>;

/** The item with its body changed at one place, such as `ledger.balanceUsd`; `undefined` removes what is there. */
export function withBody(item: RawItem, path: string, value: Json | undefined): RawItem {
  const body = jsonSchema.parse(JSON.parse(item['body']!.S!));
  return { ...item, body: { S: JSON.stringify(changed(body, path.split('.'), value)) } };
}

function changed(
  part: Json | undefined,
  [key, ...rest]: readonly string[],
  value: Json | undefined,
): Json | undefined {
  if (key === undefined) return value;
  if (Array.isArray(part)) {
    return part.map((one, k) => (String(k) === key ? (changed(one, rest, value) ?? null) : one));
  }
  const object = typeof part === 'object' && part !== null ? part : {};
  const inner = changed(object[key], rest, value);
  const others = Object.fromEntries(Object.entries(object).filter(([name]) => name !== key));
  return inner === undefined ? others : { ...others, [key]: inner };
}
