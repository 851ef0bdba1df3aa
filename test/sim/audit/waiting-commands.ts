/**
 * Which commands lie in the table?
 */
import type { World } from '../world/world.ts';

/** Ids of the commands that wait. */
export function waitingCommands(
  dynamo: Pick<World['dynamo'], 'sortKeys'>,
  table: string,
  botId: string,
): readonly string[] {
  return dynamo.sortKeys(table, `commands#${botId}`);
}
