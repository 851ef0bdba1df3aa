/**
 * `sweep` and `walk-forward`: which parameters are best, and whether that may be believed.
 */
import type { Command } from 'commander';
import { commandLine } from '../../../../lambda/adapters/command-line.ts';
import { jsonText } from '../../../../lambda/core/words.ts';
import { prepareOutput, type OutputFile } from '../../../files/output-file.ts';
import { InputError } from '../../../input-error.ts';
import { searchReport } from '../../reports/search-report.ts';
import { reportText } from '../../reports/run-report.ts';
import { searchScreen, type SearchShown } from '../../screens/research/search-screen.ts';
import { jsonRecords, parquetOf } from '../../tables/column.ts';
import { sweepColumns, sweepRows } from '../../tables/sweep-columns.ts';
import { interruptible } from '../../terminal/interrupt.ts';
import { print, printJson } from '../../terminal/output.ts';
import { withCandleFiles, withFiles, withParameterOptions } from '../options.ts';
import { reportOf, withReportOptions } from '../report-option.ts';
import {
  followedSearch,
  typedSearch,
  type AskedSearch,
  type SearchCommandOptions,
  type SearchName,
} from './asked-search.ts';
import { openCloud, type Cloud } from './cloud-search.ts';
import { runSearch } from './run-search.ts';
import { wholeFrom, withSearchOptions } from './search-options.ts';

const sweepExamples = () => `
Examples:
  ${commandLine('sweep candles/ --range targetPct=0.1..0.6:0.05 --range maxHoldSeconds=120,300,600')}
  ${commandLine('sweep candles/ --range targetPct=0.05..1 --range momentumPct=0.02..0.3 --sets 500 --halve')}
  ${commandLine('sweep candles/ --range breakeven=net,gross --sealed 0 --report sweep.json')}
  ${commandLine('sweep candles/ --range targetPct=0.1,0.2 --range leverage=5,10 --range lossStreak=2,4 --heat-map targetPct,lossStreak')}
  ${commandLine('sweep candles/ --range targetPct=0.05..1 --range momentumPct=0.02..0.3 --sets 5000 --cloud --max-usd 2')}

The verdict comes first. Sets are ranked by the middle of their neighbours, not by their own result, and every set that was
ever tried on these candles counts. Ctrl-C keeps what is done; the same command goes on.`;

const walkExamples = () => `
Examples:
  ${commandLine('walk-forward candles/ --range targetPct=0.1..0.6:0.05 --range maxHoldSeconds=120,300,600')}
  ${commandLine('walk-forward candles/ --range targetPct=0.05..1 --sets 50 --choose-days 60 --attempt-days 15')}

Sets are chosen on some days, and tried on the next ones, which nobody has chosen by. Ctrl-C keeps what is done; the same command
goes on.`;

export function addSearchCommands(program: Command): void {
  searchCommand(program, 'sweep')
    .description('try many sets of parameters on the same candles, and say what may be believed of the best')
    .option('--halve', 'try all sets on few days, and the better ones on more')
    .addHelpText('after', sweepExamples)
    .action((files: readonly string[], options: SearchCommandOptions) => run('sweep', files, options));
  searchCommand(program, 'walk-forward')
    .description('choose sets on some days, and try them on the next ones, window after window')
    .option('--choose-days <n>', 'days that a set is chosen by', wholeFrom(2, 3_660), 90)
    .option('--attempt-days <n>', 'days after them, on which it is tried', wholeFrom(1, 3_660), 30)
    .option('--unseal', 'open the sealed months, once, for a set that has passed everything else')
    .addHelpText('after', walkExamples)
    .action((files: readonly string[], options: SearchCommandOptions) => run('walk-forward', files, options));
}

function searchCommand(program: Command, name: string): Command {
  const command = withSearchOptions(withCandleFiles(program.command(name)));
  return withReportOptions(withParameterOptions(command))
    .option('--table <file>', 'write one row for each set, as .parquet or .json')
    .option('--json', 'print the report');
}

async function run(by: SearchName, files: readonly string[], given: SearchCommandOptions): Promise<void> {
  const signal = interruptible();
  const options = withFiles(files, given);
  const { asked, cloud } = await openSearch(by, options);
  try {
    const report = await reportOf(options);
    const table = await tableOf(options);
    const done = await runSearch(asked, { cloud, signal });
    if (done === undefined) {
      process.exitCode = INTERRUPTED;
      return;
    }
    const { shown, chosen } = done;
    if (options.json) printJson(searchReport(shown, chosen));
    else print(searchScreen(shown));
    await table?.write(await sweepTable(options.table ?? '', shown));
    await report?.write(reportText(searchReport(shown, chosen)));
  } finally {
    await cloud?.close();
  }
}

/** What is wrong with the options is told before AWS is asked. */
async function openSearch(
  by: SearchName,
  options: SearchCommandOptions,
): Promise<{ readonly asked: AskedSearch; readonly cloud: Cloud | undefined }> {
  if (options.follow === undefined) {
    const asked = await typedSearch(by, options);
    return { asked, cloud: options.cloud === true ? await openCloud() : undefined };
  }
  const cloud = await openCloud();
  return { asked: await followedSearch(cloud, by, options), cloud };
}

/** As a shell tells a Ctrl-C. */
const INTERRUPTED = 130;

/** A place for the table, before anything is tried. @throws InputError where its name tells no format. */
async function tableOf({
  table,
  force,
  candles = [],
}: SearchCommandOptions): Promise<OutputFile | undefined> {
  if (table === undefined) return undefined;
  if (!/\.(?:json|parquet)$/.test(table))
    throw new InputError(`--table ${table}: it must end in .parquet or .json`);
  return prepareOutput(table, { option: '--table', inputs: candles, isForced: force ?? false });
}

export async function sweepTable(file: string, { found, names }: SearchShown): Promise<string | Uint8Array> {
  const [columns, rows] = [sweepColumns(names), sweepRows(found)];
  if (file.endsWith('.parquet')) return parquetOf(columns, rows);
  return `${jsonText(jsonRecords(columns, rows), 2)}\n`;
}
