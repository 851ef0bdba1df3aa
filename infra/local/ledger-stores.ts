/**
 * The stores that a local run may have: the embedded DynamoDB, or memory.
 */
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { MemoryLedger } from '../../lambda/adapters/memory-ledger.ts';
import type { BotParameters } from '../../lambda/config.ts';
import type { LedgerStore, ParameterSource } from '../../lambda/ports.ts';
import { openLog } from './log-file.ts';
import { databaseFolder } from './run-record.ts';

export interface OpenStore {
  readonly store: LedgerStore;
  /** `undefined` for a store in memory. */
  readonly client?: DynamoDBClient;
  /** Takes the lines of the structured log; absent for a store in memory, which keeps none. */
  readonly log?: (line: string) => void;
  readonly close: () => Promise<void>;
}

/** A command has the folder open for a moment; a run waits for that. */
const PATIENCE_MS = 3_000;

interface Store {
  /** What a run says of it. */
  readonly words: string;
  /** Whether it leaves something in the folder, which the next run goes on with. */
  readonly isKept: boolean;
  readonly open: (folder: string) => Promise<OpenStore>;
}

/** The database is served to commands while it is open. */
async function openDynalite(folder: string): Promise<OpenStore> {
  // Half of the start-up time of a command that needs neither the AWS SDK nor dynalite.
  const { DynamoLedger } = await import('../../lambda/adapters/dynamo/dynamo-ledger.ts');
  const { LOCAL_TABLE, openEmbeddedDynamo } = await import('./embedded-dynamodb.ts');
  const { announce } = await import('./database-endpoint.ts');
  const dynamo = await openEmbeddedDynamo(databaseFolder(folder), PATIENCE_MS);
  const withdraw = await announce(folder, dynamo);
  const log = openLog(folder);
  const close = async () => {
    log.close();
    await withdraw();
    await dynamo.close();
  };
  const store = new DynamoLedger(dynamo.client, LOCAL_TABLE);
  return { store, client: dynamo.client, log: log.write, close };
}

function openMemory(): Promise<OpenStore> {
  return Promise.resolve({ store: new MemoryLedger(), close: () => Promise.resolve() });
}

/** By the names of `--store`. */
export const STORES = {
  dynalite: { words: 'ledger in the embedded DynamoDB', isKept: true, open: openDynalite },
  memory: { words: 'ledger in memory', isKept: false, open: openMemory },
} as const satisfies Readonly<Record<string, Store>>;
export type StoreName = keyof typeof STORES;

/** The parameters that a run reads at every tick: they can be changed while it lasts, where it keeps a database. */
export async function sourceOf(
  client: DynamoDBClient | undefined,
  parameters: BotParameters,
): Promise<ParameterSource> {
  if (client === undefined) return unchanging(parameters);
  const { LocalParameterSource } = await import('./local-parameters.ts');
  return new LocalParameterSource(client, parameters);
}

/** Parameters that nobody changes while a run lasts. */
export function unchanging(parameters: BotParameters): ParameterSource {
  return { load: () => Promise.resolve({ status: 'valid', parameters }) };
}

const TRIES_MAX = 60;
const TRY_EVERY_MS = 100;

/**
 * Opens the database for a command: at the running bot's endpoint, or in the folder where none runs. It tries again
 * while a bot starts or ends, so `use` may run twice.
 *
 * @throws InputError when another process has the folder open, and serves nothing.
 */
export async function withFolder<Value>(
  folder: string,
  use: (client: DynamoDBClient, isRunning: boolean) => Promise<Value>,
): Promise<Value> {
  const { FolderInUse, openEmbeddedDynamo } = await import('./embedded-dynamodb.ts');
  const { findServed } = await import('./database-endpoint.ts');
  const { setTimeout } = await import('node:timers/promises');
  for (let tried = 1; ; tried += 1) {
    const served = await findServed(folder);
    try {
      if (served !== undefined) return await use(served.client, true);
      const dynamo = await openEmbeddedDynamo(databaseFolder(folder));
      try {
        return await use(dynamo.client, false);
      } finally {
        await dynamo.close();
      }
    } catch (error) {
      const isEnding = served !== undefined && (await findServed(folder)) === undefined;
      if (tried === TRIES_MAX || !(error instanceof FolderInUse || isEnding)) throw error;
    } finally {
      served?.client.destroy();
    }
    await setTimeout(TRY_EVERY_MS);
  }
}
