/**
 * `infra/cli/commands/results/`: `scalper results`: what runs and backtests have come to.
 */
import type { Command } from 'commander';
import { commandLine } from '../../../../lambda/adapters/command-line.ts';
import { localFolder } from '../../../local/run-record.ts';
import { LIMITS, removeResult, resultIds, resultNamed, resultsIn } from '../../../results/result-folder.ts';
import { InputError } from '../../../input-error.ts';
import { comparisonOf, comparisonReport, type ReadResult } from '../../reports/result/compared-results.ts';
import type { KeptResult } from '../../reports/result/kept-result-schema.ts';
import { readKept, readShown } from '../../reports/result/kept-result.ts';
import { runReport } from '../../reports/run-report.ts';
import { compareScreen } from '../../screens/result/compare-screen.ts';
import { resultsScreen } from '../../screens/result/results-screen.ts';
import { resultScreen } from '../../screens/result-screen.ts';
import { screenWidth } from '../../terminal/columns.ts';
import { confirmed } from '../../terminal/confirmed.ts';
import { complain, print, printJson } from '../../terminal/output.ts';
import { bytesText } from '../../terminal/text-format.ts';
import { withCandleReading } from '../candle-reading.ts';
import { withOpenOption } from '../open-option.ts';
import { fittedLines, viewOf, withResultView, type ViewOptions } from '../result-view.ts';
import { openResult, type OpenedOptions } from './opened-result.ts';

interface JsonOption {
  readonly json?: true;
}

const ID_WORDS = 'its id, or the beginning of it';

export function addResultsCommand(program: Command): void {
  const command = program
    .command('results')
    .description('list what runs and backtests have come to; show, compare and remove it')
    .option('--json', 'print JSON')
    .addHelpText('after', helpText())
    .action(list);
  withOpenOption(withCandleReading(withResultView(command.command('show'))))
    .description('show a result as its run did')
    .argument('<id>', ID_WORDS)
    .option('--json', 'print JSON: the report, and how it came about')
    .addHelpText(
      'after',
      examples(
        commandLine('results show 2611'),
        commandLine('results show 261129-165622-k3f --by hour'),
        commandLine('results show 2611 --open --candles BTCUSDT-1m-2025-05.csv.gz'),
      ),
    )
    .action(show);
  command
    .command('compare')
    .description('compare two results: parameters, figures, and trades one by one')
    .argument('<a>', ID_WORDS)
    .argument('<b>', 'the other one')
    .option('--json', 'print JSON, with every trade that differs')
    .addHelpText('after', examples(commandLine('results compare 261129-1656 261129-1657')))
    .action(compare);
  command
    .command('rm')
    .description('remove results')
    .argument('[ids...]', 'their ids, or the beginnings of them')
    .option('--all', 'all of them')
    .option('--yes', 'do not ask')
    .addHelpText('after', examples(commandLine('results rm 261129-165622'), commandLine('results rm --all')))
    .action(remove);
}

function examples(...commands: readonly string[]): string {
  return `\nExamples:\n${commands.map((line) => `  ${line}`).join('\n')}`;
}

function helpText(): string {
  return `
Each run of start and each backtest leaves its result, with its trades and, of a run, its ledger: ledger --result
and export --result read it. ${LIMITS.results} results are kept at most, and ${bytesText(LIMITS.bytes)}; the oldest go.
${examples(commandLine('results'), commandLine('results show 261129-165622-k3f'), commandLine('results compare 261129-1656 261129-1657'))}`;
}

async function list({ json }: JsonOption): Promise<void> {
  const home = localFolder();
  const results: KeptResult[] = [];
  const damaged: InputError[] = [];
  for (const id of await resultIds(home)) {
    try {
      results.push(await readKept(home, id));
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      damaged.push(error);
    }
  }
  if (json) printJson(results.map(({ origin, report }) => listReport(origin, report)));
  else if (results.length > 0) print(resultsScreen(results, screenWidth()));
  else
    print(fittedLines([`No results in ${resultsIn(home)} yet: \`${commandLine('backtest')}\` makes one.`]));
  for (const { lines } of damaged) complain(lines);
}

function listReport(
  origin: KeptResult['origin'],
  { market, interrupted, trades, netUsd }: KeptResult['report'],
) {
  const { kind, symbols, fromMs } = market;
  return { ...origin, store: origin.store ?? null, kind, symbols, fromMs, interrupted, trades, netUsd };
}

async function show(beginning: string, _: ViewOptions, command: Command): Promise<void> {
  const { json, ...options } = command.optsWithGlobals<JsonOption & ViewOptions & OpenedOptions>();
  if (json && options.open)
    throw new InputError('--json prints JSON, and --open shows a page: leave one of them out');
  const result = await read(beginning);
  const { origin, shown } = result;
  if (json) {
    printJson({ origin: { ...origin, store: origin.store ?? null }, report: runReport(shown) });
    return;
  }
  print([...fittedLines([`${origin.id}  ${origin.command}`]), ...resultScreen(shown, viewOf(options))]);
  await openResult(options, result);
}

async function read(beginning: string): Promise<ReadResult> {
  const home = localFolder();
  const kept = await readKept(home, await resultNamed(home, beginning));
  return { origin: kept.origin, shown: await readShown(home, kept) };
}

async function compare(a: string, b: string, _: JsonOption, command: Command): Promise<void> {
  const { json } = command.optsWithGlobals<JsonOption>();
  const comparison = comparisonOf(await read(a), await read(b));
  if (json) printJson(comparisonReport(comparison));
  else print(compareScreen(comparison, viewOf({}).width));
}

interface RemoveOptions {
  readonly all?: true;
  readonly yes?: true;
}

async function remove(beginnings: readonly string[], { all, yes }: RemoveOptions): Promise<void> {
  const home = localFolder();
  if (beginnings.length === 0 && all === undefined)
    throw new InputError('name the results to remove, or all of them with --all');
  if (beginnings.length > 0 && all !== undefined) throw new InputError('--all leaves no result to be named');
  const ids = all
    ? await resultIds(home)
    : await Promise.all(beginnings.map((each) => resultNamed(home, each)));
  const question = `Remove ${ids.length} results in ${resultsIn(home)}, with the ledgers of their runs?`;
  const asks = all !== undefined && yes === undefined && ids.length > 0;
  if (asks && !(await confirmed(question, process.stdin, process.stdout))) {
    print('Nothing was removed.');
    return;
  }
  for (const id of ids) await removeResult(home, id);
  print(ids.length === 1 ? `Result ${ids[0]} is removed.` : `${ids.length} results are removed.`);
}
