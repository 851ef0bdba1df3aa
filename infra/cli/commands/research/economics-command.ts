/**
 * `infra/cli/commands/research/`: commands that judge a configuration before it trades.
 *
 * `scalper economics`: what the configuration must achieve before it earns anything.
 */
import type { Command } from 'commander';
import { economicsOf } from '../../../../lambda/core/risk/economics.ts';
import { readParameters, withParameterOptions, type ParameterOptions } from '../options.ts';
import { ECONOMICS_WIDTH_MAX, economicsScreen } from '../../screens/economics-screen.ts';
import { contractLines } from '../../screens/research/contract-lines.ts';
import { movesLines } from '../../screens/research/moves-lines.ts';
import { contractEconomicsOf, contractsOf } from '../../reports/economics/contract-economics.ts';
import { symbolEconomicsOf } from '../../reports/economics/symbol-economics.ts';
import { screenWidth } from '../../terminal/columns.ts';
import { interruptible } from '../../terminal/interrupt.ts';
import { print, printJson } from '../../terminal/output.ts';
import { DEFAULT_SYMBOLS } from '../../../market/market-source.ts';
import { contractFees } from './contract-fees.ts';
import { movesMarket, withMovesOptions, type MovesOptions } from './moves-market.ts';

export function addEconomicsCommand(program: Command): void {
  const command = program
    .command('economics')
    .description(
      'show what the parameters must achieve to break even, in the contract of each settlement currency, and what a minute moves beside what a round trip costs',
    );
  withMovesOptions(withParameterOptions(command)).option('--json', 'print JSON').action(show);
}

async function show(options: ParameterOptions & MovesOptions & { readonly json?: true }): Promise<void> {
  const parameters = await readParameters(options);
  const market = await movesMarket(options, interruptible());
  if (market === undefined) return;
  const symbols = symbolEconomicsOf(parameters, market);
  const named = contractsOf(options.symbols ?? DEFAULT_SYMBOLS.slice(0, 1));
  const contracts = contractEconomicsOf(parameters, named, await contractFees(named));
  if (options.json) {
    printJson({ ...economicsOf(parameters), contracts, market: market.label, symbols });
    return;
  }
  const width = Math.min(screenWidth(), ECONOMICS_WIDTH_MAX);
  print([
    ...economicsScreen(parameters),
    '',
    ...contractLines(contracts, width),
    ...(contracts.length > 0 ? [''] : []),
    ...movesLines(market.label, symbols, parameters, width),
  ]);
}
