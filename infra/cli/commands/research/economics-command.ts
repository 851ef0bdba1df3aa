/**
 * `infra/cli/commands/research/`: commands that judge a configuration before it trades.
 *
 * `scalper economics`: what the configuration must achieve before it earns anything.
 */
import type { Command } from 'commander';
import { economicsOf } from '../../../../lambda/core/risk/economics.ts';
import { readParameters, withParameterOptions, type ParameterOptions } from '../options.ts';
import { economicsScreen } from '../../screens/economics-screen.ts';
import { print, printJson } from '../../terminal/output.ts';

export function addEconomicsCommand(program: Command): void {
  const command = program
    .command('economics')
    .description('show what the parameters must achieve to break even');
  withParameterOptions(command)
    .option('--json', 'print JSON')
    .action(async (options: ParameterOptions & { readonly json?: true }) => {
      const parameters = await readParameters(options);
      if (options.json) printJson(economicsOf(parameters));
      else print(economicsScreen(parameters));
    });
}
