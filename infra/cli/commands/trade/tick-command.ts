/**
 * `scalper tick`: the next tick of the run in this folder, and its report.
 */
import type { Command } from 'commander';
import { runOnPaper } from '../../../local/paper-run.ts';
import { beginRun, finishRun, localFolder } from '../../../local/run-record.ts';
import { STORES, sourceOf } from '../../../local/ledger-stores.ts';
import {
  marketRequest,
  readPaperParameters,
  withMarketOptions,
  withParameterOptions,
  type MarketOptions,
  type ParameterOptions,
} from '../options.ts';
import { beginning, keepResult } from '../result-keeping.ts';
import { shownResult } from '../../reports/result/shown-result.ts';
import { alertLines } from '../../screens/alert-screen.ts';
import { stepLines } from '../../screens/realtime-screen.ts';
import { tickScreen } from '../../screens/tick-screen.ts';
import { print } from '../../terminal/output.ts';
import { fittedLines } from '../result-view.ts';
import { complainOfStrange } from './recorded-files.ts';
import { toldMarket } from '../told-market.ts';

interface TickOptions extends MarketOptions, ParameterOptions {
  readonly once?: true;
  readonly fresh?: true;
}

export function addTickCommand(program: Command): void {
  const command = program
    .command('tick')
    .description('run the next tick of the run in this folder, and say what it did and why')
    .option('--once', 'run one tick, which is all this command does')
    .option('--fresh', 'begin anew, even if an unfinished run could go on');
  withParameterOptions(withMarketOptions(command)).action(tick);
}

async function tick(options: TickOptions): Promise<void> {
  const parameters = await readPaperParameters(options);
  const market = await toldMarket(marketRequest(options));
  complainOfStrange(market);
  const folder = localFolder();
  const now = beginning();
  const id = await beginRun(folder, market, parameters, { ...now, isFresh: options.fresh ?? false });
  const { store, client, log, close } = await STORES.dynalite.open(folder);
  try {
    const { signal } = new AbortController();
    const result = await runOnPaper({
      market,
      parameters,
      ...(log && { log }),
      parameterSource: await sourceOf(client, parameters),
      store,
      ambiguousCandle: 'stop-first',
      signal,
      ticksMax: 1,
      onTick: (report) => {
        print(fittedLines(report.kind === 'watch-step' ? stepLines(report) : tickScreen(report)));
      },
      onAlert: (alert) => print(fittedLines(alertLines(alert))),
    });
    if (result.isInterrupted) return;
    print('The market has no further minute: the run is finished.');
    await finishRun(folder);
    const ledger = { state: result.state, store, name: 'dynalite' } as const;
    await keepResult({ ...now, id, by: 'tick', market, shown: shownResult(market, result), ledger }, false);
  } finally {
    await close();
  }
}
