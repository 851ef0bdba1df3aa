/**
 * Is a bot deployed, which table do its ticks use, and where in it do they look for commands?
 *
 * - The trader stack says it. One of an earlier release does not: then the environment of its function does.
 * - Without a function nothing ticks, and the ledger stack names its own table.
 * - Where the stack of a function does not say that it looks for commands apart from the item, it is of a release that
 *   looks beside it.
 */
import type { CommandPlace } from '../../lambda/adapters/dynamo/command-items.ts';
import { COMMANDS_APART, ledgerStackName, plainId, traderStackName } from '../constructs/parameter-names.ts';
import { InputError } from '../input-error.ts';
import { tableOfFunction } from './function-facts.ts';
import { findOutputs, outputsOf, type Outputs } from './stack-outputs.ts';

export interface BotAddress {
  readonly botId: string;
  readonly region: string;
  /** Prefix of the stacks. */
  readonly stage: string;
}

export interface UsedTable {
  readonly table: string;
  readonly saidBy: 'trader stack' | 'function' | 'ledger stack';
  readonly commands: CommandPlace;
  /** Which code was deployed as the bot's function; absent where an earlier release did it. */
  readonly release?: string;
  /** Why no tick of the bot uses it, in a sentence; absent where one does. */
  readonly unused?: string;
}

/** @throws InputError where nobody says it; AwsUnavailableError where nobody could be asked. */
export async function usedTable({ botId, region, stage }: BotAddress): Promise<UsedTable> {
  const stack = traderStackName(stage);
  const place = `the stack ${stack} in ${region}`;
  const outputs = await findOutputs(stack, region);
  if (outputs === undefined) return ownTable(stage, region, `Nothing ticks: ${place} does not exist.`);
  const own = functionOf(botId, outputs);
  const named = outputs.get('TableName');
  const release = outputs.get(`${plainId(botId)}Release`);
  const known = {
    commands: own === undefined ? 'apart' : commandPlaceOf(botId, outputs),
    ...(release !== undefined && { release }),
    ...(own === undefined && { unused: `No tick may ever read it: ${absenceWords(botId, place, outputs)}.` }),
  } as const;
  if (named !== undefined) return { table: named, saidBy: 'trader stack', ...known };
  // The bots of a stage share one table.
  const any = own ?? [...outputs].find(([name]) => name.endsWith('Function'))?.[1];
  if (any !== undefined) return { table: await tableOfFunction(any, region), saidBy: 'function', ...known };
  return ownTable(stage, region, `Nothing ticks: ${place} has no function.`);
}

export interface SoughtBot {
  /** What its stack says; nothing where that does not exist. */
  readonly outputs: Outputs;
  /** That no such bot is deployed, and what else is, without a full stop. */
  readonly absence?: string;
}

/** @throws AwsUnavailableError where nobody could be asked. */
export async function findBot({ botId, region, stage }: BotAddress): Promise<SoughtBot> {
  const stack = traderStackName(stage);
  const place = `the stack ${stack} in ${region}`;
  const outputs = await findOutputs(stack, region);
  if (outputs === undefined) return { outputs: new Map(), absence: `${place} does not exist` };
  if (functionOf(botId, outputs) !== undefined) return { outputs };
  return { outputs, absence: absenceWords(botId, place, outputs) };
}

/** @returns what its stack says. @throws InputError where no such bot is deployed; AwsUnavailableError where nobody could be asked. */
export async function requireBot(address: BotAddress): Promise<Outputs> {
  const { outputs, absence } = await findBot(address);
  if (absence === undefined) return outputs;
  throw new InputError(`${absence}: name one that is deployed, with its --region and --stage`);
}

/** Outputs are named without hyphens: another bot may have the name of such an output. */
function functionOf(botId: string, outputs: Outputs): string | undefined {
  const isNamed = outputs.get('Bots')?.split(',').includes(botId) ?? true;
  return isNamed ? outputs.get(`${plainId(botId)}Function`) : undefined;
}

/** Each stack of a stage says it of its own bots, because one may be deployed later than another. */
function commandPlaceOf(botId: string, outputs: Outputs): CommandPlace {
  const isApart = [...outputs].some(
    ([name, bots]) => name.startsWith(COMMANDS_APART) && bots.split(',').includes(botId),
  );
  return isApart ? 'apart' : 'beside';
}

function absenceWords(botId: string, place: string, outputs: Outputs): string {
  const bots = outputs.get('Bots');
  const others = bots === undefined ? '' : `, but ${bots.split(',').join(', ')}`;
  return `${place} has no bot ${botId}${others}`;
}

async function ownTable(stage: string, region: string, unused: string): Promise<UsedTable> {
  const stack = ledgerStackName(stage);
  const table = (await outputsOf(stack, region)).get('TableName');
  if (table !== undefined) return { table, saidBy: 'ledger stack', commands: 'apart', unused };
  throw new InputError(
    `the stack ${stack} in ${region} has no output TableName: name the table with --table`,
  );
}
