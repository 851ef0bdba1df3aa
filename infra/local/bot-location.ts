/**
 * A bot as commands reach it, in the folder of a local run or in AWS; the local one is here.
 *
 * Invariants:
 * - A command writes items of its own, under conditions, or the bot's as a tick does: on condition that it is the one
 *   that was read. So it cannot come between a tick and its commit.
 * - A command for the bot is written whatever its item and rows hold: nothing is read before.
 */
import type { BotParameters } from '../../lambda/config.ts';
import type { OperatorCommand } from '../../lambda/core/ledger/operator-command.ts';
import type { LedgerStore } from '../../lambda/ports.ts';
import type { InputError } from '../input-error.ts';
import {
  findSnapshot,
  writeCommand,
  noLedgerError,
  readRun,
  withLedgerStore,
  withSnapshot,
  type BotSnapshot,
} from './bot-snapshot.ts';
import type { ParameterStore } from './parameter-store.ts';
import { LOCAL_BOT } from './run-record.ts';

export interface ParameterLocation {
  readonly store: ParameterStore;
  /** The values of parameters that nobody has written; `undefined` for the defaults. */
  readonly base: BotParameters | undefined;
}

/** Who reads a command that was written. */
export interface Issued {
  /** A process trades there now. */
  readonly isRunning: boolean;
}

export interface BotLocation {
  readonly botId: string;
  /** For people: the folder, or the table and its region. */
  readonly name: string;
  readonly isLocal: boolean;
  /** Reads the item and its waiting commands, and no row; `undefined` when there is no ledger yet. */
  find(): Promise<BotSnapshot | undefined>;
  /** `undefined` when there is no database yet. */
  withStore<Value>(use: (store: LedgerStore) => Promise<Value>): Promise<Value | undefined>;
  /** The same, with the store open to read rows. @throws InputError when there is no ledger yet. */
  withLedger<Value>(use: (snapshot: BotSnapshot, store: LedgerStore) => Promise<Value>): Promise<Value>;
  /** How far the bot's clock is ahead of this machine's; 0 where they are one, or nobody knows. */
  clockAheadMs(): Promise<number>;
  issue(command: OperatorCommand): Promise<Issued>;
  /** Why perhaps no tick reads what was written, in a sentence. */
  whyUnread(): Promise<string | undefined>;
  /** Why perhaps no tick has come since then, in sentences, from what surrounds the bot; empty where nothing is known. */
  whyUnheard(sinceMs: number): Promise<readonly string[]>;
  withParameters<Value>(use: (there: ParameterLocation) => Promise<Value>): Promise<Value>;
  /** What is there instead of a ledger. */
  noLedger(): Promise<InputError>;
}

export function localBotLocation(folder: string): BotLocation {
  return {
    botId: LOCAL_BOT,
    name: folder,
    isLocal: true,
    find: () => findSnapshot(folder),
    withStore: (use) => withLedgerStore(folder, use),
    withLedger: async (use) => {
      // Wrapped, so that a value `undefined` differs from a folder without a ledger.
      const done = await withSnapshot(folder, async (...ledger) => ({ value: await use(...ledger) }));
      if (done === undefined) throw noLedgerError(folder);
      return done.value;
    },
    clockAheadMs: () => Promise.resolve(0),
    issue: async (command) => ({ isRunning: await writeCommand(folder, command) }),
    whyUnread: () => Promise.resolve(undefined),
    // A process in the folder is all that a local run has around it.
    whyUnheard: () => Promise.resolve([]),
    noLedger: () => Promise.resolve(noLedgerError(folder)),
    withParameters: async (use) => {
      const base = (await readRun(folder))?.parameters;
      const { LocalParameters } = await import('./local-parameters.ts');
      const done = await withLedgerStore(folder, async (_store, client) => ({
        value: await use({ store: new LocalParameters(client), base }),
      }));
      if (done === undefined) throw noLedgerError(folder);
      return done.value;
    },
  };
}
