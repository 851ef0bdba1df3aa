/**
 * `infra/cli/commands/operate/`: commands with which a bot is watched and steered.
 *
 * `scalper status`: how a bot stands, once or again and again.
 *
 * Invariant: a screen that is refreshed leaves the terminal as it was, with the last screen on it.
 */
import { setTimeout } from 'node:timers/promises';
import { InvalidArgumentError, type Command } from 'commander';
import { commandLine } from '../../../../lambda/adapters/command-line.ts';
import { InputError } from '../../../input-error.ts';
import { statusOf } from '../../reports/bot-status.ts';
import { locateRun, withRunOptions, type ReadBot, type RunOptions } from '../locate-run.ts';
import { screenWidth } from '../../terminal/columns.ts';
import { fittedLines } from '../result-view.ts';
import { interruptible } from '../../terminal/interrupt.ts';
import { leftAsFound } from '../../terminal/left-as-found.ts';
import { statusScreen } from '../../screens/status-screen.ts';
import { statusReport } from '../../reports/status-report.ts';
import { print, printJson, shownLine } from '../../terminal/output.ts';

interface StatusOptions extends RunOptions {
  readonly json?: true;
  readonly watch?: number | true;
}

const WATCH_SECONDS = 2;

export function addStatusCommand(program: Command): void {
  withRunOptions(program.command('status'))
    .description('show the balance, the day, open positions, and why the bot is not trading')
    .option('--json', 'print JSON; null when there is no ledger yet')
    .option('--watch [seconds]', `refresh until Ctrl-C (default: every ${WATCH_SECONDS} s)`, seconds)
    .action(async ({ json, watch, ...where }: StatusOptions) => {
      const location = await locateRun(where);
      if (watch === undefined) await (json ? report(location) : show(location));
      else if (json === true || !process.stdout.isTTY) {
        throw new InputError('--watch needs a terminal; elsewhere repeat status --json');
      } else await refresh(location, watch === true ? WATCH_SECONDS : watch);
    });
}

async function report(location: ReadBot): Promise<void> {
  const snapshot = await location.find();
  printJson(snapshot === undefined ? null : statusReport(statusOf(snapshot)));
}

async function show(location: ReadBot): Promise<void> {
  print(await screenOf(location));
}

async function screenOf(location: ReadBot): Promise<readonly string[]> {
  const snapshot = await location.find();
  if (snapshot !== undefined) {
    // A run here may be at any time of its market.
    const nowMs = location.isLocal ? undefined : Date.now();
    return statusScreen(statusOf(snapshot), screenWidth(), nowMs);
  }
  return fittedLines([
    location.isLocal
      ? `There is no ledger in ${location.name} yet: \`${commandLine('start')}\` trades a day and saves it.`
      : (await location.noLedger()).message,
  ]);
}

const ESCAPE = '\u001B[';
const BEGIN = `${ESCAPE}?25l`;
const END = `${ESCAPE}?25h`;

async function refresh(location: ReadBot, everySeconds: number): Promise<void> {
  const { stdout } = process;
  const signal = interruptible();
  // Also where an answer never comes.
  leftAsFound(() => stdout.write(END));
  let drawn = 0;
  stdout.write(BEGIN);
  while (!signal.aborted) {
    const lines = (await screenOf(location)).slice(0, Math.max(1, (stdout.rows ?? 40) - 1));
    const back = drawn === 0 ? '' : `${ESCAPE}${drawn}A`;
    // A line that is too long is cut, or going back would miss its rest.
    stdout.write(`${back}${ESCAPE}1G${ESCAPE}J${ESCAPE}?7l${lines.map(shownLine).join('\n')}\n${ESCAPE}?7h`);
    drawn = lines.length;
    await setTimeout(everySeconds * 1000, undefined, { signal }).catch(() => {});
  }
}

function seconds(written: string): number {
  const value = Number(written);
  if (!(value >= 0.2 && value <= 3600))
    throw new InvalidArgumentError('It must be a number of seconds from 0.2 to 3600.');
  return value;
}
