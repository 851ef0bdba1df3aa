/**
 * `scalper backtest`: what the parameters would have made of candles, in one loop.
 */
import type { Command } from 'commander';
import { commandLine } from '../../../../lambda/adapters/command-line.ts';
import { machineClock } from '../../../../lambda/adapters/machine.ts';
import { backtest, type AccountResult, type BacktestResult } from '../../../../lambda/backtest/backtest.ts';
import type { BotParameters } from '../../../../lambda/config.ts';
import { statisticsOf } from '../../../../lambda/core/ledger/trade-statistics.ts';
import { DAY_MS, SECOND_MS } from '../../../../lambda/core/units.ts';
import { InputError } from '../../../input-error.ts';
import { fileFailureWords } from '../../../files/system-error.ts';
import { localFolder } from '../../../local/run-record.ts';
import type { RunOutcome } from '../../../local/run-outcome.ts';
import type { ChosenMarket } from '../../../market/market-source.ts';
import { groundOf, recordTries } from '../../../research/trial-ledger.ts';
import { reportText, runReport } from '../../reports/run-report.ts';
import { shownResult, type ShownResult } from '../../reports/result/shown-result.ts';
import { closedLines } from '../../screens/result/closed-lines.ts';
import { chosenMarketLine, resultScreen } from '../../screens/result-screen.ts';
import { interruptible } from '../../terminal/interrupt.ts';
import { complain, print } from '../../terminal/output.ts';
import { tone } from '../../terminal/text-format.ts';
import { openWorkProgress } from '../../terminal/work-progress.ts';
import {
  marketRequest,
  readPaperParameters,
  withCandleFiles,
  withDetailOption,
  withFiles,
  withParameterOptions,
  type MarketOptions,
  type ParameterOptions,
} from '../options.ts';
import { reportOf, withReportOptions, type ReportOptions } from '../report-option.ts';
import { beginning, keepResult } from '../result-keeping.ts';
import { fittedLines, viewOf, withResultView, type ViewOptions } from '../result-view.ts';
import { complainOfStrange, recognisedLines } from '../trade/recorded-files.ts';
import { wholeFrom } from './search-options.ts';
import { endPage, openPage, stayOpen, withOpenOption, type OpenOptions } from '../open-option.ts';
import { toldMarket } from '../told-market.ts';

interface BacktestOptions extends ViewOptions, MarketOptions, ParameterOptions, ReportOptions, OpenOptions {
  readonly quiet?: true;
  readonly lagSeconds?: number;
}

/** Typed as this program was called. */
function examples(): string {
  return `
Examples:
  ${commandLine('backtest BTCUSDT-1m-2024-*.csv.gz')}
  ${commandLine('backtest candles/ --symbols BTCUSDT,ETHUSDT --from 2024-03-01 --to 2024-04-01')}
  ${commandLine('backtest candles/ --set targetPct=0.3 --set takerFeePct=0 --report result.json')}
  ${commandLine('backtest --detail BTCUSDT-aggTrades-2025-05.csv.gz --lag-seconds 5')}
  ${commandLine('backtest candles/ --open')}
  ${commandLine('backtest --seed 7 --days 30')}        a synthetic market

It trades as a run on paper does, without its database, log and alerts, and has the same result hash.`;
}

export function addBacktestCommand(program: Command): void {
  const command = program
    .command('backtest')
    .description('say what the parameters would have made of recorded candles, years in a second');
  withOpenOption(
    withReportOptions(withResultView(withParameterOptions(withDetailOption(withCandleFiles(command))))),
  )
    .option(
      '--lag-seconds <n>',
      'decide so long after the turn of the minute, and say what that costs; needs --detail',
      wholeFrom(0, 59),
    )
    .option('--quiet', 'print only the result')
    .addHelpText('after', examples())
    .action(test);
}

async function test(files: readonly string[], given: BacktestOptions): Promise<void> {
  const run = beginning();
  const options = withFiles(files, given);
  const parameters = await readPaperParameters(options);
  requireDetail(options, parameters);
  const report = await reportOf(options);
  const market = await toldMarket({
    ...marketRequest(options),
    ...(options.report !== undefined && { report: options.report }),
  });
  complainOfStrange(market);
  if (options.quiet === undefined) introduce(market);
  const [outcome, optimistic] = toldTest(market, parameters, options.lagSeconds);
  await countTry(market, parameters);
  const shown = shownResult(market, outcome, optimistic);
  print(resultScreen(shown, viewOf(options)));
  await keepResult({ ...run, by: 'backtest', market, shown }, options.quiet ?? false);
  await report?.write(reportText(runReport(shown)));
  await showInPage(options, market, outcome, shown);
}

