/**
 * How the bot's state, ledger rows and commands lie in a DynamoDB table. Pure: no calls are made here.
 *
 * | item    | pk            | sk                      | attributes                                             |
 * | ------- | ------------- | ----------------------- | ------------------------------------------------------ |
 * | state   | `bot#ID`      | `state`                 | version, schema, readableBy, executionId, body (JSON)  |
 * | command | `bot#ID`      | `command#COMMAND`       | body (JSON)                                            |
 * | row     | `ledger#ID`   | `EPOCH#SEQUENCE`        | kind, at, body (JSON)                                  |
 *
 * Invariants: one query of `bot#ID` returns the state and the waiting commands; the keys of rows are deterministic,
 * gapless and sort in their order; an item that cannot be read is never overwritten.
 */
import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { z } from 'zod';
import type { BotState } from '../core/bot-state.ts';
import type { LedgerRow } from '../core/ledger-events.ts';
import type { OperatorCommand } from '../core/operator-command.ts';
import { commandSchema, rowSchema, stateSchema, toJson } from './state-schema.ts';

export type Item = Record<string, AttributeValue>;

/** Schema of the items this release writes, and the oldest release that can read them. */
export const SCHEMA = 1;
export const READABLE_BY = 1;

/** DynamoDB takes 400 KB; a state that nears it is a defect, and is refused before it is written. */
export const STATE_BYTES_MAX = 128 * 1024;

/** An item that cannot be believed. It is left as it is; nothing is opened until a person has looked. */
export class ItemError extends Error {
  override readonly name = 'ItemError';
}

export const STATE_KEY = 'state';
const COMMAND_PREFIX = 'command#';

export function botPartition(botId: string): string {
  return `bot#${botId}`;
}

export function ledgerPartition(botId: string): string {
  return `ledger#${botId}`;
}

/** Sorts as a string in the order of epochs. */
export function epochPrefix(epoch: number): string {
  return `${String(epoch).padStart(6, '0')}#`;
}

export function rowKey(botId: string, { epoch, sequence }: Pick<LedgerRow, 'epoch' | 'sequence'>): Item {
  return {
    pk: { S: ledgerPartition(botId) },
    sk: { S: `${epochPrefix(epoch)}${String(sequence).padStart(12, '0')}` },
  };
}

export function commandKey(botId: string, commandId: string): Item {
  return { pk: { S: botPartition(botId) }, sk: { S: `${COMMAND_PREFIX}${commandId}` } };
}

export function stateKey(botId: string): Item {
  return { pk: { S: botPartition(botId) }, sk: { S: STATE_KEY } };
}

/** @throws ItemError when it is too large to be safe. */
export function stateItem(state: BotState, executionId: string): Item {
  const body = toJson(state);
  const bytes = Buffer.byteLength(body);
  if (bytes > STATE_BYTES_MAX) {
    throw new ItemError(
      `the state of bot ${state.botId} is ${bytes} bytes, and may be at most ${STATE_BYTES_MAX}`,
    );
  }
  return {
    ...stateKey(state.botId),
    version: { N: String(state.version) },
    schema: { N: String(SCHEMA) },
    readableBy: { N: String(READABLE_BY) },
    executionId: { S: executionId },
    body: { S: body },
  };
}

export function rowItem(botId: string, row: LedgerRow): Item {
  const { kind, atMs } = row.event;
  return {
    ...rowKey(botId, row),
    kind: { S: kind },
    at: { S: new Date(atMs).toISOString() },
    body: { S: toJson(row) },
  };
}

export function commandItem(botId: string, command: OperatorCommand): Item {
  return { ...commandKey(botId, command.id), body: { S: toJson(command) } };
}

export function isCommandItem(item: Item): boolean {
  return item.sk?.S?.startsWith(COMMAND_PREFIX) ?? false;
}

/** The state in an item. @throws ItemError when this release cannot read it. */
export function readState(item: Item): BotState {
  const name = nameOf(item);
  const readableBy = Number(item.readableBy?.N);
  if (!Number.isInteger(readableBy))
    throw new ItemError(`${name} says no schema: it was not written by this bot`);
  if (readableBy > SCHEMA) {
    throw new ItemError(
      `${name} was written by a newer release (schema ${item.schema?.N}, readable from ${readableBy}); this one reads up to ${SCHEMA}. Deploy the newer release again`,
    );
  }
  const state = parse(stateSchema, item);
  if (String(state.version) !== item.version?.N || item.pk?.S !== botPartition(state.botId)) {
    throw new ItemError(
      `${name} contradicts itself: version ${item.version?.N}, in its body ${state.version} of ${state.botId}`,
    );
  }
  return state;
}

export function readRow(item: Item): LedgerRow {
  return parse(rowSchema, item);
}

export function readCommand(item: Item): OperatorCommand {
  return parse(commandSchema, item);
}

function parse<Value>(schema: z.ZodType<Value>, item: Item): Value {
  const name = nameOf(item);
  const body = item.body?.S;
  if (body === undefined) throw new ItemError(`${name} has no body`);
  let json: unknown;
  try {
    json = JSON.parse(body);
  } catch (error) {
    throw new ItemError(`${name} is not JSON`, { cause: error });
  }
  const parsed = schema.safeParse(json);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const where = issue?.path.map(String).join('.') ?? '';
  throw new ItemError(`${name} cannot be read: ${where}: ${issue?.message}. It is left untouched`);
}

function nameOf(item: Item): string {
  return `item ${item.pk?.S ?? '?'} / ${item.sk?.S ?? '?'}`;
}
