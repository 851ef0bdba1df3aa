/**
 * DynamoDB, as far as the bot speaks it: JSON in, JSON out, in no time.
 *
 * - One write is one step: a condition is judged, and the item replaced, at once.
 * - An item of more than 400 KB is refused, a condition that does not hold too.
 * - What is not spoken here is a defect of this twin, and ends the run.
 */
import { z } from 'zod';

const valueSchema = z.union([
  z.strictObject({ S: z.string() }),
  z.strictObject({ N: z.string() }),
  z.strictObject({ BOOL: z.boolean() }),
]);
type Value = z.infer<typeof valueSchema>;
const itemSchema = z.record(z.string(), valueSchema);
export type TwinItem = z.infer<typeof itemSchema>;

const keySchema = z.strictObject({
  pk: z.strictObject({ S: z.string() }),
  sk: z.strictObject({ S: z.string() }),
});

const putSchema = z.strictObject({
  TableName: z.string(),
  Item: itemSchema,
  ConditionExpression: z.enum(['attribute_not_exists(pk)', '#version = :expected']).optional(),
  ExpressionAttributeNames: z.strictObject({ '#version': z.literal('version') }).optional(),
  ExpressionAttributeValues: z.strictObject({ ':expected': z.strictObject({ N: z.string() }) }).optional(),
});
const getSchema = z.strictObject({
  TableName: z.string(),
  Key: keySchema,
  ConsistentRead: z.boolean().optional(),
});
const deleteSchema = z.strictObject({ TableName: z.string(), Key: keySchema });
const text = z.strictObject({ S: z.string() });
const querySchema = z.strictObject({
  TableName: z.string(),
  ConsistentRead: z.literal(true),
  KeyConditionExpression: z.enum(['pk = :pk', 'pk = :pk AND sk BETWEEN :first AND :last']),
  ExpressionAttributeValues: z.strictObject({
    ':pk': text,
    ':first': text.optional(),
    ':last': text.optional(),
  }),
  ScanIndexForward: z.boolean().optional(),
  Limit: z.number().optional(),
  ExclusiveStartKey: keySchema.optional(),
});

export interface TwinAnswer {
  readonly status: number;
  readonly body: object;
}

const ITEM_BYTES_MAX = 400 * 1024;
/** A page of a query. */
const PAGE_BYTES_MAX = 1024 * 1024;

/** A write that was done. */
export interface Written {
  readonly table: string;
  readonly item: TwinItem;
  readonly before: TwinItem | undefined;
}

type Partition = Map<string, TwinItem>;

export class DynamoTwin {
  private readonly tables = new Map<string, Map<string, Partition>>();
  onWrite: (written: Written) => void = () => {};
  onDelete: (table: string, item: TwinItem) => void = () => {};

  constructor(...tables: readonly string[]) {
    for (const table of tables) this.tables.set(table, new Map());
  }

  respond(operation: string, body: string): TwinAnswer {
    const asked: unknown = JSON.parse(body);
    switch (operation) {
      case 'PutItem':
        return this.put(putSchema.parse(asked));
      case 'GetItem':
        return this.get(getSchema.parse(asked));
      case 'DeleteItem':
        return this.remove(deleteSchema.parse(asked));
      case 'Query':
        return this.query(querySchema.parse(asked));
      default:
        throw new Error(`the twin of DynamoDB knows no ${operation}`);
    }
  }

  /** For whoever looks from outside. */
  item(table: string, pk: string, sk: string): TwinItem | undefined {
    return this.tables.get(table)?.get(pk)?.get(sk);
  }

  items(table: string, pk: string): readonly TwinItem[] {
    return [...(this.tables.get(table)?.get(pk) ?? [])].toSorted(byKey).map(([, item]) => item);
  }

  /** A table as a backup has it, under another name. */
  restore(name: string, backup: ReadonlyMap<string, ReadonlyMap<string, TwinItem>>): void {
    this.tables.set(name, new Map([...backup].map(([pk, partition]) => [pk, new Map(partition)])));
  }

  /** What a backup holds. */
  backup(table: string): ReadonlyMap<string, ReadonlyMap<string, TwinItem>> {
    return new Map([...(this.tables.get(table) ?? [])].map(([pk, partition]) => [pk, new Map(partition)]));
  }

