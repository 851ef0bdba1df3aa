/**
 * `scalper parity`: why a bot earned something else than the backtest of its candles.
 */
import { InvalidArgumentError, Option, type Command } from 'commander';
import { commandLine } from '../../../../lambda/adapters/command-line.ts';
import { parseParameters } from '../../../../lambda/config.ts';
import { DAY_MS, MINUTE_MS } from '../../../../lambda/core/units.ts';
import { ledgerColumns } from '../../../imported/ledger-columns.ts';
import { InputError } from '../../../input-error.ts';
import type { BotBooks, Period } from '../../../parity/bot-books.ts';
import { runParity } from '../../../parity/run-parity.ts';
import { parityReport, type ParityShown } from '../../reports/parity-report.ts';
import { reportText } from '../../reports/run-report.ts';
import { parityScreen } from '../../screens/research/parity-screen.ts';
import { print, printJson } from '../../terminal/output.ts';
import { withBotOptions } from '../locate-bot.ts';
import {
  assignment,
  marketRequest,
  readParameters,
  withCandleFiles,
  withFiles,
  withParameterOptions,
} from '../options.ts';
import { reportOf, withReportOptions } from '../report-option.ts';
import { viewOf } from '../result-view.ts';
import { complainOfStrange } from '../trade/recorded-files.ts';
import { readBooks, type ParityOptions } from './parity-books.ts';
import { toldMarket } from '../told-market.ts';

/** Typed as this program was called. */
function examples(): string {
  return `
Examples:
  ${commandLine('parity')}                     the run of this folder, on its synthetic market
  ${commandLine('parity BTCUSDT-1m-2025-05.csv.gz')}
  ${commandLine('parity .scalper/archive/binanceusdm/BTCUSDT --funding BTCUSDT-fundingRate-2025-05.zip', 'paper')}
  ${commandLine('parity candles/ --ledger trades.csv --params my-parameters.json')}

Exit codes: 0 every difference is explained, 1 some are not, 2 the input cannot be used.`;
}

export function addParityCommand(program: Command): void {
  const command = program
    .command('parity')
    .description('compare a bot with the backtest of its candles, and explain every difference');
  withReportOptions(withBotOptions(withParameterOptions(withCandleFiles(command))))
    .addOption(
      new Option(
        '--ledger <result>',
        'in place of a bot: a kept result, by its id; a file: the report of a run, or the trades of another tool, as import reads them',
      ).conflicts(['bot', 'region', 'stage', 'table']),
    )
    .addOption(
      new Option(
        '--ledger-columns <list>',
        'which column of a CSV of trades is which, such as entryPrice=open; the others are found',
      ).argParser(ledgerColumns),
    )
    .option(
      '--log <files...>',
      "lines of the bot's log, for what its ticks did (default: that of this folder)",
    )
    .option(
      '--within <minutes>',
      'how far apart the entries of one trade may be, where symbol and side are the same',
      minutes,
      2,
    )
    .option('--json', 'print the report')
    .addHelpText('after', examples())
    .action(compare);
}

const EXIT_NOT_EXPLAINED = 1;

async function compare(files: readonly string[], given: ParityOptions): Promise<void> {
  const options = withFiles(files, given);
  const report = await reportOf(options);
  const books = await readBooks(options);
  const market = await toldMarket(marketRequest(withOwnMarket(options, books)));
  complainOfStrange(market);
  const withinMs = options.within * MINUTE_MS;
  const periods = await periodsOf(books, options);
  const run = runParity({ ...books, symbols: options.symbols ?? books.symbols }, market, {
    periods,
    toMs: options.to,
    withinMs,
  });
  const areRecorded = options.set === undefined && options.params === undefined;
  const shown: ParityShown = { books, run, withinMs, areRecorded };
  if (options.json) printJson(parityReport(shown));
  else print(parityScreen(shown, viewOf({}).width));
  await report?.write(reportText(parityReport(shown)));
  const isExplained = run.parity.parts.every(({ kind, count }) => kind !== 'not-explained' || count === 0);
  if (!isExplained) process.exitCode = EXIT_NOT_EXPLAINED;
}

/** A run of a synthetic market needs no files. @throws InputError where another one has none. */
function withOwnMarket(options: ParityOptions, { seed, fromMs, toMs, symbols }: BotBooks): ParityOptions {
  if (options.candles !== undefined || options.seed !== undefined) return options;
  if (seed === undefined)
    throw new InputError(
      'which candles did it trade? Name their files, such as candles/ or BTCUSDT-1m-2025-05.csv.gz',
    );
  const days = Math.max(1, Math.ceil((toMs - fromMs) / DAY_MS));
  return {
    ...options,
    seed,
    days: options.days ?? days,
    ...(symbols && { symbols: options.symbols ?? symbols }),
  };
}

/** What was given wins over what is recorded, name by name; a file of parameters over all of it. */
async function periodsOf(books: BotBooks, options: ParityOptions): Promise<readonly Period[]> {
  const { set = [], params } = options;
  const { periods, fromMs } = books;
  if (params !== undefined || periods.length === 0) {
    if (params === undefined && set.length === 0) {
      throw new InputError(
        `${books.origin} does not say its parameters: give them with --params or --set; --set mode=paper takes the defaults`,
      );
    }
    return [{ fromMs, parameters: await readParameters(options) }];
  }
  if (set.length === 0) return periods;
  const written = Object.fromEntries(set.map(assignment));
  return periods.map(({ parameters, ...period }) => ({
    ...period,
    parameters: parseParameters({ ...parameters, ...written }, [], '--set'),
  }));
}

function minutes(written: string): number {
  const value = Number(written);
  if (value >= 0 && value <= 1_440 && written.trim() !== '') return value;
  throw new InvalidArgumentError('It must be a number of minutes from 0 to 1440.');
}
