/**
 * Where a local run keeps its ledger.
 */
import { MemoryLedger } from '../../lambda/adapters/memory-ledger.ts';
import type { LedgerStore } from '../../lambda/ports.ts';
import { databaseFolder } from './run-record.ts';

export const STORE_NAMES = ['dynalite', 'memory'] as const;
export type StoreName = (typeof STORE_NAMES)[number];

export interface OpenStore {
  readonly store: LedgerStore;
  readonly close: () => Promise<void>;
}

/** @param folder of the local run; a memory store leaves nothing there. */
export async function openStore(name: StoreName, folder: string): Promise<OpenStore> {
  if (name === 'memory') return { store: new MemoryLedger(), close: () => Promise.resolve() };
  // Half of the start-up time of a command that needs neither the AWS SDK nor dynalite.
  const { DynamoLedger } = await import('../../lambda/adapters/dynamo-ledger.ts');
  const { LOCAL_TABLE, openEmbeddedDynamo } = await import('./embedded-dynamodb.ts');
  const { client, close } = await openEmbeddedDynamo(databaseFolder(folder));
  return { store: new DynamoLedger(client, LOCAL_TABLE), close };
}
