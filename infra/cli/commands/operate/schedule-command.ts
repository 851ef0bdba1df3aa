/**
 * `scalper schedule`: makes the rule that wakes a bot anew, at a second of the minute.
 */
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { InvalidArgumentError, type Command } from 'commander';
import { commandLine } from '../../../../lambda/adapters/command-line.ts';
import { makeOwnFolder } from '../../../files/owner-only.ts';
import { InputError } from '../../../input-error.ts';
import { ALIGN_SECONDS, stagedBot } from '../../../stages.ts';
import { localFolder } from '../../../local/run-record.ts';
import { print, printJson } from '../../terminal/output.ts';
import { ON_TIME_SECONDS, SECOND, lateAt } from '../../reports/doctor-second.ts';
import { awsAddressOf, withBotOptions, type BotOptions } from '../locate-bot.ts';

interface ScheduleOptions extends BotOptions {
  readonly at: number;
  readonly json?: true;
}

export function addScheduleCommand(program: Command): void {
  withBotOptions(program.command('schedule'), 'the bot in AWS')
    .description(
      'make the rule that wakes a bot in AWS anew, so that it fires at a chosen second of the minute',
    )
    .option('--at <second>', 'second of the minute', secondOf, SECOND)
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      `
AWS documents that rate(1 minute) counts from the moment at which its rule was made. The rule is deleted and made again
under its name at that second, which takes up to a minute; the stack keeps it. Nothing wakes the bot for about a minute.
At which second the rule then fires, and how regularly, nobody has promised: doctor says it after some minutes.`,
    )
    .action(schedule);
}

function secondOf(written: string): number {
  if (/^(?:[0-9]|[1-5][0-9])$/.test(written)) return Number(written);
  throw new InvalidArgumentError('It must be a whole number from 0 to 59.');
}

/** What comes of a second at which the bot does not wait for its turn; `undefined` where it does. */
export function lateWords(second: number, alignSeconds = ALIGN_SECONDS): string | undefined {
  const lateSeconds = lateAt(second, alignSeconds);
  if (lateSeconds <= ON_TIME_SECONDS) return undefined;
  return `Woken then, it decides at once, ${lateSeconds} s after the close: alignToMinute is ${alignSeconds} in infra/stages.ts.`;
}

async function schedule({ bot, at, json, ...where }: ScheduleOptions): Promise<void> {
  if (bot === undefined) throw new InputError('name the bot with --bot: only a bot in AWS has a rule');
  const [{ requireBot }, { plainId }, { remakeRule }] = await Promise.all([
    import('../../../remote/used-table.ts'),
    import('../../../constructs/parameter-names.ts'),
    import('../../../remote/remake-rule.ts'),
  ]);
  const { region, stage } = awsAddressOf(where);
  const rule = (await requireBot({ botId: bot, region, stage })).get(`${plainId(bot)}Rule`);
  if (rule === undefined)
    throw new InputError(`nothing that is deployed in ${region} names the rule of ${bot}`);
  await makeOwnFolder(localFolder());
  const copyPath = join(localFolder(), `${rule}.json`);
  if (json === undefined) {
    print(`The rule ${rule} is made anew at second ${at}, within a minute.`);
    const warning = lateWords(at, stagedBot(bot)?.alignToMinute);
    if (warning !== undefined) print(warning);
  }
  const madeMs = await remakeRule({
    rule,
    region,
    second: at,
    copyPath,
    nowMs: Date.now,
    sleep: (durationMs) => setTimeout(Math.max(0, durationMs)),
  });
  const made = new Date(madeMs).toISOString();
  if (json) printJson({ bot, rule, madeAt: made });
  else print(`Made anew at ${made.slice(11, 23)} UTC. What comes of it: ${commandLine('doctor', bot)}`);
}
