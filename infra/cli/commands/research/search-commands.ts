/**
 * `sweep` and `walk-forward`: which parameters are best, and whether that may be believed.
 */
import type { Command } from 'commander';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { commandLine } from '../../../../lambda/adapters/command-line.ts';
import { machineClock } from '../../../../lambda/adapters/machine.ts';
import { jsonText } from '../../../../lambda/core/words.ts';
import { prepareOutput, type OutputFile } from '../../../files/output-file.ts';
import { InputError } from '../../../input-error.ts';
import { localFolder } from '../../../local/run-record.ts';
import type { ChosenMarket } from '../../../market/market-source.ts';
import { researchMarket, type ResearchMarket } from '../../../research/research-market.ts';
import { search, type Found, type WalkDays } from '../../../research/search.ts';
import { countTrials } from '../../../research/trial-ledger.ts';
import { TrialJournal } from '../../../research/trial-journal.ts';
import { TrialPool } from '../../../research/trial-pool.ts';
import { planWalk } from '../../../research/walk-forward.ts';
import { searchReport } from '../../reports/search-report.ts';
import { reportText } from '../../reports/run-report.ts';
import { searchScreen, setsWere, type SearchShown } from '../../screens/research/search-screen.ts';
import { jsonRecords, parquetOf } from '../../tables/column.ts';
import { sweepColumns, sweepRows } from '../../tables/sweep-columns.ts';
import { print, printJson } from '../../terminal/output.ts';
import { minute } from '../../terminal/text-format.ts';
import { openWorkProgress } from '../../terminal/work-progress.ts';
import {
  marketRequest,
  readPaperParameters,
  withCandleFiles,
  withFiles,
  withParameterOptions,
  type MarketOptions,
  type ParameterOptions,
} from '../options.ts';
import { reportOf, withReportOptions, type ReportOptions } from '../report-option.ts';
import { interruptible } from '../../terminal/interrupt.ts';
import { complainOfStrange } from '../trade/recorded-files.ts';
import { searchOf, wholeFrom, withSearchOptions, type Search, type SearchOptions } from './search-options.ts';
import { toldMarket } from '../told-market.ts';

interface CommandOptions extends MarketOptions, ParameterOptions, ReportOptions, SearchOptions {
  readonly halve?: true;
  readonly json?: true;
  readonly table?: string;
}

interface WalkOptions extends CommandOptions, WalkDays {
  readonly unseal?: true;
}

/** Drawn with by every test of luck: the same search has the same verdict. */
const LUCK_SEED = 1;

