/**
 * The size of a bot's item as DynamoDB counts it, and what makes it grow.
 */
import { stateItem, type Item } from '../../lambda/adapters/dynamo/dynamo-items.ts';
import { toJson } from '../../lambda/adapters/dynamo/stored-json.ts';
import type { Violation } from '../../lambda/config.ts';
import type { BotState } from '../../lambda/core/bot-state.ts';
import { BUSY } from '../harness/builders.ts';
import { stateAt } from '../harness/stored-bot.ts';

export const ITEM_BYTES = 32 * 1024;
const TABLE = 'a-table-of-a-name-as-long-as-one-may-be'.padEnd(255, '-');
const INVOCATION = 'xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx';

/** As DynamoDB counts: names and values of all attributes. */
function bytesOf(item: Item): number {
  const lengths = Object.entries(item).map(([name, { S, N }]) => Buffer.byteLength(name + (S ?? N ?? '')));
  return lengths.reduce((sum, bytes) => sum + bytes, 0);
}

const SMALL = stateAt(99_999_999);
const BESIDE_BODY_BYTES =
  bytesOf(stateItem(SMALL, { executionId: INVOCATION, table: TABLE })) - Buffer.byteLength(toJson(SMALL));

export function itemBytes(state: BotState): number {
  return BESIDE_BODY_BYTES + Buffer.byteLength(toJson(state));
}

/** Trades as much as the parameters allow. */
export const BASE = {
  ...BUSY,
  collateralUsd: 12.3,
  maxOpenCollateralUsd: 1_000,
  maxPositions: 10,
  lossStreak: 2,
};

/** A document of 8 KB in which nothing is a parameter. */
export function largeDocument(minute: number): readonly Violation[] {
  return Array.from({ length: 100 }, (_, k) => ({
    key: `nothing${minute}of${k}`.padEnd(40, 'ä'),
    value: '\u0001"'.repeat(20),
    bound: 'no such parameter',
  }));
}
