/**
 * DynamoDB, as far as the bot speaks it: JSON in, JSON out, in no time.
 *
 * - One write is one step: a condition is judged, and the item replaced, at once.
 * - An item of more than 400 KB is refused, a condition that does not hold too.
 * - What is not spoken here is a defect of this twin, and ends the run.
 */
import { z } from 'zod';
import { itemSchema, numberOf, Partition, textOf, type TwinItem, type Written } from './twin-item.ts';

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
  /** JSON. */
  readonly body: string;
}

const ITEM_BYTES_MAX = 400 * 1024;
/** A page of a query. */
const PAGE_BYTES_MAX = 1024 * 1024;

/** UTF-8 takes at most so many bytes for a character of a text. */
const CHARACTER_BYTES_MAX = 3;

type Table = Map<string, Partition>;

export class DynamoTwin {
  private readonly tables = new Map<string, Table>();
  /** Of items that were read: most are read again before they change. */
  private readonly written = new WeakMap<TwinItem, string>();
  onWrite: (written: Written) => void = () => {};
  onDelete: (table: string, item: TwinItem) => void = () => {};

  constructor(...tables: readonly string[]) {
    for (const table of tables) this.tables.set(table, new Map());
  }

  respond(operation: string, body: string): TwinAnswer {
    const asked: unknown = JSON.parse(body);
    switch (operation) {
      case 'PutItem':
        return this.put(putSchema.parse(asked), body.length);
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

  /** An item is there, as if somebody had put it: thousands of them at once, which nobody has sent. */
  place(table: string, item: object): void {
    const found = itemSchema.parse(item);
    this.put({ TableName: table, Item: found }, this.textOf(found).length);
  }

  /** For whoever looks from outside. */
  item(table: string, pk: string, sk: string): TwinItem | undefined {
    return this.tables.get(table)?.get(pk)?.get(sk);
  }

  /** In order. */
  items(table: string, pk: string): readonly TwinItem[] {
    return this.tables.get(table)?.get(pk)?.items ?? [];
  }

  /** In order. */
  sortKeys(table: string, pk: string): readonly string[] {
    return this.tables.get(table)?.get(pk)?.sortKeys ?? [];
  }

  /** A table as a backup has it, under another name. */
  restore(name: string, backup: ReadonlyMap<string, Partition>): void {
    this.tables.set(name, copyOf(backup));
  }

  /** What a backup holds. */
  backup(table: string): ReadonlyMap<string, Partition> {
    return copyOf(this.tables.get(table) ?? new Map<string, Partition>());
  }

  /** @param characters of the request: where they are few, its item needs no measuring. */
  private put(
    { TableName, Item, ConditionExpression, ExpressionAttributeValues }: z.infer<typeof putSchema>,
    characters: number,
  ): TwinAnswer {
    const partition = this.partition(TableName, Item);
    if (partition === undefined) return NO_TABLE;
    const sk = textOf(Item.sk);
    const before = partition.get(sk);
    const isSmall = characters * CHARACTER_BYTES_MAX <= ITEM_BYTES_MAX;
    if (!isSmall && Buffer.byteLength(JSON.stringify(Item)) > ITEM_BYTES_MAX) {
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
    return DONE;
  }

  private get({ TableName, Key }: z.infer<typeof getSchema>): TwinAnswer {
    const partition = this.partition(TableName, Key);
    if (partition === undefined) return NO_TABLE;
    const item = partition.get(Key.sk.S);
    return item === undefined ? DONE : { status: 200, body: `{"Item":${this.textOf(item)}}` };
  }

  private remove({ TableName, Key }: z.infer<typeof deleteSchema>): TwinAnswer {
    const partition = this.partition(TableName, Key);
    if (partition === undefined) return NO_TABLE;
    const item = partition.get(Key.sk.S);
    partition.delete(Key.sk.S);
    if (item !== undefined) this.onDelete(TableName, item);
    return DONE;
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
    const { sortKeys } = partition;
    const start = ExclusiveStartKey?.sk.S;
    const low = partition.placeOf(first);
    const high = last === undefined ? sortKeys.length : placeBehind(partition, last);
    const step = ScanIndexForward ? 1 : -1;
    let place = ScanIndexForward ? low : high - 1;
    if (start !== undefined)
      place = ScanIndexForward ? placeBehind(partition, start) : partition.placeOf(start) - 1;
    const found: string[] = [];
    let end: TwinItem | undefined;
    let bytes = 0;
    for (; place >= low && place < high && found.length !== Limit && bytes <= PAGE_BYTES_MAX; place += step) {
      end = partition.get(sortKeys[place]!)!;
      const text = this.textOf(end);
      bytes += text.length;
      found.push(text);
    }
    const isCut = (place >= low && place < high) || found.length === Limit;
    const cut =
      isCut && end !== undefined ? `,"LastEvaluatedKey":${JSON.stringify({ pk: end.pk, sk: end.sk })}` : '';
    return { status: 200, body: `{"Items":[${found.join(',')}]${cut}}` };
  }

  private textOf(item: TwinItem): string {
    const known = this.written.get(item);
    if (known !== undefined) return known;
    const text = JSON.stringify(item);
    this.written.set(item, text);
    return text;
  }

  private partition(table: string, { pk }: TwinItem): Partition | undefined {
    const partitions = this.tables.get(table);
    const name = textOf(pk);
    if (partitions === undefined) return undefined;
    const found = partitions.get(name) ?? new Partition();
    partitions.set(name, found);
    return found;
  }
}

/** An exception of the service, by its name. */
export function refusal(name: string, message: string, status = 400): TwinAnswer {
  return { status, body: JSON.stringify({ __type: `com.amazonaws.dynamodb.v20120810#${name}`, message }) };
}

/** An answer that has nothing to say. */
const DONE: TwinAnswer = { status: 200, body: '{}' };

const NO_TABLE = refusal('ResourceNotFoundException', 'Requested resource not found');

function copyOf(table: ReadonlyMap<string, Partition>): Table {
  return new Map([...table].map(([pk, partition]) => [pk, new Partition(partition)]));
}

/** How many keys come before what follows one. */
function placeBehind(partition: Partition, sk: string): number {
  const place = partition.placeOf(sk);
  return partition.sortKeys[place] === sk ? place + 1 : place;
}
