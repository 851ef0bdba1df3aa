/**
 * Which commands lie in the table?
 */
import type { World } from '../world/world.ts';
import { attribute } from './recorded-items.ts';

/** Ids of the commands that wait. */
export function waitingCommands(
  dynamo: Pick<World['dynamo'], 'items'>,
  table: string,
  botId: string,
): readonly string[] {
  return dynamo.items(table, `commands#${botId}`).map((item) => attribute(item, 'sk') ?? '');
}
