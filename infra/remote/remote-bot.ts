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
import { epochsOf } from '../local/epochs.ts';
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
  let table: Promise<string> | undefined;
  const withStore = async <Value>(use: (store: LedgerStore) => Promise<Value>): Promise<Value> => {
    table ??= tableOf(address);
    const tableName = await table;
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
  return {
    botId,
    name,
    isLocal: false,
    withStore,
    noLedger: () =>
      new InputError(
        `${name}: its table has no ledger of it yet; to find out why: ${commandLine('doctor', botId)}`,
      ),
    issue: (command) => withStore((store) => store.issue(botId, command)),
    withParameters: (use) => use({ store: new SsmParameterStore(botId, region), base: undefined }),
    find: () =>
      withStore(async (store) => {
        const { state, commands } = await store.load(botId);
        if (state === undefined) return undefined;
        const [{ delivered }, ...before] = await epochsOf(store, state);
        return { state, commands, delivered, before, run: undefined, isRunning: true };
      }),
  };
}

/** Its table: as given, or as the ledger's stack names it. */
export async function tableOf({ region, stage, table }: RemoteAddress): Promise<string> {
  if (table !== undefined) return table;
  const stack = `${stage}-Ledger`;
  const found = (await outputsOf(stack, region)).get('TableName');
  if (found !== undefined) return found;
  throw new InputError(
    `the stack ${stack} in ${region} has no output TableName: name the table with --table`,
  );
}
