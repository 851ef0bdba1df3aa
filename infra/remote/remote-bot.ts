/**
 * `infra/remote/`: a bot in AWS, as the same commands reach it.
 *
 * A bot in AWS as commands reach it. Loaded with the first `--bot`.
 */
import { commandLine } from '../../lambda/adapters/command-line.ts';
import { dynamoClient } from '../../lambda/adapters/dynamo/dynamo-client.ts';
import type { CommandPlace } from '../../lambda/adapters/dynamo/command-items.ts';
import { ItemError } from '../../lambda/adapters/dynamo/dynamo-items.ts';
import { DynamoLedger } from '../../lambda/adapters/dynamo/dynamo-ledger.ts';
import { missingItemWords } from '../../lambda/core/control/epoch.ts';
import type { LedgerStore } from '../../lambda/ports.ts';
import type { BotLocation } from '../local/bot-location.ts';
import type { BotSnapshot } from '../local/bot-snapshot.ts';
import { InputError } from '../input-error.ts';
import { clockAheadMs } from './clock-ahead.ts';
import type { Document } from '../local/parameter-store.ts';
import { inAws } from './aws-errors.ts';
import { SsmParameterStore } from './ssm-parameter-store.ts';
import { usedTable, type BotAddress, type UsedTable } from './used-table.ts';

export interface RemoteAddress extends BotAddress {
  /** As the operator names it; absent for the one that the bot's ticks use. */
  readonly table: string | undefined;
}

/** A person may sit at a slow line: a stop that takes seconds is better than none. */
const PATIENT = { connectionTimeoutMs: 5_000, requestTimeoutMs: 10_000 };

/** @param warn gets a sentence where the table that is read is not the one that the bot's ticks use. */
export function remoteBotLocation(address: RemoteAddress, warn: (sentence: string) => void): BotLocation {
  const { botId, region } = address;
  const name = `bot ${botId} in ${region}`;
  const table = new AddressedTable(address);
  const withTable = async <Value>(use: (store: DynamoLedger) => Promise<Value>): Promise<Value> => {
    const tableName = await table.name();
    const commands = await table.commands();
    const client = dynamoClient({ region, ...PATIENT });
    try {
      return await inAws(`the table ${tableName} in ${region}`, () =>
        use(new DynamoLedger(client, tableName, commands)),
      );
    } catch (error) {
      if (error instanceof ItemError) throw new InputError(`${name}: ${error.message}`, { cause: error });
      throw error;
    } finally {
      client.destroy();
    }
  };
  let isWarned = false;
  const withStore = async <Value>(use: (store: DynamoLedger) => Promise<Value>): Promise<Value> => {
    const done = await withTable(use);
    const doubt = isWarned ? undefined : await table.doubt();
    isWarned = true;
    if (doubt !== undefined) warn(doubt);
    return done;
  };
  const noLedger = async (store: LedgerStore) =>
    new InputError(`${name}: ${await missingWords(store, botId)}`);
  const find = (store: DynamoLedger) => findIn(store, botId, table);
  /** @throws InputError for a bot that nobody has deployed: its first parameters are not written by a slip of the keyboard. */
  const unwritten = async (): Promise<Document> => {
    const unused = await table.unused();
    if (unused !== undefined) throw new InputError(`${name}: ${unused}`);
    return (await withStore(find))?.state.parameters ?? {};
  };
  return {
    botId,
    name,
    isLocal: false,
    withStore,
    noLedger: () => withStore(noLedger),
    clockAheadMs: async () => clockAheadMs({ region, table: await table.name(), botId }),
    issue: async (command) => {
      await withTable((store) => store.issue(botId, command));
      return { isRunning: true };
    },
    whyUnread: () => {
      // Whoever asks says it.
      isWarned = true;
      return table.doubt();
    },
    whyUnheard: async (sinceMs) => {
      const { whyUnheard } = await import('./unheard.ts');
      return whyUnheard(address, await table.name(), sinceMs);
    },
    withParameters: (use) => use({ store: new SsmParameterStore(botId, region, unwritten), base: undefined }),
    find: () => withStore(find),
    withLedger: (use) =>
      withStore(async (store) => {
        const snapshot = await find(store);
        if (snapshot !== undefined) return use(snapshot, store);
        throw await noLedger(store);
      }),
  };
}

/** An item that was deleted is another matter than a bot that has never ticked. */
async function missingWords(store: LedgerStore, botId: string): Promise<string> {
  const epoch = await store.lastEpoch(botId);
  return epoch === undefined
    ? `its table has no ledger of it yet; to find out why: ${commandLine('doctor', botId)}`
    : missingItemWords(botId, epoch, commandLine('begin', botId));
}

async function findIn(
  store: DynamoLedger,
  botId: string,
  table: AddressedTable,
): Promise<BotSnapshot | undefined> {
  const { state, commands, unread } = await store.look(botId);
  if (state === undefined) return undefined;
  const release = await table.release();
  const optional = { ...(unread && { unread }), ...(release !== undefined && { release }) };
  return { state, commands, run: undefined, isRunning: true, ...optional };
}

/** The table of a command: as its operator names it, or the one that the bot's ticks use. Each is asked for once. */
class AddressedTable {
  private readonly address: RemoteAddress;
  private used: Promise<UsedTable> | undefined;

  constructor(address: RemoteAddress) {
    this.address = address;
  }

  async name(): Promise<string> {
    return this.address.table ?? (await this.askUsed()).table;
  }

  /** Where the bot's function looks for commands; where nobody says it, as one of this release. */
  async commands(): Promise<CommandPlace> {
    return (await this.findUsed())?.commands ?? 'apart';
  }

  /** Which code was deployed; `undefined` where nobody says it. */
  async release(): Promise<string | undefined> {
    return (await this.findUsed())?.release;
  }

  /** Why perhaps no tick of the bot uses it, in a sentence. */
  async doubt(): Promise<string | undefined> {
    const { table: named, botId } = this.address;
    if (named === undefined) return this.unused();
    try {
      const { table, unused } = await this.askUsed();
      if (table === named) return unused;
      return `The ticks of bot ${botId} use the table ${table}, not ${named}: without --table the command goes there.`;
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      return `Whether ticks of bot ${botId} use the table ${named} is unknown: ${error.message}`;
    }
  }

  /** Why no tick uses any table of the bot, in a sentence. */
  async unused(): Promise<string | undefined> {
    return (await this.askUsed()).unused;
  }

  private async findUsed(): Promise<UsedTable | undefined> {
    return this.askUsed().catch((error: unknown) => {
      if (!(error instanceof InputError)) throw error;
      return undefined;
    });
  }

  private askUsed(): Promise<UsedTable> {
    return (this.used ??= usedTable(this.address));
  }
}