  private put({
    TableName,
    Item,
    ConditionExpression,
    ExpressionAttributeValues,
  }: z.infer<typeof putSchema>): TwinAnswer {
    const partition = this.partition(TableName, Item);
    if (partition === undefined) return NO_TABLE;
    const sk = textOf(Item.sk);
    const before = partition.get(sk);
    if (Buffer.byteLength(JSON.stringify(Item)) > ITEM_BYTES_MAX) {
      return refusal('ValidationException', 'Item size has exceeded the maximum allowed size');
    }
    const isMet =
      ConditionExpression === undefined ||
      (ConditionExpression === 'attribute_not_exists(pk)'
        ? before === undefined
        : before !== undefined && numberOf(before.version) === ExpressionAttributeValues?.[':expected'].N);
    if (!isMet) return refusal('ConditionalCheckFailedException', 'The conditional request failed');
    partition.set(sk, Item);
    this.onWrite({ table: TableName, item: Item, before });
    return { status: 200, body: {} };
  }

  private get({ TableName, Key }: z.infer<typeof getSchema>): TwinAnswer {
    const partition = this.partition(TableName, Key);
    if (partition === undefined) return NO_TABLE;
    const item = partition.get(Key.sk.S);
    return { status: 200, body: item === undefined ? {} : { Item: item } };
  }

  private remove({ TableName, Key }: z.infer<typeof deleteSchema>): TwinAnswer {
    const partition = this.partition(TableName, Key);
    if (partition === undefined) return NO_TABLE;
    const item = partition.get(Key.sk.S);
    partition.delete(Key.sk.S);
    if (item !== undefined) this.onDelete(TableName, item);
    return { status: 200, body: {} };
  }

  private query(asked: z.infer<typeof querySchema>): TwinAnswer {
    const {
      TableName,
      ExpressionAttributeValues: values,
      ScanIndexForward = true,
      Limit,
      ExclusiveStartKey,
    } = asked;
    const partition = this.partition(TableName, { pk: values[':pk'] });
    if (partition === undefined) return NO_TABLE;
    const first = values[':first']?.S ?? '';
    const last = values[':last']?.S;
    const inOrder = [...partition]
      .filter(([sk]) => sk >= first && (last === undefined || sk <= last))
      .toSorted(byKey);
    if (!ScanIndexForward) inOrder.reverse();
    const from =
      ExclusiveStartKey === undefined ? 0 : inOrder.findIndex(([sk]) => sk === ExclusiveStartKey.sk.S) + 1;
    const Items: TwinItem[] = [];
    let bytes = 0;
    for (const [, item] of inOrder.slice(from)) {
      if (Items.length === Limit || bytes > PAGE_BYTES_MAX) break;
      bytes += JSON.stringify(item).length;
      Items.push(item);
    }
    const end = Items.at(-1);
    const isCut = from + Items.length < inOrder.length || Items.length === Limit;
    return {
      status: 200,
      body: { Items, ...(isCut && end !== undefined && { LastEvaluatedKey: { pk: end.pk, sk: end.sk } }) },
    };
  }

  private partition(table: string, { pk }: { readonly pk?: Value }): Partition | undefined {
    const partitions = this.tables.get(table);
    const name = textOf(pk);
    if (partitions === undefined) return undefined;
    const found = partitions.get(name) ?? new Map<string, TwinItem>();
    partitions.set(name, found);
    return found;
  }
}

/** An exception of the service, by its name. */
export function refusal(name: string, message: string, status = 400): TwinAnswer {
  return { status, body: { __type: `com.amazonaws.dynamodb.v20120810#${name}`, message } };
}

const NO_TABLE = refusal('ResourceNotFoundException', 'Requested resource not found');

function byKey([left]: readonly [string, unknown], [right]: readonly [string, unknown]): number {
  return left < right ? -1 : 1;
}

export function textOf(value: Value | undefined): string {
  if (value === undefined || !('S' in value)) throw new Error('a text is missing');
  return value.S;
}

function numberOf(value: Value | undefined): string | undefined {
  return value !== undefined && 'N' in value ? value.N : undefined;
}
