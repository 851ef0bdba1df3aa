/**
 * Which commands lie in the table?
 */
import type { World } from '../world/world.ts';
import { bytesOf } from './recorded-items.ts';

/** Ids of the commands that wait. */
export function waitingCommands(
  dynamo: Pick<World['dynamo'], 'sortKeys'>,
  table: string,
  botId: string,
): readonly string[] {
  return dynamo.sortKeys(table, `commands#${botId}`);
}

/** How many bytes they have together. */
export function waitingBytes(dynamo: Pick<World['dynamo'], 'items'>, table: string, botId: string): number {
  return dynamo.items(table, `commands#${botId}`).reduce((sum, item) => sum + bytesOf(item), 0);
}
