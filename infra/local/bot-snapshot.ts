/**
 * Reads a local run from its folder: the bot's item, its waiting commands and the record of the run.
 *
 * - Reading creates nothing.
 * - The database is closed again whatever happens.
 * - An item that cannot be read is an error, and is left as it is. No row is read with it.
 * - A command is written without reading the item.
 */
import { access } from 'node:fs/promises';
import { join } from 'node:path';
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { commandLine } from '../../lambda/adapters/command-line.ts';
import { ItemError } from '../../lambda/adapters/dynamo/dynamo-items.ts';
import { parseJson } from '../../lambda/adapters/parse-json.ts';
import { parametersSchema, type BotParameters } from '../../lambda/config.ts';
import type { BotState } from '../../lambda/core/bot-state.ts';
import type { OperatorCommand, UnreadCommands } from '../../lambda/core/ledger/operator-command.ts';
import type { LedgerStore } from '../../lambda/ports.ts';
import { readText } from '../files/bounded-text.ts';
import { InputError } from '../input-error.ts';
import { LOCAL_BOT, databaseFolder, runSchema } from './run-record.ts';
import { withFolder } from './ledger-stores.ts';

/** The run that a local folder was made for. */
export interface RunSummary {
  readonly market: string;
  readonly symbols: readonly string[];
  readonly seed: number | undefined;
  /** Traded to its end: the next run begins anew, and no tick of this one follows. */
  readonly finished: boolean;
  /** Of its result; `undefined` where an earlier release began it. */
  readonly id: string | undefined;
  /** When it was started, or gone on with, for the last time; `undefined` where an earlier release did. */
  readonly startedMs: number | undefined;
  /** Its ledger is kept with its result, and nothing trades it any more. */
  readonly isKept?: true;
  /** `undefined` when they are invalid for this release. */
  readonly parameters: BotParameters | undefined;
}

export interface BotSnapshot {
  readonly state: BotState;
  readonly commands: readonly OperatorCommand[];
  /** More may wait; absent where all were read. */
  readonly unread?: UnreadCommands;
  /** `undefined` when the folder does not say. */
  readonly run: RunSummary | undefined;
  /** A process trades there now. */
  readonly isRunning: boolean;
  /** Which code its deployed function is; absent here, and where nobody says it. */
  readonly release?: string;
}

/** @throws InputError when the folder has no ledger, or another process has it open. */
export async function readSnapshot(folder: string): Promise<BotSnapshot> {
  const snapshot = await findSnapshot(folder);
  if (snapshot === undefined) throw noLedgerError(folder);
  return snapshot;
}

/** `undefined` when the folder has no ledger. @throws InputError when it cannot be opened or read. */
export async function findSnapshot(folder: string): Promise<BotSnapshot | undefined> {
  return withSnapshot(folder, (snapshot) => Promise.resolve(snapshot));
}

/** The same, with the store still open, to read rows. */
export async function withSnapshot<Value>(
  folder: string,
  use: (snapshot: BotSnapshot, store: LedgerStore) => Promise<Value>,
): Promise<Value | undefined> {
  return withLedgerStore(folder, async (store, _client, isRunning) => {
    const { state, commands, unread } = await store.load(LOCAL_BOT);
    if (state === undefined) return undefined;
    const read = { state, commands, ...(unread && { unread }) };
    return use({ ...read, run: await readRun(folder), isRunning }, store);
  });
}

/** Writes a command for the bot's next tick, and says whether a process trades there now. */
export async function writeCommand(folder: string, command: OperatorCommand): Promise<boolean> {
  const isRunning = await withLedgerStore(folder, async (store, _client, running) => {
    requireNextTick(folder, { run: await readRun(folder), isRunning: running });
    await store.issue(LOCAL_BOT, command);
    return running;
  });
  if (isRunning === undefined) throw noLedgerError(folder);
  return isRunning;
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

/** @throws InputError where no tick would read what a command writes. */
export function requireNextTick(
  folder: string,
  { run, isRunning }: Pick<BotSnapshot, 'run' | 'isRunning'>,
): void {
  if (run?.finished !== true || isRunning) return;
  throw new InputError(
    `${folder} holds a finished run: no tick would read the command, because the next start begins anew`,
  );
}

export function noLedgerError(folder: string): InputError {
  return new InputError(
    `${folder}: there is no ledger here yet; \`${commandLine('start')}\` trades a day and saves it`,
  );
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

/** `undefined` when the folder does not say. */
export async function readRun(folder: string): Promise<RunSummary | undefined> {
  const text = await readText(join(folder, 'run.json')).catch(() => 'null');
  const parsed = runSchema.safeParse(parseJson(text));
  if (!parsed.success) return undefined;
  const { seed, parameters: written, id, startedMs, words: _, ...run } = parsed.data;
  const { data: parameters } = parametersSchema.safeParse(written);
  return { ...run, id, startedMs, seed: seed ?? undefined, parameters };
}
