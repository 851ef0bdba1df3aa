/**
 * `infra/cli/commands/trade/`: commands that run the bot on this machine. `scalper start` trades a market on paper.
 */
import { InvalidArgumentError, Option, type Command } from 'commander';
import type { BotParameters } from '../../../../lambda/config.ts';
import { DAY_MS } from '../../../../lambda/core/units.ts';
import type { LedgerStore } from '../../../../lambda/ports.ts';
import { DEFAULT_SYMBOLS, type ChosenMarket } from '../../../market/market-source.ts';
import { resultOf } from '../../../local/paper-run.ts';
import { LOCAL_BOT, beginRun, finishRun, localFolder, type Beginning } from '../../../local/run-record.ts';
import { STORES, sourceOf, type StoreName } from '../../../local/ledger-stores.ts';
import { minute, money, tone } from '../../terminal/text-format.ts';
import {
  marketRequest,
  readPaperParameters,
  withMarketOptions,
  withParameterOptions,
  type MarketOptions,
  type ParameterOptions,
} from '../options.ts';
import { reportOf, withReportOptions, type ReportOptions } from '../report-option.ts';
import { interruptible } from '../../terminal/interrupt.ts';
import { realtimeExchange, withRealtimeOptions, type RealtimeOptions } from './realtime-options.ts';
import type { OutputFile } from '../../../files/output-file.ts';
import { reportText, runReport } from '../../reports/run-report.ts';
import { shownResult } from '../../reports/result/shown-result.ts';
import { economicsScreen } from '../../screens/economics-screen.ts';
import { closedLines } from '../../screens/result/closed-lines.ts';
import { chosenMarketLine, resultScreen } from '../../screens/result-screen.ts';
import { beginning, keepResult } from '../result-keeping.ts';
import { fittedLines, viewOf, withResultView, type ViewOptions } from '../result-view.ts';
import { print } from '../../terminal/output.ts';
import { complainOfStrange, recognisedLines } from './recorded-files.ts';
import { toldMarket } from '../told-market.ts';
import { endPage, openPage, stayOpen, toldToPage, withOpenOption, type OpenOptions } from '../open-option.ts';
import type { LocalPage } from '../../../local-page/local-page.ts';
import { runShown, secondRun } from './shown-run.ts';

interface StartOptions
  extends ViewOptions, MarketOptions, ParameterOptions, RealtimeOptions, ReportOptions, OpenOptions {
  readonly speed?: number;
  readonly bothWays?: true;
  readonly quiet?: true;
  readonly store?: StoreName;
  readonly fresh?: true;
}

export function addStartCommand(program: Command): void {
  const command = program
    .command('start')
    .description('trade a market on paper: a synthetic day, recorded candles, or a real exchange');
  withOpenOption(
    withReportOptions(withResultView(withRealtimeOptions(withParameterOptions(withMarketOptions(command))))),
  )
    .option(
      '--speed <x>',
      'simulated time over real time, such as 60 (default: as fast as possible)',
      speedFactor,
    )
    .addOption(
      new Option(
        '--both-ways',
        'run again with the take-profit first in ambiguous candles, for the other bound',
      ).conflicts('detail'),
    )
    .addOption(
      new Option(
        '--store <name>',
        `where the ledger is kept (default: dynalite up to ${KEPT_DAYS_MAX} days, then memory)`,
      ).choices(Object.keys(STORES)),
    )
    .option('--fresh', 'begin anew, even if an unfinished run could go on')
    .option('--quiet', 'print only the result: no economics, no line for each trade')
    .action(start);
}

/** Longer runs are kept in memory unless asked otherwise: the embedded database takes some milliseconds a tick. */
const KEPT_DAYS_MAX = 3;

