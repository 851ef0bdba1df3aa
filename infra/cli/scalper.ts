/**
 * `scalper`: the command line of the bot.
 *
 * Exit codes: 0 done (also when interrupted by Ctrl-C), 1 a defect, 2 what was given cannot be used.
 */
import { Command, CommanderError } from 'commander';
import { ParameterError } from '../../lambda/config.ts';
import { CandleFileError } from '../candles/candle-file-error.ts';
import { InputError } from '../input-error.ts';
import { addCompletionCommand } from './commands/completion-command.ts';
import { addControlCommands } from './commands/operate/operator-commands.ts';
import { addDoctorCommand } from './commands/operate/doctor-command.ts';
import { addEconomicsCommand } from './commands/research/economics-command.ts';
import { addExportCommand } from './commands/books/export-command.ts';
import { tone } from './screens/text-format.ts';
import { addImportCommand } from './commands/books/import-command.ts';
import { addLedgerCommand } from './commands/books/ledger-command.ts';
import { addParamsCommand } from './commands/operate/params-command.ts';
import { addPreflightCommand } from './commands/account/preflight-command.ts';
import { addRebuildCommand } from './commands/books/rebuild-command.ts';
import { addSecretsCommand } from './commands/account/secrets-command.ts';
import { addStartCommand } from './commands/trade/start-command.ts';
import { addStatusCommand } from './commands/operate/status-command.ts';
import { addTailCommand } from './commands/operate/tail-command.ts';
import { addTickCommand } from './commands/trade/tick-command.ts';

const EXIT_DEFECT = 1;
const EXIT_INPUT = 2;

const program = new Command('scalper')
  .description('A one-minute momentum scalper that tells the truth about its costs')
  .exitOverride()
  .showHelpAfterError('(--help lists the options)')
  .addHelpText('after', '\nExit codes: 0 done, 1 a defect, 2 what was given cannot be used.');
addStartCommand(program);
addTickCommand(program);
addEconomicsCommand(program);
addParamsCommand(program);
addStatusCommand(program);
addLedgerCommand(program);
addRebuildCommand(program);
addControlCommands(program);
addDoctorCommand(program);
addPreflightCommand(program);
addSecretsCommand(program);
addTailCommand(program);
addExportCommand(program);
addImportCommand(program);
addCompletionCommand(program);

// Whoever reads the output may have seen enough, such as `head`.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  // oxlint-disable-next-line unicorn/no-process-exit -- nobody reads the rest
  process.exit();
});

try {
  await program.parseAsync();
} catch (error) {
  process.exitCode = report(error);
}

function report(error: unknown): number {
  // Commander has printed its own sentence already.
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : EXIT_INPUT;
  if (error instanceof InputError || error instanceof ParameterError || error instanceof CandleFileError) {
    console.error(`${tone('bad', 'scalper:', process.stderr)} ${error.message}`);
    return EXIT_INPUT;
  }
  console.error(error);
  return EXIT_DEFECT;
}
