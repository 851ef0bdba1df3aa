/**
 * The partition of a bot's commands, as far as a tick reads it.
 *
 * Whoever may leave commands may leave any number, and whoever reads them often has them throttled. Neither may keep the
 * bot from what is open, so that a tick reads a bounded part, waits for a bounded time, and takes a failure as an answer.
 */
import { within } from '../machine.ts';
import { commandsPartition } from './command-items.ts';
import type { Item } from './dynamo-items.ts';
import { wholePartition, type DynamoTable } from './dynamo-table.ts';
import { StoreError } from './store-error.ts';

/** As long as one request takes whose first attempt is lost. */
const WAIT_MAX_MS = 2_500;

/** Commands of the partition, or why they could not be read. */
export type CommandsRead =
  { readonly items: readonly Item[]; readonly isCut: boolean } | { readonly cause: string };

export const NO_COMMANDS: CommandsRead = { items: [], isCut: false };

export class CommandPartition {
  private readonly table: DynamoTable;

  constructor(table: DynamoTable) {
    this.table = table;
  }

  /** Whether anything waits: the oldest one, if there is any. */
  async glance(botId: string): Promise<CommandsRead> {
    return bounded(botId, () => this.table.page(botId, wholePartition(commandsPartition(botId)), 1));
  }

  /** All; where they are more than a page, the oldest page and the newest. */
  async read(botId: string): Promise<CommandsRead> {
    const keys = wholePartition(commandsPartition(botId));
    return bounded(botId, async () => {
      const oldest = await this.table.page(botId, keys);
      if (!oldest.isCut) return oldest;
      const newest = await this.table.page(botId, { ...keys, newestFirst: true }).catch(noPage);
      return { items: [...oldest.items, ...newest.items], isCut: true };
    });
  }
}

function noPage(error: unknown): { readonly items: readonly Item[] } {
  if (error instanceof StoreError) return { items: [] };
  throw error;
}

async function bounded(
  botId: string,
  read: () => Promise<Exclude<CommandsRead, { readonly cause: string }>>,
): Promise<CommandsRead> {
  const late = () =>
    new StoreError(`reading the commands of bot ${botId} took longer than ${WAIT_MAX_MS / 1_000} s`, false);
  try {
    return await within(WAIT_MAX_MS, read, late);
  } catch (error) {
    if (error instanceof StoreError) return { cause: error.message };
    throw error;
  }
}