async function showInPage(
  options: OpenOptions,
  market: ChosenMarket,
  { parameters, trades, open, toMs }: RunOutcome,
  shown: ShownResult,
): Promise<void> {
  const page = await openPage(options, { name: 'Backtest', market, parameters });
  page?.feed.whole(trades, open, toMs);
  await endPage(page, shown);
  await stayOpen(page, interruptible());
}

/** @throws InputError where a decision cannot be late, or would be too late to enter anything. */
function requireDetail({ detail, lagSeconds = 0 }: BacktestOptions, parameters: BotParameters): void {
  if (lagSeconds === 0) return;
  if (detail === undefined) {
    throw new InputError(
      '--lag-seconds needs --detail: a candle does not say what was traded some seconds after its open',
    );
  }
  if (lagSeconds > parameters.maxSignalAgeSeconds) {
    throw new InputError(
      `--lag-seconds ${lagSeconds}: a signal older than maxSignalAgeSeconds = ${parameters.maxSignalAgeSeconds} is not entered`,
    );
  }
}

/** Every look at these candles counts, when somebody asks whether the best of many looks is luck. */
async function countTry(market: ChosenMarket, parameters: BotParameters): Promise<void> {
  const { fromMs, toMs } = market;
  const tried = { ...groundOf(market, { fromMs, toMs }), by: 'backtest', atMs: machineClock.nowMs() };
  try {
    await recordTries(localFolder(), { ...tried, sets: [parameters] });
  } catch (error) {
    complain(`this try is not counted: ${fileFailureWords(error)}`);
  }
}

function introduce(market: ChosenMarket): void {
  print(
    fittedLines([
      `${tone('loud', 'Backtest')}  ${chosenMarketLine(market)}`,
      ...closedLines(market),
      ...(market.recorded === undefined ? [] : recognisedLines(market.recorded)),
    ]),
  );
}

/** The same, with how far it is, where that takes longer than a second. */
function toldTest(market: ChosenMarket, parameters: BotParameters, lagSeconds?: number) {
  const progress = openWorkProgress('days', machineClock);
  const { fromMs, toMs } = market;
  const daysTo = (timeMs: number) => Math.max(0, Math.floor((timeMs - fromMs) / DAY_MS));
  try {
    return testedOn(market, parameters, lagSeconds, (minuteMs) =>
      progress.update(daysTo(minuteMs), daysTo(toMs)),
    );
  } finally {
    progress.close();
  }
}

/** Both bounds of the ambiguous candles: the stop first, and the take-profit first. */
export function testedOn(
  market: ChosenMarket,
  parameters: BotParameters,
  lagSeconds = 0,
  onMinute?: (minuteMs: number) => void,
): readonly [stopFirst: RunOutcome, takeProfitFirst: RunOutcome] {
  const { symbols, fromMs, funding = [], detail } = market;
  const recordedFunding = new Map(funding.map(({ symbol, recorded }) => [symbol, recorded]));
  const testedAt = (seconds: number) =>
    backtest({
      symbols,
      parameters,
      fromMs,
      recordedFunding,
      ...(detail && { detail: new Map(detail.map((each) => [each.symbol, each])) }),
      lagMs: seconds * SECOND_MS,
      onMinute,
    });
  const result = testedAt(lagSeconds);
  const atOnce = lagSeconds === 0 ? undefined : statisticsOf(testedAt(0).stopFirst.trades);
  const facts = {
    parameters,
    toMs: market.toMs,
    held: result.held,
    ...(atOnce && { late: { seconds: lagSeconds, trades: atOnce.trades, netUsd: atOnce.netUsd } }),
  };
  return [outcomeOf(result.stopFirst, facts), outcomeOf(result.takeProfitFirst, facts)];
}

function outcomeOf(
  { trades, denied, dailyStops, open, balanceUsd }: AccountResult,
  facts: Pick<RunOutcome, 'parameters' | 'toMs' | 'late'> & Pick<BacktestResult, 'held'>,
): RunOutcome {
  return { trades, denied, dailyStops, open, balanceUsd, isInterrupted: false, ...facts };
}