const sweepExamples = () => `
Examples:
  ${commandLine('sweep candles/ --range targetPct=0.1..0.6:0.05 --range maxHoldSeconds=120,300,600')}
  ${commandLine('sweep candles/ --range targetPct=0.05..1 --range momentumPct=0.02..0.3 --sets 500 --halve')}
  ${commandLine('sweep candles/ --range breakeven=net,gross --sealed 0 --report sweep.json')}
  ${commandLine('sweep candles/ --range targetPct=0.1,0.2 --range leverage=5,10 --range lossStreak=2,4 --heat-map targetPct,lossStreak')}

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
    .action((files: readonly string[], options: CommandOptions) => run('sweep', files, options));
  searchCommand(program, 'walk-forward')
    .description('choose sets on some days, and try them on the next ones, window after window')
    .option('--choose-days <n>', 'days that a set is chosen by', wholeFrom(2, 3_660), 90)
    .option('--attempt-days <n>', 'days after them, on which it is tried', wholeFrom(1, 3_660), 30)
    .option('--unseal', 'open the sealed months, once, for a set that has passed everything else')
    .addHelpText('after', walkExamples)
    .action((files: readonly string[], options: WalkOptions) =>
      run('walk-forward', files, options, {
        chooseDays: options.chooseDays,
        attemptDays: options.attemptDays,
      }),
    );
}

function searchCommand(program: Command, name: string): Command {
  const command = withSearchOptions(withCandleFiles(program.command(name)));
  return withReportOptions(withParameterOptions(command))
    .option('--table <file>', 'write one row for each set, as .parquet or .json')
    .option('--json', 'print the report');
}

async function run(
  by: 'sweep' | 'walk-forward',
  files: readonly string[],
  given: CommandOptions & Pick<WalkOptions, 'unseal'>,
  walk?: WalkDays,
): Promise<void> {
  const signal = interruptible();
  const options = withFiles(files, given);
  const base = await readPaperParameters(options);
  const space = searchOf(options, base);
  const report = await reportOf(options);
  const table = await tableOf(options);
  const { chosen, market } = await openMarket(options);
  if (walk !== undefined) requireWindows(space, market, walk);
  if (options.unseal) await requireSealed(market);
  const found = await searched({ by, options, space, market, signal, walk });
  if (found === undefined) {
    print('Interrupted. What is done is kept; the same command goes on.');
    process.exitCode = INTERRUPTED;
    return;
  }
  const { names, axes, refused } = space;
  const shown: SearchShown = { market, found, names, axes, refused };
  if (options.json) printJson(searchReport(shown, chosen));
  else print(searchScreen(shown));
  await table?.write(await sweepTable(options.table ?? '', shown));
  await report?.write(reportText(searchReport(shown, chosen)));
}

/** Candles are kept once, in the memory that the threads share: those that were read are let go. */
async function openMarket(
  options: CommandOptions,
): Promise<{ chosen: ChosenMarket; market: ResearchMarket }> {
  const read = await toldMarket(marketRequest(options));
  complainOfStrange(read);
  const market = researchMarket(read, options.sealed);
  return { chosen: { ...read, symbols: market.symbols }, market };
}

/** A place for the table, before anything is tried. @throws InputError where its name tells no format. */
async function tableOf({ table, force, candles = [] }: CommandOptions): Promise<OutputFile | undefined> {
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

/** As a shell tells a Ctrl-C. */
const INTERRUPTED = 130;

/** Before anything is tried. @throws InputError where the days are too few. */
function requireWindows({ candidates }: Search, { daysMs }: ResearchMarket, days: WalkDays): void {
  if (planWalk(candidates, daysMs, days).windows.length > 0) return;
  throw new InputError(
    `these candles have no room for ${days.chooseDays} days to choose by and ${days.attemptDays} to try after them: give more candles, or fewer --choose-days`,
  );
}

/** Sealed months prove something once. @throws InputError where somebody has seen them. */
async function requireSealed({ sealed }: ResearchMarket): Promise<void> {
  if (sealed === undefined)
    throw new InputError('--unseal: no months are sealed; --sealed says how many are');
  const { unsealedAtMs, trials } = await countTrials(localFolder(), sealed);
  if (unsealedAtMs !== undefined) {
    throw new InputError(
      `--unseal: these months were opened on ${minute(unsealedAtMs)} UTC, and prove nothing more`,
    );
  }
  if (trials > 0) {
    throw new InputError(
      `--unseal: ${setsWere(trials)} tried on these months already, and they prove nothing more`,
    );
  }
}

interface Job {
  readonly by: string;
  readonly options: CommandOptions & Pick<WalkOptions, 'unseal'>;
  readonly space: Search;
  readonly market: ResearchMarket;
  readonly signal: AbortSignal;
  readonly walk: WalkDays | undefined;
}

async function searched({ by, options, space, market, signal, walk }: Job): Promise<Found | undefined> {
  const home = localFolder();
  const journal = await TrialJournal.open(home, market.id);
  const pool = new TrialPool(market.shared, options.jobs);
  const progress = openWorkProgress('tries', machineClock);
  const generator = xoroshiro128plus(LUCK_SEED);
  try {
    return await search({
      market,
      candidates: space.candidates,
      isHalved: options.halve ?? false,
      ...(walk && { walk }),
      pool,
      journal,
      home,
      isUnsealing: options.unseal ?? false,
      by,
      atMs: machineClock.nowMs(),
      signal,
      uniform: () => uniformFloat64(generator),
      onProgress: progress.update,
    });
  } finally {
    progress.close();
    journal.close();
    await pool.close();
  }
}
