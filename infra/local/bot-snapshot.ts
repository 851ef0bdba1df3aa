/**
 * Reads a local run from its folder: the bot's item, its rows, its waiting commands and the record of the run.
 *
 * - Reading creates nothing.
 * - The database is closed again whatever happens.
 * - An item or row that cannot be read is an error, and is left as it is.
 */
import { access, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { z } from 'zod';
import { ItemError } from '../../lambda/adapters/dynamo/dynamo-items.ts';
import { parseJson } from '../../lambda/adapters/parse-json.ts';
import { parametersSchema, type BotParameters } from '../../lambda/config.ts';
import type { BotState } from '../../lambda/core/bot-state.ts';
import type { LedgerRow } from '../../lambda/core/ledger/ledger-events.ts';
import type { OperatorCommand } from '../../lambda/core/ledger/operator-command.ts';
import type { Epoch } from '../../lambda/core/audit/rebuild.ts';
import type { LedgerStore } from '../../lambda/ports.ts';
import { epochsOf } from './epochs.ts';
import { InputError } from '../input-error.ts';
import { LOCAL_BOT, databaseFolder } from './run-record.ts';
import { withFolder } from './ledger-stores.ts';

/** The run that a local folder was made for. */
export interface RunSummary {
  readonly market: string;
  readonly symbols: string;
  readonly seed: number | undefined;
  /** Traded to its end: the next run begins anew, and no tick of this one follows. */
  readonly finished: boolean;
  /** `undefined` when they are invalid for this release. */
  readonly parameters: BotParameters | undefined;
}

export interface BotSnapshot {
  readonly state: BotState;
  readonly commands: readonly OperatorCommand[];
  /** The rows of the item's epoch as their partition lists them. */
  readonly delivered: readonly LedgerRow[];
  /** The epochs before, the last one first. */
  readonly before: readonly Epoch[];
  /** `undefined` when the folder does not say. */
  readonly run: RunSummary | undefined;
  /** A process trades there now. */
  readonly isRunning: boolean;
}

/** @throws InputError when the folder has no ledger, or another process has it open. */
export async function readSnapshot(folder: string): Promise<BotSnapshot> {
  const snapshot = await findSnapshot(folder);
  if (snapshot === undefined) throw noLedgerError(folder);
  return snapshot;
}

/** `undefined` when the folder has no ledger. @throws InputError when it cannot be opened or read. */
export async function findSnapshot(folder: string): Promise<BotSnapshot | undefined> {
  return withLedgerStore(folder, async (store, _client, isRunning) => {
    const { state, commands } = await store.load(LOCAL_BOT);
    if (state === undefined) return undefined;
    const [{ delivered }, ...before] = await epochsOf(store, state);
    return { state, commands, delivered, before, run: await readRun(folder), isRunning };
  });
}

/** Writes a command for the bot's next tick. */
export async function writeCommand(folder: string, command: OperatorCommand): Promise<void> {
  const written = await withLedgerStore(folder, async (store) => {
    await store.issue(LOCAL_BOT, command);
    return true;
  });
  if (written === undefined) throw noLedgerError(folder);
}

/** `undefined` when the folder has no database. */
export async function withLedgerStore<Value>(
  folder: string,
  use: (store: LedgerStore, client: DynamoDBClient, isRunning: boolean) => Promise<Value>,
): Promise<Value | undefined> {
  if (!(await exists(databaseFolder(folder)))) return undefined;
  const { DynamoLedger } = await import('../../lambda/adapters/dynamo/dynamo-ledger.ts');
  const { LOCAL_TABLE } = await import('./embedded-dynamodb.ts');
  try {
    return await withFolder(folder, (client, isRunning) =>
      use(new DynamoLedger(client, LOCAL_TABLE), client, isRunning),
    );
  } catch (error) {
    if (error instanceof ItemError) throw new InputError(`${folder}: ${error.message}`, { cause: error });
    throw error;
  }
}

export function noLedgerError(folder: string): InputError {
  return new InputError(`${folder}: there is no ledger here yet; \`npm start\` trades a day and saves it`);
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

const runSchema = z.object({
  market: z.string(),
  symbols: z.string(),
  seed: z.number().nullable(),
  parameters: z.unknown(),
  finished: z.boolean(),
});

/** `undefined` when the folder does not say. */
export async function readRun(folder: string): Promise<RunSummary | undefined> {
  const text = await readFile(join(folder, 'run.json'), 'utf8').catch(() => 'null');
  const parsed = runSchema.safeParse(parseJson(text));
  if (!parsed.success) return undefined;
  const { seed, parameters, ...run } = parsed.data;
  return { ...run, seed: seed ?? undefined, parameters: parametersSchema.safeParse(parameters).data };
}