async function start(options: StartOptions): Promise<void> {
  const interrupt = interruptible();
  const parameters = await readPaperParameters(options);
  const report = await reportOf(options);
  const exchange = realtimeExchange(options);
  if (exchange !== undefined) {
    await startRealtime(exchange, options, parameters, interrupt, report);
    return;
  }
  const market = await toldMarket({
    ...marketRequest(options),
    ...(options.report !== undefined && { report: options.report }),
  });
  complainOfStrange(market);
  const isLong = market.toMs - market.fromMs > KEPT_DAYS_MAX * DAY_MS;
  const storeName = options.store ?? (isLong ? 'memory' : 'dynalite');
  const folder = localFolder();
  const run = await begun(storeName, folder, market, parameters, options);
  const { store, client, log, close } = await STORES[storeName].open(folder);
  let page: LocalPage | undefined;
  try {
    if (options.quiet === undefined) await introduce(market, parameters, store, storeName);
    page = await openPage(options, { name: 'Run', market, parameters, store });
    const source = await sourceOf(client, parameters);
    const ports = { store, source, page, ...(log && { log }) };
    const result = await toldToPage(page, () => runShown(market, parameters, ports, interrupt, options));
    if (STORES[storeName].isKept && !result.isInterrupted) await finishRun(folder);
    const optimistic = await secondRun(market, parameters, result, interrupt, options.bothWays ?? false);
    const shown = shownResult(market, result, optimistic);
    print(resultScreen(shown, viewOf(options)));
    const ledger = { state: result.state, store, name: storeName };
    await keepResult({ ...run, by: 'start', market, shown, ledger }, options.quiet ?? false);
    await report?.write(reportText(runReport(shown)));
    await endPage(page, shown);
  } finally {
    await close();
  }
  await stayOpen(page, interrupt);
}

/** Trades until it is interrupted; the same command goes on. */
async function startRealtime(
  exchange: string,
  options: StartOptions,
  parameters: BotParameters,
  signal: AbortSignal,
  report: OutputFile | undefined,
): Promise<void> {
  const { connectRealtime, realtimeMarket, showRealtime, startedMsOf } = await import('./start-realtime.ts');
  const { symbols = DEFAULT_SYMBOLS, store: storeName = 'dynalite', quiet = false } = options;
  const folder = localFolder();
  const venue = await connectRealtime({ exchange, symbols, folder, signal });
  if (venue === undefined) return;
  const run = await begun(storeName, folder, realtimeMarket(venue), parameters, options);
  const { store, client, log, close } = await STORES[storeName].open(folder);
  let page: LocalPage | undefined;
  try {
    const market = realtimeMarket(venue, await startedMsOf(store));
    if (!quiet) await introduce(market, parameters, store, storeName);
    page = await openPage(options, { name: 'Run', market, parameters, store });
    const parameterSource = await sourceOf(client, parameters);
    const show = { venue, parameters, parameterSource, store, signal, quiet, page, ...(log && { log }) };
    await toldToPage(page, () => showRealtime(show));
    const result = await resultOf(store, parameters, market.fromMs, true);
    const shown = shownResult(market, result);
    print(resultScreen(shown, viewOf(options)));
    const ledger = { state: result.state, store, name: storeName };
    await keepResult({ ...run, by: 'start', market, shown, ledger }, quiet);
    await report?.write(reportText(runReport(shown)));
    await endPage(page, shown);
  } finally {
    await close();
  }
  await stayOpen(page, signal);
}

/** In memory every run is a new one. */
async function begun(
  storeName: StoreName,
  folder: string,
  market: ChosenMarket,
  parameters: BotParameters,
  { fresh }: StartOptions,
): Promise<Beginning> {
  const now = beginning();
  if (!STORES[storeName].isKept) return now;
  return { ...now, id: await beginRun(folder, market, parameters, { ...now, isFresh: fresh ?? false }) };
}

async function introduce(
  market: ChosenMarket,
  parameters: BotParameters,
  store: LedgerStore,
  storeName: StoreName,
): Promise<void> {
  const { state } = await store.load(LOCAL_BOT);
  const { words } = STORES[storeName];
  print([
    ...economicsScreen(parameters),
    '',
    ...fittedLines([`${tone('loud', 'Paper trading')}  ${chosenMarketLine(market)} · ${words}`]),
    ...fittedLines(closedLines(market)),
    ...(market.recorded === undefined ? [] : fittedLines(recognisedLines(market.recorded))),
  ]);
  if (state?.tickMs !== undefined) {
    const { tradeCount, balanceUsd } = state.ledger;
    print(
      `Goes on after ${minute(state.tickMs)} UTC: ${tradeCount} trades so far, balance ${money(balanceUsd)} USD`,
    );
  }
  print('');
}

function speedFactor(written: string): number {
  const value = Number(written);
  if (!(value >= 0.01 && value <= 1_000_000)) {
    throw new InvalidArgumentError('It must be a number from 0.01 to 1000000, such as 60.');
  }
  return value;
}
