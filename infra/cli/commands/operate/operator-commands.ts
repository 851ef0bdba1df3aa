/**
 * `scalper pause`, `resume` and `flatten`: write a command that the bot's next tick obeys.
 *
 * - It is written first, whatever the bot's item and rows hold.
 * - No command is written where no tick would read it.
 * - Flattening is confirmed by the operator, or by --yes.
 * - `resume --accept` accepts the halt that it names, or the one that its operator has just seen.
 * - A command for a bot in AWS is dated by the clock of AWS: a wrong one here makes no command too late.
 * - In a terminal, or with --wait, it is followed until a tick has obeyed it.
 */
import { randomBytes } from 'node:crypto';
import { userInfo } from 'node:os';
import { setTimeout } from 'node:timers/promises';
import { InvalidArgumentError, type Command } from 'commander';
import {
  PATIENCE_MS,
  newCommand,
  type CommandKind,
  type Issuing,
  type OperatorCommand,
} from '../../../../lambda/core/ledger/operator-command.ts';
import { MINUTE_MS } from '../../../../lambda/core/units.ts';
import { plainText } from '../../../../lambda/core/words.ts';
import { InputError } from '../../../input-error.ts';
import type { BotLocation } from '../../../local/bot-location.ts';
import { commandReport, type Followed } from '../../reports/command-fate.ts';
import {
  WAITING_WORDS,
  clockWords,
  followedScreen,
  leftScreen,
  type Bearing,
} from '../../screens/operator-command-screen.ts';
import { screenWidth } from '../../terminal/columns.ts';
import { locateBot, withBotOptions, type BotOptions } from '../locate-bot.ts';
import { fittedLines } from '../result-view.ts';
import { symbolList } from '../options.ts';
import { interruptible } from '../../terminal/interrupt.ts';
import { haltNamed, haltToAccept } from './accepted-halt.ts';
import { followCommand } from './follow-command.ts';
import { confirmed } from '../../terminal/confirmed.ts';
import { print, printAside, printJson } from '../../terminal/output.ts';

interface ControlOptions extends BotOptions {
  readonly json?: true;
  readonly why?: string;
  /** The name of a halt, or `true` for the one that stands. */
  readonly accept?: string | true;
  readonly yes?: true;
  readonly direct?: true;
  readonly symbols?: readonly string[];
  /** Absent where neither --wait nor --no-wait is given. */
  readonly wait?: boolean;
}

const MINUTES = PATIENCE_MS / MINUTE_MS;

export function addControlCommands(program: Command): void {
  control(program, 'pause', 'open nothing from the next tick on; open positions stay managed');
  control(
    program,
    'resume',
    'end a pause, a streak pause too, or a flatten; with --accept, also a halt',
  ).option(
    '--accept [halt]',
    'also end the halt of that name; without a name, show its cause and ask',
    haltNamed,
  );
  control(program, 'flatten', 'pause, and close every open position at the next tick')
    .option('--yes', 'do not ask for confirmation; needed where the input is no terminal')
    .option('--direct', 'real money, or the demo: close everything at the exchange now, without the bot')
    .option(
      '--symbols <list>',
      'with --direct: the markets of the bot (default: those of infra/stages.ts)',
      symbolList,
    );
}

function control(program: Command, kind: CommandKind, description: string): Command {
  return withBotOptions(program.command(kind))
    .description(description)
    .option('--why <text>', 'the reason, for the ledger', reason)
    .option(
      '--wait',
      `follow it until a tick has obeyed it, ${MINUTES} minutes at most (default in a terminal)`,
    )
    .option('--no-wait', 'leave it for the next tick (default elsewhere)')
    .option('--json', 'print the command, and its outcome as far as it is known, as JSON')
    .addHelpText(
      'after',
      `\nExit codes: 0 left for the next tick, or obeyed; 1 perhaps no tick reads it, or it was followed and not done; 2 not written.`,
    )
    .action((options: ControlOptions) => leave(kind, options));
}

async function leave(kind: CommandKind, options: ControlOptions): Promise<void> {
  const { why = '', accept, yes, json, direct, symbols, wait, ...where } = options;
  const asks = kind === 'flatten' && yes === undefined;
  if (asks && !process.stdin.isTTY) {
    throw new InputError(
      'flatten closes every position: add --yes where no terminal can ask for confirmation',
    );
  }
  if (direct) {
    if (wait === true)
      throw new InputError('--wait follows what is left for the bot; --direct closes everything itself');
    const { flattenDirect } = await import('../account/direct-flatten-command.ts');
    const because = why === '' ? 'flatten --direct' : why;
    const pause = (nowMs: number) => ownCommand('pause', { why: because, nowMs });
    const confirm = (question: string) =>
      asks ? confirmed(question, process.stdin, process.stdout) : Promise.resolve(true);
    await flattenDirect({ ...where, ...(symbols && { symbols }), pause, confirm });
    return;
  }
  const location = await locateBot(where);
  const halt = accept === undefined ? undefined : await acceptedHalt(location, accept);
  if (
    halt === NOT_ACCEPTED ||
    (asks && !(await confirmed(FLATTEN_QUESTION, process.stdin, process.stdout)))
  ) {
    print(json ? 'null' : 'Nothing was done.');
    return;
  }
  const nowMs = await datedBy(location);
  const command = ownCommand(kind, { why, nowMs, ...(halt !== undefined && { halt }) });
  await leaveAt(location, command, { wait, json });
}

