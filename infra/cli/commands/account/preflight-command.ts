/**
 * `infra/cli/commands/account/`: commands that reach a real account or its keys.
 *
 * `scalper preflight`: may this account be traded with real money, and what has to be done first?
 *
 * Invariant: it sends no order; it sets isolated margin and leverage where they are not, and reads them back.
 */
import type { Command } from 'commander';
import { InputError } from '../../../input-error.ts';
import { failureOf } from '../../../../lambda/adapters/market/venue-error.ts';
import { parseParameters, type BotParameters } from '../../../../lambda/config.ts';
import { withCommandLines } from '../../../../lambda/adapters/command-line.ts';
import { preflightOf, type PreflightReport } from '../../../../lambda/core/preflight/preflight.ts';
import { toDollars } from '../../../../lambda/core/units.ts';
import type { AccountOptions } from './live-account.ts';
import { readParameters, botSymbolList, withParameterOptions, type ParameterOptions } from '../options.ts';
import { locateBot, withBotOptions } from '../locate-bot.ts';
import { screenWidth } from '../../terminal/columns.ts';
import { preflightScreen } from '../../screens/preflight-screen.ts';
import { print, printJson } from '../../terminal/output.ts';

interface PreflightOptions extends AccountOptions, ParameterOptions {
  readonly json?: true;
  readonly acknowledge?: string;
}

export function addPreflightCommand(program: Command): void {
  const command = program
    .command('preflight')
    .description(
      'set isolated margin and leverage, then check whether an account may be traded with real money, or at the demo, line by line; sends no order',
    );
  withBotOptions(
    withParameterOptions(command),
    'a bot in AWS, with its keys (default: keys of the environment, or typed)',
  )
    .option(
      '--symbols <list>',
      'symbols in order of priority (default: those of infra/stages.ts)',
      botSymbolList,
    )
    .option(
      '--acknowledge <text>',
      'where an exchange does not tell the rights of a key: your statement that you have checked them',
    )
    .option(
      '--demo',
      "at the exchange's demo, with keys of the demo (default: as infra/stages.ts says of the bot)",
    )
    .option('--json', 'print JSON')
    .addHelpText('after', '\nExit codes: 0 every check passed, 1 a check failed, 2 the checks could not run.')
    .action(preflight);
}

async function preflight(options: PreflightOptions): Promise<void> {
  const parameters = await parametersOf(options);
  const { isDemo, ...judged } = await reportOf(options, parameters);
  const report = withCommands(judged, options.bot);
  if (!report.hasPassed) process.exitCode = 1;
  if (options.json === undefined) {
    print(preflightScreen(report, screenWidth(), isDemo));
    return;
  }
  const { walletUsd, ...rest } = report;
  printJson({ ...rest, isDemo, walletUsd: walletUsd === undefined ? null : toDollars(walletUsd) });
}

/** The remedies, with commands that can be pasted. */
function withCommands(report: PreflightReport, bot: string | undefined): PreflightReport {
  const lines = report.lines.map((line) =>
    line.todo === undefined ? line : { ...line, todo: withCommandLines(line.todo, bot) },
  );
  return { ...report, lines };
}

interface JudgedAccount extends PreflightReport {
  readonly isDemo: boolean;
}

async function reportOf(options: PreflightOptions, parameters: BotParameters): Promise<JudgedAccount> {
  const { acknowledge } = options;
  const { liveAccount } = await import('./live-account.ts');
  const account = await liveAccount(options);
  const { client, clock, isDemo } = account;
  const { requestPlanOf } = await import('../../../../lambda/adapters/market/venue-capabilities.ts');
  const terms = {
    parameters,
    isDemo,
    ...(acknowledge !== undefined && { acknowledgement: acknowledge }),
    ...requestPlanOf(client.id, account.symbols, account.requestWeightMax),
  };
  let listings;
  try {
    listings = await account.listings();
  } catch (error) {
    if (error instanceof InputError) throw error;
    const { kind, message } = failureOf(error);
    const isRegion = kind === 'region-refused';
    return { isDemo, ...preflightOf({ kind: 'not-reached', isRegion, failure: message }, terms) };
  }
  const { preflightFacts } = await import('../../../../lambda/adapters/trading/read-preflight-facts.ts');
  const { VenueRequests } = await import('../../../../lambda/adapters/market/venue-requests.ts');
  const requests = new VenueRequests(clock);
  const facts = await preflightFacts({ client, listings, clock, leverage: parameters.leverage, requests });
  return { isDemo, ...preflightOf(facts, terms) };
}

/** Those of the bot in AWS; those of the command line, where any are given. */
async function parametersOf(options: PreflightOptions): Promise<BotParameters> {
  if (options.bot === undefined || options.set !== undefined || options.params !== undefined) {
    return readParameters(options);
  }
  const location = await locateBot(options);
  return location.withParameters(async ({ store }) => parseParameters((await store.read()).document));
}
