/**
 * `scalper`: the command line of the bot.
 *
 * Exit codes: 0 done (also when interrupted by Ctrl-C), 1 a defect, 2 what was given cannot be used.
 */
import { Command, CommanderError } from 'commander';
import { ParameterError } from '../../lambda/config.ts';
import { CandleFileError } from '../local/candle-file-error.ts';
import { InputError } from '../local/input-error.ts';
import { addCompletionCommand } from './completion-command.ts';
import { addControlCommands } from './control-command.ts';
import { addDoctorCommand } from './doctor-command.ts';
import { addEconomicsCommand } from './economics-command.ts';
import { addExportCommand } from './export-command.ts';
import { tone } from './format.ts';
import { addImportCommand } from './import-command.ts';
import { addLedgerCommand } from './ledger-command.ts';
import { addParamsCommand } from './params-command.ts';
import { addPreflightCommand } from './preflight-command.ts';
import { addRebuildCommand } from './rebuild-command.ts';
import { addSecretsCommand } from './secrets-command.ts';
import { addStartCommand } from './start-command.ts';
import { addStatusCommand } from './status-command.ts';
import { addTailCommand } from './tail-command.ts';
import { addTickCommand } from './tick-command.ts';

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
