/**
 * Every command of `scalper`, in the order in which its help lists them.
 */
import { Command } from 'commander';
import { addCompletionCommand } from './commands/completion-command.ts';
import { addControlCommands } from './commands/operate/operator-commands.ts';
import { addDoctorCommand } from './commands/operate/doctor-command.ts';
import { addEconomicsCommand } from './commands/research/economics-command.ts';
import { addExportCommand } from './commands/books/export-command.ts';
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

/** The commands with their options and help texts; running one is `parseAsync`. */
export function scalperProgram(): Command {
  const program = new Command('scalper')
    .description('A one-minute momentum scalper that tells the truth about its costs')
    .exitOverride()
    .showHelpAfterError('(--help lists the options)')
    .addHelpText('after', '\nExit codes: 0 done, 1 a defect, 2 the input cannot be used.');
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
  return program;
}
