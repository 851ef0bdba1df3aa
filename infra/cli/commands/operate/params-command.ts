/**
 * `scalper params`: checks the given parameters, and prints the complete set with bounds and meanings. Changes nothing.
 */
import type { Command } from 'commander';
import { withCommandLines } from '../../../../lambda/adapters/command-line.ts';
import { fittedLines } from '../result-view.ts';
import { readParameters, withParameterOptions, type ParameterOptions } from '../options.ts';
import { parameterTable } from '../../screens/parameters-screen.ts';
import { addWrittenParameters, get, type WrittenOptions } from './params-subcommands.ts';
import { InputError } from '../../../input-error.ts';
import { requireBot, withBotOptions } from '../locate-bot.ts';
import { screenWidth } from '../../terminal/columns.ts';
import { print, printJson } from '../../terminal/output.ts';

const OF_NO_BOT =
  '--set and --params check a set, and belong to no bot: {params set targetPct=0.2} changes the set of a bot';
const UNCHANGED = 'The set is valid. Nothing is changed: {params set} changes the parameters of a bot.';

type ParamsOptions = ParameterOptions & WrittenOptions;

export function addParamsCommand(program: Command): void {
  const command = program
    .command('params')
    .description(
      'check parameters and print the complete set, changing nothing; subcommands read and change those of a bot',
    );
  addWrittenParameters(command);
  withBotOptions(withParameterOptions(command), 'a bot in AWS: its set, as params get prints it')
    .option('--json', 'print the complete set as JSON')
    .action(async (options: ParamsOptions) => {
      const { set, params } = options;
      requireBot(options);
      if (options.bot !== undefined) {
        if (set === undefined && params === undefined) return get(undefined, options);
        throw new InputError(withCommandLines(OF_NO_BOT, options.bot));
      }
      const parameters = await readParameters(options);
      if (options.json) return printJson(parameters);
      print(parameterTable(parameters, screenWidth()));
      if (set !== undefined || params !== undefined) print(fittedLines([withCommandLines(UNCHANGED)]));
    });
}
