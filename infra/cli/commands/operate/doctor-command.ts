/**
 * `scalper doctor`: does the bot have everything it needs, and does everything work?
 *
 * Invariant: it writes nothing.
 */
import type { Command } from 'commander';
import { awsLines } from './doctor-aws-checks.ts';
import { localLines } from './doctor-checks.ts';
import { exitCodeOf } from '../../reports/doctor-report.ts';
import { awsAddressOf, locateBot, withBotOptions, type BotOptions } from '../locate-bot.ts';
import { screenWidth } from '../../terminal/columns.ts';
import { doctorScreen } from '../../screens/doctor-screen.ts';
import { print, printJson } from '../../terminal/output.ts';

interface DoctorOptions extends BotOptions {
  readonly json?: true;
}

export function addDoctorCommand(program: Command): void {
  withBotOptions(program.command('doctor'))
    .description('check everything the bot needs, line by line: passed, or what to do; writes nothing')
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      '\nExit codes: 0 every check passed, 1 a check failed, 2 no check failed, but some could not run.',
    )
    .action(doctor);
}

async function doctor({ json, ...options }: DoctorOptions): Promise<void> {
  // It has lines of its own for the stack and the table.
  const location = await locateBot(options, () => {});
  const nowMs = Date.now();
  const where = { ...awsAddressOf(options), botId: location.botId, table: options.table };
  const lines = await (location.isLocal ? localLines(location, nowMs) : awsLines(location, where, nowMs));
  const report = { bot: location.botId, place: location.name, lines };
  process.exitCode = exitCodeOf(report);
  if (json) printJson(report);
  else print(doctorScreen(report, screenWidth()));
}
