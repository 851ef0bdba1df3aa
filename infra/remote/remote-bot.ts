/**
 * `infra/remote/`: a bot in AWS, as the same commands reach it.
 *
 * A bot in AWS as commands reach it. Loaded with the first `--bot`.
 */
import { commandLine } from '../../lambda/adapters/command-line.ts';
import { dynamoClient } from '../../lambda/adapters/dynamo/dynamo-client.ts';
import { ItemError } from '../../lambda/adapters/dynamo/dynamo-items.ts';
import { DynamoLedger } from '../../lambda/adapters/dynamo/dynamo-ledger.ts';
import type { LedgerStore } from '../../lambda/ports.ts';
import type { BotLocation } from '../local/bot-location.ts';
import type { BotSnapshot } from '../local/bot-snapshot.ts';
import { InputError } from '../input-error.ts';
import { inAws } from './aws-errors.ts';
import { SsmParameterStore } from './ssm-parameter-store.ts';
import { outputsOf } from './stack-outputs.ts';

export interface RemoteAddress {
  readonly botId: string;
  readonly region: string;
  /** Prefix of the stacks. */
  readonly stage: string;
  /** Asked of the stack, where it is not given. */
  readonly table: string | undefined;
}

export function remoteBotLocation(address: RemoteAddress): BotLocation {
  const { botId, region } = address;
  const name = `bot ${botId} in ${region}`;
  let place: Promise<TablePlace> | undefined;
  const placeOfTable = () => (place ??= findTable(address));
  const withStore = async <Value>(use: (store: LedgerStore) => Promise<Value>): Promise<Value> => {
    const { table: tableName } = await placeOfTable();
    const client = dynamoClient({ region });
    try {
      return await inAws(`the table ${tableName} in ${region}`, () =>
        use(new DynamoLedger(client, tableName)),
      );
    } catch (error) {
      if (error instanceof ItemError) throw new InputError(`${name}: ${error.message}`, { cause: error });
      throw error;
    } finally {
      client.destroy();
    }
  };
  const noLedger = () =>
    new InputError(
      `${name}: its table has no ledger of it yet; to find out why: ${commandLine('doctor', botId)}`,
    );
  const find = async (store: LedgerStore): Promise<BotSnapshot | undefined> => {
    const { state, commands } = await store.load(botId);
    return state && { state, commands, run: undefined, isRunning: true };
  };
  return {
    botId,
    name,
    isLocal: false,
    withStore,
    noLedger,
    issue: async (command) => {
      await withStore((store) => store.issue(botId, command));
      const { bots } = await placeOfTable();
      if (bots === undefined || bots.includes(botId)) return { isRunning: true };
      const doubt = `No tick may ever read it: the stack names no bot ${botId}, but ${bots.join(', ')}.`;
      return { isRunning: true, doubt };
    },
    withParameters: (use) => use({ store: new SsmParameterStore(botId, region), base: undefined }),
    find: () => withStore(find),
    withLedger: (use) =>
      withStore(async (store) => {
        const snapshot = await find(store);
        if (snapshot === undefined) throw noLedger();
        return use(snapshot, store);
      }),
  };
}

interface TablePlace {
  readonly table: string;
  /** Ids of the bots that the ledger's stack was deployed for; `undefined` where nobody has asked it, or it does not say. */
  readonly bots?: readonly string[];
}

/** Its table: as given, or as the ledger's stack names it. */
export async function findTable({ region, stage, table }: RemoteAddress): Promise<TablePlace> {
  if (table !== undefined) return { table };
  const stack = `${stage}-Ledger`;
  const outputs = await outputsOf(stack, region);
  const [found, bots] = [outputs.get('TableName'), outputs.get('Bots')];
  if (found !== undefined) return { table: found, ...(bots !== undefined && { bots: bots.split(',') }) };
  throw new InputError(
    `the stack ${stack} in ${region} has no output TableName: name the table with --table`,
  );
}
