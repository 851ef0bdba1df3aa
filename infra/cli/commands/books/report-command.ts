/**
 * `scalper report`: a result, a search or a ledger as one page, which opens anywhere without a network.
 */
import type { Command } from 'commander';
import { commandLine } from '../../../../lambda/adapters/command-line.ts';
import { readCandleFiles } from '../../../candles/candle-files.ts';
import { prepareOutput } from '../../../files/output-file.ts';
import { InputError } from '../../../input-error.ts';
import type { SymbolCandles } from '../../../../lambda/core/market.ts';
import { ledgerFacts } from '../../../report/ledger-input.ts';
import { pageBundle } from '../../../report/page-bundle.ts';
import type { ReportInput } from '../../../report/report-input.ts';
import { PAGE_BEGINNING, reportPage } from '../../../report/report-page.ts';
import { readReport } from '../../../report/report-source.ts';
import { entriesNewestFirst, type LedgerEntry } from '../../reports/ledger-statement.ts';
import { printAside } from '../../terminal/output.ts';
import { bytesText } from '../../terminal/text-format.ts';
import { locateBot, withBotOptions, type BotOptions } from '../locate-bot.ts';
import { marketRequest, withCandleReading, type MarketOptions } from '../options.ts';

interface ReportOptions
  extends BotOptions, Pick<MarketOptions, 'candles' | 'symbol' | 'columns' | 'utcOffset'> {
  readonly out: string;
  readonly force?: true;
}

/** Typed as this program was called. */
function examples(): string {
  return `
Examples:
  ${commandLine('backtest BTCUSDT-1m-2025-05.csv.gz --report may.json')}
  ${commandLine('report may.json --candles BTCUSDT-1m-2025-05.csv.gz --out may.html')}
  ${commandLine('report sweep.json --out sweep.html')}
  ${commandLine('report --out today.html')}                the ledger of this folder
  ${commandLine('report --bot paper --out paper.html')}    the ledger of a bot in AWS

The page is one file, for its user only. It opens in any browser, without a network: verdict and assumptions first, then where
the money went, the balance, days and hours, exits, denied entries, and every trade with its candles.`;
}

export function addReportCommand(program: Command): void {
  const command = program
    .command('report')
    .description('make one page of a result, a search or a ledger, to be opened in a browser')
    .argument(
      '[file]',
      'report of start, backtest, sweep or walk-forward (--report); the ledger of a bot where there is none',
    )
    .requiredOption('--out <file>', 'file to write, such as report.html');
  withBotOptions(
    withCandleReading(command),
    'the ledger of a bot in AWS (default: of the run of this folder)',
  )
    .option('--force', 'let the file replace one that this program did not write')
    .addHelpText('after', examples())
    .action(report);
}

async function report(file: string | undefined, options: ReportOptions): Promise<void> {
  const { candles: files = [], out, force = false } = options;
  if (file !== undefined && options.bot !== undefined)
    throw new InputError(`the page is of ${file} or of bot ${options.bot}: leave one of them out`);
  const output = await prepareOutput(out, {
    option: '--out',
    inputs: [...files, ...(file === undefined ? [] : [file])],
    isForced: force,
    ownBeginning: PAGE_BEGINNING,
  });
  const input = await (file === undefined ? ledgerInput(options) : fileInput(file));
  const candles = await candlesOf(options);
  const page = reportPage({ ...input, candles }, await pageBundle());
  await output.write(page);
  printAside(`${bytesText(Buffer.byteLength(page))} written to ${out}; open it in a browser`);
}

type Source = Omit<ReportInput, 'candles'>;

async function fileInput(file: string): Promise<Source> {
  return { source: file, facts: await readReport(file) };
}

/** Of the epoch that goes on: a balance that was set anew is no result of trading. */
async function ledgerInput(options: BotOptions): Promise<Source> {
  const location = await locateBot(options);
  const facts = await location.withLedger(async (snapshot, store) => {
    const entries: LedgerEntry[] = [];
    for await (const entry of entriesNewestFirst(store, snapshot.state)) entries.push(entry);
    return ledgerFacts(snapshot, entries.toReversed());
  });
  return { source: `the ledger in ${location.name}`, facts };
}

async function candlesOf(options: ReportOptions): Promise<readonly SymbolCandles[]> {
  const { reading, candles } = marketRequest(options);
  return candles === undefined ? [] : (await readCandleFiles(candles, reading)).symbols;
}
