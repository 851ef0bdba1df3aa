/**
 * A bot as commands reach it, in the folder of a local run or in AWS; the local one is here.
 *
 * Invariant: a command touches the bot's partition by conditional writes of items of its own, so that it cannot come
 * between a tick and its commit.
 */
import type { BotParameters } from '../../lambda/config.ts';
import type { OperatorCommand } from '../../lambda/core/ledger/operator-command.ts';
import type { InputError } from '../input-error.ts';
import {
  findSnapshot,
  leaveCommand,
  noLedgerError,
  withLedgerStore,
  type BotSnapshot,
} from './bot-snapshot.ts';
import type { ParameterStore } from './parameter-store.ts';
import { LOCAL_BOT } from '../../lambda/core/alerts/alert-texts.ts';

export interface ParameterLocation {
  readonly store: ParameterStore;
  /** What a parameter is where nobody has written it; `undefined` for the defaults. */
  readonly base: BotParameters | undefined;
}

export interface BotLocation {
  readonly botId: string;
  /** For people: the folder, or the table and its region. */
  readonly name: string;
  readonly isLocal: boolean;
  /** `undefined` when nothing is kept there yet. */
  find(): Promise<BotSnapshot | undefined>;
  issue(command: OperatorCommand): Promise<void>;
  withParameters<Value>(use: (there: ParameterLocation) => Promise<Value>): Promise<Value>;
  nothingKept(): InputError;
}

export async function requireSnapshot(location: BotLocation): Promise<BotSnapshot> {
  const snapshot = await location.find();
  if (snapshot === undefined) throw location.nothingKept();
  return snapshot;
}

export function localBotLocation(folder: string): BotLocation {
  return {
    botId: LOCAL_BOT,
    name: folder,
    isLocal: true,
    find: () => findSnapshot(folder),
    issue: (command) => leaveCommand(folder, command),
    nothingKept: () => noLedgerError(folder),
    withParameters: async (use) => {
      const base = (await findSnapshot(folder))?.run?.parameters;
      const { LocalParameters } = await import('./local-parameters.ts');
      // A value of any kind, `undefined` included, is told from a folder without a ledger.
      const done = await withLedgerStore(folder, async (_store, client) => ({
        value: await use({ store: new LocalParameters(client), base }),
      }));
      if (done === undefined) throw noLedgerError(folder);
      return done.value;
    },
  };
}
