/**
 * Which bot is a command about: the run of this folder, or a bot in AWS?
 *
 * Invariant: without --bot no command calls AWS.
 */
import { InvalidArgumentError, Option, type Command } from 'commander';
import { InputError } from '../../input-error.ts';
import type { BotLocation } from '../../local/bot-location.ts';
import { localFolder } from '../../local/run-record.ts';
import { REGION, STAGE, TABLE_NAME } from '../../stages.ts';
import { complain } from '../terminal/output.ts';

export interface BotOptions {
  readonly bot?: string;
  readonly region?: string;
  readonly stage?: string;
  readonly table?: string;
}

/** @param meaning of `--bot`, where a command does something else without it. */
export function withBotOptions(
  command: Command,
  meaning = 'a bot in AWS (default: the run of this folder)',
): Command {
  return command
    .addOption(new Option('--bot <id>', meaning).argParser(botId))
    .addOption(
      new Option(
        '--region <region>',
        `its AWS region (default: ${STAGE.region}, from infra/stages.ts)`,
      ).argParser(regionName),
    )
    .option(
      '--stage <name>',
      `name of its deployment, the prefix of its stacks (default: ${STAGE.name}, from infra/stages.ts)`,
    )
    .addOption(
      new Option(
        '--table <name>',
        'its DynamoDB table (default: the one that its ticks use, as the trader stack says)',
      ).argParser(tableName),
    );
}

/** @param warn gets a sentence where the bot's ticks use another table than the one that is read. */
export async function locateBot(
  options: BotOptions,
  warn: (sentence: string) => void = complain,
): Promise<BotLocation> {
  const { bot } = options;
  if (bot !== undefined) {
    const { remoteBotLocation } = await import('../../remote/remote-bot.ts');
    return remoteBotLocation({ ...awsAddressOf(options), botId: bot, table: options.table }, warn);
  }
  requireBot(options);
  const { localBotLocation } = await import('../../local/bot-location.ts');
  return localBotLocation(localFolder());
}

/** @throws InputError for an address in AWS without a bot */
export function requireBot(options: BotOptions): void {
  if (options.bot !== undefined) return;
  const stray = (['region', 'stage', 'table'] as const).find((name) => options[name] !== undefined);
  if (stray !== undefined) {
    throw new InputError(`--${stray} belongs to a bot in AWS: name the bot with --bot, such as --bot paper`);
  }
}

/** Region and stage of a bot in AWS. */
export function awsAddressOf({ region = STAGE.region, stage = STAGE.name }: BotOptions) {
  return { region, stage };
}

function botId(written: string): string {
  if (/^[a-z][a-z0-9-]{0,15}$/.test(written)) return written;
  throw new InvalidArgumentError('It must be the id of a bot in infra/stages.ts, such as paper.');
}

function regionName(written: string): string {
  if (REGION.test(written)) return written;
  throw new InvalidArgumentError('It must be a region of AWS, such as ap-northeast-1.');
}

/** AWS takes an ARN for a name, and would read and write the table of another account. */
function tableName(written: string): string {
  if (TABLE_NAME.test(written)) return written;
  throw new InvalidArgumentError('It must be the name of a table of this account, and no ARN.');
}
