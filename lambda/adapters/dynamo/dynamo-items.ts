/**
 * How the bot's state, ledger rows and commands lie in a DynamoDB table. Pure: no calls are made here.
 *
 * | item    | pk            | sk                      | attributes                                             |
 * | ------- | ------------- | ----------------------- | ------------------------------------------------------ |
 * | state   | `bot#ID`      | `state`                 | version, schema, readableBy, executionId, table, body  |
 * | command | `commands#ID` | `COMMAND`               | schema, body (JSON)                                    |
 * | row     | `ledger#ID`   | `EPOCH#SEQUENCE`        | schema, kind, at, body (JSON)                          |
 * | markets | `ledger#ID`   | `markets`               | body (JSON), kept for the next cold start              |
 *
 * Invariants:
 * - What different people may write lies in different partitions, because IAM tells partitions apart and no sort keys.
 * - The keys of rows are deterministic, gapless and sort in their order.
 * - A state that this release could not read again is never written.
 * - A state that it cannot read stops the bot and is never overwritten.
 * - A state names the table in which it was written, so that one restored from backup is known as such.
 */
import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { z } from 'zod';
import type { BotState } from '../../core/bot-state.ts';
import { stateSchema } from './state-schema.ts';
import { toJson } from './stored-json.ts';

export type Item = Record<string, AttributeValue>;

/** Schema of the items this release writes, and the oldest release that can read them. */
export const SCHEMA = 1;
export const READABLE_BY = 1;

/**
 * DynamoDB takes items of 400 KB. A state stays under 32 (`core/item-room.ts`); one that nears the limit is a defect,
 * and is not written. Not sooner, because a bot that cannot commit has lost its memory.
 */
export const STATE_BYTES_MAX = 384 * 1024;

/** An item that failed validation. It is left as it is; nothing is opened until the operator has looked. */
export class ItemError extends Error {
  override readonly name = 'ItemError';
}

export const STATE_KEY = 'state';

export function botPartition(botId: string): string {
  return `bot#${botId}`;
}

export function ledgerPartition(botId: string): string {
  return `ledger#${botId}`;
}

export function stateKey(botId: string): Item {
  return { pk: { S: botPartition(botId) }, sk: { S: STATE_KEY } };
}

export interface Writing {
  /** Unique to the invocation. */
  readonly executionId: string;
  /** Name of the table. */
  readonly table: string;
}

/** Whether a table takes no item of that size. */
export function isTooLarge({ body }: Item): boolean {
  return Buffer.byteLength(body?.S ?? '') > STATE_BYTES_MAX;
}

/**
 * The last body of a state that was read, and what it says: a bot reads what it wrote a moment ago, and has read that to know
 * that it can. Reading it is most of what a load computes.
 */
export class StateBodies {
  private text: string | undefined;
  private parsed: Parsed<BotState> | undefined;

  parse(item: Item): Parsed<BotState> {
    const text = item.body?.S;
    if (this.parsed === undefined || text !== this.text) {
      this.parsed = parse(stateSchema, item);
      this.text = text;
    }
    return this.parsed;
  }
}

/** @throws ItemError when it could not be read again. */
export function stateItem(
  state: BotState,
  { executionId, table }: Writing,
  bodies: StateBodies = new StateBodies(),
): Item {
  const body = toJson(state);
  const item: Item = {
    ...stateKey(state.botId),
    version: { N: String(state.version) },
    schema: { N: String(SCHEMA) },
    readableBy: { N: String(READABLE_BY) },
    executionId: { S: executionId },
    table: { S: table },
    body: { S: body },
  };
  const parsed = bodies.parse(item);
  if (parsed.isReadable) return item;
  throw new ItemError(`${nameOf(item)} ${parsed.problem}. It is not written`);
}

/** The state in an item. @throws ItemError when this release cannot read it. */
export function readState(item: Item, bodies: StateBodies = new StateBodies()): BotState {
  const readableBy = Number(item.readableBy?.N);
  if (!Number.isInteger(readableBy)) throw unreadable(item, 'says no schema: it was not written by this bot');
  if (readableBy > SCHEMA) {
    throw unreadable(
      item,
      `was written by a newer release (schema ${item.schema?.N}, readable from ${readableBy}); this one reads up to ${SCHEMA}. Deploy the newer release again`,
    );
  }
  const parsed = bodies.parse(item);
  if (!parsed.isReadable) throw unreadable(item, parsed.problem, parsed.cause);
  const { botId, version } = parsed.value;
  if (String(version) !== item.version?.N || item.pk?.S !== botPartition(botId)) {
    const written = `version ${item.version?.N}, in its body ${version} of bot ${botId}`;
    throw unreadable(item, `contradicts itself: ${written}`);
  }
  return parsed.value;
}

/** Whether that state was written in a table of another name. */
export function isFromOtherTable(item: Item, table: string): boolean {
  return item.table?.S !== undefined && item.table.S !== table;
}

export type Parsed<Value> =
  | { readonly isReadable: true; readonly value: Value }
  | { readonly isReadable: false; readonly problem: string; readonly cause?: unknown };

export function parse<Value>(schema: z.ZodType<Value>, item: Item): Parsed<Value> {
  const body = item.body?.S;
  if (body === undefined) return { isReadable: false, problem: 'has no body' };
  let json: unknown;
  try {
    json = JSON.parse(body);
  } catch (cause) {
    return { isReadable: false, problem: 'is not JSON', cause };
  }
  const parsed = schema.safeParse(json);
  if (parsed.success) return { isReadable: true, value: parsed.data };
  const [issue] = parsed.error.issues;
  const where = issue?.path.map(String).join('.') ?? '';
  // A list of all that would have been read helps nobody.
  const message = issue?.message.replace(/\. Expected .*$/s, '');
  return {
    isReadable: false,
    problem: `cannot be read: ${where === '' ? 'its body' : where}: ${message}`,
  };
}

export function unreadable(item: Item, problem: string, cause?: unknown): ItemError {
  return new ItemError(`${nameOf(item)} ${problem}. It is left untouched`, { cause });
}

export function nameOf(item: Item): string {
  return `item ${item.pk?.S ?? '?'} / ${item.sk?.S ?? '?'}`;
}
