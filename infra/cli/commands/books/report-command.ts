/**
 * `scalper report`: a result, a search, a comparison or a ledger as one page, which opens anywhere without a network.
 */
import type { Command } from 'commander';
import { readCandleFiles } from '../../../candles/candle-files.ts';
import { prepareOutput } from '../../../files/output-file.ts';
import { InputError } from '../../../input-error.ts';
import { parseJson } from '../../../../lambda/adapters/parse-json.ts';
import type { SymbolCandles } from '../../../../lambda/core/market.ts';
import { ledgerFacts } from '../../../report/ledger-input.ts';
import { pageBundle } from '../../../report/page-bundle.ts';
import type { ReportInput } from '../../../report/report-input.ts';
import { PAGE_BEGINNING, reportPage } from '../../../report/report-page.ts';
import { readReport, reportFacts } from '../../../report/report-source.ts';
import { entriesNewestFirst, type LedgerEntry } from '../../reports/ledger-statement.ts';
import { printAside } from '../../terminal/output.ts';
import { bytesText } from '../../terminal/text-format.ts';
import { locateRun, sayRun, withRunOptions, type RunOptions } from '../locate-run.ts';
import { withCandleReading } from '../candle-reading.ts';
import { keptReport } from '../named-result.ts';
import { marketRequest, type MarketOptions } from '../options.ts';

interface ReportOptions
  extends RunOptions, Pick<MarketOptions, 'candles' | 'symbol' | 'columns' | 'utcOffset'> {
  readonly out: string;
  readonly force?: true;
}

const WHAT_IT_IS = `
The page is one file, for its user only. It opens in any browser, without a network: verdict and assumptions first, then where
the money went, the balance, days and hours, exits, denied entries, and every trade with its candles. It draws all of
the run: for a part of it, trade that part, with --from and --to.`;

export function addReportCommand(program: Command): void {
  const command = program
    .command('report')
    .description('make one page of a result, a search, a comparison or a ledger, to be opened in a browser')
    .argument(
      '[result]',
      'id of a result that is kept, or a file that start, backtest, sweep, walk-forward or parity wrote (--report); a ledger where there is none',
    )
    .requiredOption('--out <file>', 'file to write, such as report.html');
  withRunOptions(withCandleReading(command))
    .option('--force', 'let the file replace one that this program did not write')
    .addHelpText('after', WHAT_IT_IS)
    .action(report);
}

async function report(named: string | undefined, options: ReportOptions): Promise<void> {
  const { candles: files = [], out, force = false } = options;
  const other = options.bot ?? options.result;
  if (named !== undefined && other !== undefined)
    throw new InputError(`the page is of ${named}, or of the ledger of ${other}: leave one of them out`);
  const output = await prepareOutput(out, {
    option: '--out',
    inputs: [...files, ...(named === undefined ? [] : [named])],
    isForced: force,
    ownBeginning: PAGE_BEGINNING,
  });
  const input = await (named === undefined ? ledgerInput(options) : resultInput(named));
  const candles = await candlesOf(options);
  const page = reportPage({ ...input, candles }, await pageBundle());
  await output.write(page);
  printAside(`${bytesText(Buffer.byteLength(page))} written to ${out}; open it in a browser`);
}

type Source = Omit<ReportInput, 'candles'>;

async function resultInput(named: string): Promise<Source> {
  const kept = await keptReport(named);
  if (kept === undefined) return { source: named, facts: await readReport(named) };
  return { source: kept.source, facts: reportFacts(parseJson(kept.text), kept.source) };
}

/** Of the epoch that goes on: a balance that was set anew is no result of trading. */
async function ledgerInput(options: RunOptions): Promise<Source> {
  const location = await locateRun(options);
  const facts = await location.withLedger(async (snapshot, store) => {
    sayRun(snapshot);
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
