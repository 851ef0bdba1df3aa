/**
 * `scalper params`: every parameter, its value, bounds and meaning; validates what it is given.
 */
import type { Command } from 'commander';
import { readParameters, withParameterOptions, type ParameterOptions } from '../options.ts';
import { parameterTable } from '../../screens/parameters-screen.ts';
import { addWrittenParameters } from './params-subcommands.ts';

interface ParamsOptions extends ParameterOptions {
  readonly json?: true;
}

export function addParamsCommand(program: Command): void {
  const command = program
    .command('params')
    .description('check parameters and print the complete set; subcommands read and change those of a bot');
  addWrittenParameters(command);
  withParameterOptions(command)
    .option('--json', 'print the complete set as JSON')
    .action(async (options: ParamsOptions) => {
      const parameters = await readParameters(options);
      console.log(options.json ? JSON.stringify(parameters, undefined, 2) : parameterTable(parameters));
    });
}
