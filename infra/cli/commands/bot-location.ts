/**
 * Which bot does a command speak to: the one of this folder, or one in AWS?
 *
 * Invariants: without --bot nothing is asked of AWS; a command touches the bot's partition by conditional writes of
 * items of its own, so that it cannot come between a tick and its commit.
 */
import { InvalidArgumentError, Option, type Command } from 'commander';
import type { BotParameters } from '../../../lambda/config.ts';
import type { OperatorCommand } from '../../../lambda/core/ledger/operator-command.ts';
import { InputError } from '../../input-error.ts';
import {
  findKeptBot,
  leaveCommand,
  nothingKept,
  withKeptStore,
  type KeptBot,
} from '../../local/bot-snapshot.ts';
import type { ParameterStore } from '../../local/parameter-store.ts';
import { LOCAL_BOT } from '../../local/paper-run.ts';
import { localFolder } from '../../local/run-record.ts';
import { STAGE } from '../../stages.ts';

export interface PlaceOptions {
  readonly bot?: string;
  readonly region?: string;
  readonly stage?: string;
  readonly table?: string;
}

export interface ParametersThere {
  readonly store: ParameterStore;
  /** What a parameter is where nobody has written it; `undefined` for the defaults. */
  readonly base: BotParameters | undefined;
}

export interface Place {
  readonly botId: string;
  /** For people: the folder, or the table and its region. */
  readonly name: string;
  readonly isLocal: boolean;
  /** `undefined` when nothing is kept there yet. */
  find(): Promise<KeptBot | undefined>;
  issue(command: OperatorCommand): Promise<void>;
  withParameters<Value>(use: (there: ParametersThere) => Promise<Value>): Promise<Value>;
  nothingKept(): InputError;
}

export function withPlaceOptions(command: Command): Command {
  return command
    .addOption(new Option('--bot <id>', 'a bot in AWS (default: the run of this folder)').argParser(botId))
    .option('--region <region>', `where it runs (default: ${STAGE.region}, from infra/stages.ts)`)
    .option('--stage <name>', `prefix of its stacks (default: ${STAGE.name}, from infra/stages.ts)`)
    .option('--table <name>', "its table (default: the output TableName of the ledger's stack)");
}

export async function placeOf(options: PlaceOptions): Promise<Place> {
  const { bot } = options;
  if (bot !== undefined) {
    const { remotePlace } = await import('../../remote/remote-bot.ts');
    return remotePlace({ ...addressOf(options), botId: bot, table: options.table });
  }
  const stray = (['region', 'stage', 'table'] as const).find((name) => options[name] !== undefined);
  if (stray !== undefined) {
    throw new InputError(`--${stray} is about a bot in AWS: say which with --bot, such as --bot paper`);
  }
  return localPlace(localFolder());
}

/** @throws InputError for the local run, which has nothing of the kind. */
export function addressOf({ region = STAGE.region, stage = STAGE.name }: PlaceOptions) {
  return { region, stage };
}

export async function keptAt(place: Place): Promise<KeptBot> {
  const kept = await place.find();
  if (kept === undefined) throw place.nothingKept();
  return kept;
}

export function localPlace(folder: string): Place {
  return {
    botId: LOCAL_BOT,
    name: folder,
    isLocal: true,
    find: () => findKeptBot(folder),
    issue: (command) => leaveCommand(folder, command),
    nothingKept: () => nothingKept(folder),
    withParameters: async (use) => {
      const base = (await findKeptBot(folder))?.run?.parameters;
      const { LocalParameters } = await import('../../local/local-parameters.ts');
      // A value of any kind, `undefined` included, is told from a folder without a ledger.
      const done = await withKeptStore(folder, async (_store, client) => ({
        value: await use({ store: new LocalParameters(client), base }),
      }));
      if (done === undefined) throw nothingKept(folder);
      return done.value;
    },
  };
}

function botId(written: string): string {
  if (/^[a-z][a-z0-9-]{0,15}$/.test(written)) return written;
  throw new InvalidArgumentError('An id is that of infra/stages.ts, such as paper.');
}
