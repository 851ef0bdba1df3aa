/**
 * `scalper tail`: the bot's structured log as sentences, or as JSON.
 */
import { setTimeout } from 'node:timers/promises';
import { InvalidArgumentError, type Command } from 'commander';
import { plainJson } from '../../../../lambda/core/words.ts';
import { localFolder } from '../../../local/run-record.ts';
import { logOfFolder, type LogSource } from '../../../local/log-reader.ts';
import { awsAddressOf, withBotOptions, type BotOptions } from '../locate-bot.ts';
import { fittedLines } from '../result-view.ts';
import { logScreen } from '../../screens/log-screen.ts';
import { interruptible } from '../../terminal/interrupt.ts';
import { print, printAside } from '../../terminal/output.ts';

interface TailOptions extends BotOptions {
  readonly json?: true;
  readonly follow?: true;
  readonly last: number;
}

const LOOK_EVERY_MS = { local: 500, remote: 3_000 };

export function addTailCommand(program: Command): void {
  withBotOptions(program.command('tail'))
    .description('print the log, one line for each tick')
    .option('--follow', 'keep printing new lines until Ctrl-C')
    .option('--last <n>', 'how many lines to print first', howMany, 20)
    .option('--json', 'the lines as they were written, as JSON')
    .action(tail);
}

async function tail({ json, follow, last, bot, ...where }: TailOptions): Promise<void> {
  const source = bot === undefined ? logOfFolder(localFolder()) : await remoteLog(bot, where);
  const show = (lines: readonly string[]) => {
    if (lines.length > 0) print(json ? lines.map(plainJson) : fittedLines(lines.map(logScreen)));
  };
  const found = await source.next();
  show(found.slice(-last));
  // Beside the output, which a program may read: who looks would not know whether anything was read.
  if (found.length === 0)
    printAside(bot === undefined ? 'The log has no line yet.' : 'No line of the last half hour.');
  if (follow === undefined) return;
  const signal = interruptible();
  const everyMs = bot === undefined ? LOOK_EVERY_MS.local : LOOK_EVERY_MS.remote;
  while (!signal.aborted) {
    await setTimeout(everyMs, undefined, { signal }).catch(() => {});
    if (!signal.aborted) show(await source.next());
  }
}

async function remoteLog(bot: string, where: BotOptions): Promise<LogSource> {
  const { logOfBot } = await import('../../../remote/cloudwatch-log.ts');
  return logOfBot({ botId: bot, ...awsAddressOf(where) });
}

function howMany(written: string): number {
  const value = Number(written);
  if (Number.isSafeInteger(value) && value >= 0) return value;
  throw new InvalidArgumentError('It must be a whole number from 0.');
}