const NOT_ACCEPTED = Symbol('not accepted');

/** The name of the halt; `undefined` where the bot is not halted. */
async function acceptedHalt(
  location: BotLocation,
  accept: string | true,
): Promise<string | undefined | typeof NOT_ACCEPTED> {
  if (accept !== true) return accept;
  const ask = (question: string) => confirmed(question, process.stdin, process.stdout);
  const accepted = await haltToAccept(location, process.stdin.isTTY ? ask : undefined);
  if (accepted === 'not accepted') return NOT_ACCEPTED;
  if (accepted !== 'none') return accepted.halt;
  printAside('The bot is not halted: there is nothing to accept.');
  return undefined;
}

/** The time by the bot's clock, as far as it is known. */
async function datedBy(location: BotLocation): Promise<number> {
  const aheadMs = await location.clockAheadMs();
  if (aheadMs !== 0) printAside(clockWords(aheadMs));
  return Date.now() + aheadMs;
}

async function leaveAt(
  location: BotLocation,
  command: OperatorCommand,
  { wait, json }: { readonly wait: boolean | undefined; readonly json: true | undefined },
): Promise<void> {
  const { botId } = location;
  const { isRunning } = await location.issue(command);
  const doubt = await location.whyUnread();
  const isFollowed = wait ?? (process.stdout.isTTY && isRunning && doubt === undefined);
  // JSON has the standard output for itself.
  const tell = json ? printAside : print;
  if (!json) {
    const bearing = command.kind === 'resume' && !isFollowed ? await bearingOf(location) : undefined;
    tell(fittedLines(leftScreen(command, { botId, isRunning, doubt, ...(bearing && { bearing }) })));
  } else if (doubt !== undefined) tell(doubt);
  // Before it is told of: whoever reads it may press Ctrl-C at once.
  const signal = isFollowed ? interruptible() : undefined;
  if (signal) tell(WAITING_WORDS);
  const followed = signal && (await followUntil(signal, command, location));
  if (!isSettled(doubt, followed)) process.exitCode = EXIT_NOT_OBEYED;
  if (json) printJson(commandReport(command, followed));
  else if (followed !== undefined) tell(followedScreen(command, followed, botId, screenWidth()));
}

function followUntil(
  signal: AbortSignal,
  command: OperatorCommand,
  location: BotLocation,
): Promise<Followed> {
  const sleep = (durationMs: number) => setTimeout(durationMs, undefined, { signal }).catch(() => {});
  return followCommand(command, location, { signal, sleep, nowMs: () => Date.now() });
}

/** Whether nothing is left to be seen to by whoever ran it. */
function isSettled(doubt: string | undefined, followed: Followed | undefined): boolean {
  if (followed === undefined || followed.kind === 'left') return doubt === undefined;
  return followed.kind === 'obeyed' && followed.isDone;
}

const FLATTEN_QUESTION = 'Close every open position at the market, and pause?';
const EXIT_NOT_OBEYED = 1;

/** What a resume meets. The command is written already: that nobody knows it is no failure. */
async function bearingOf(location: BotLocation): Promise<Bearing> {
  try {
    return { halted: (await location.find())?.state.ledger.halted };
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    return { unknown: error.message };
  }
}

/** A command of the user of this machine. */
export function ownCommand(
  kind: CommandKind,
  issuing: Pick<Issuing, 'why' | 'halt' | 'nowMs'>,
): OperatorCommand {
  return newCommand(kind, { ...issuing, by: userName(), mark: randomBytes(4).toString('hex') });
}

const WHY_MAX = 200;

/** One line, and short: it travels in the bot's item. */
export function reason(written: string): string {
  const text = plainText(written.trim().replaceAll(/\s+/g, ' '));
  if (text.length > WHY_MAX)
    throw new InvalidArgumentError(`It has ${text.length} characters, of at most ${WHY_MAX}.`);
  return text;
}

/** A user without an entry in the system's list has a number and no name. */
export function userName(): string {
  try {
    return userInfo().username;
  } catch {
    return 'unknown user';
  }
}
