/**
 * `scalper params`: checks the given parameters, and prints the complete set with bounds and meanings. Changes nothing.
 */
import type { Command } from 'commander';
import { withCommandLines } from '../../../../lambda/adapters/command-line.ts';
import { readParameters, withParameterOptions, type ParameterOptions } from '../options.ts';
import { parameterTable } from '../../screens/parameters-screen.ts';
import { addWrittenParameters } from './params-subcommands.ts';
import { print, printJson } from '../../terminal/output.ts';

const UNCHANGED = 'The set is valid. Nothing is changed: {params set} changes the parameters of a bot.';

interface ParamsOptions extends ParameterOptions {
  readonly json?: true;
}

export function addParamsCommand(program: Command): void {
  const command = program
    .command('params')
    .description(
      'check parameters and print the complete set, changing nothing; subcommands read and change those of a bot',
    );
  addWrittenParameters(command);
  withParameterOptions(command)
    .option('--json', 'print the complete set as JSON')
    .action(async (options: ParamsOptions) => {
      const parameters = await readParameters(options);
      if (options.json) return printJson(parameters);
      print(parameterTable(parameters));
      if (options.set !== undefined || options.params !== undefined) print(withCommandLines(UNCHANGED));
    });
}
