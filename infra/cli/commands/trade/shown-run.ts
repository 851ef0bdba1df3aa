/**
 * A run over a market that is known before, with how far it is on the terminal and in its page.
 */
import { MemoryLedger } from '../../../../lambda/adapters/memory-ledger.ts';
import type { BotParameters } from '../../../../lambda/config.ts';
import type { LedgerStore, ParameterSource } from '../../../../lambda/ports.ts';
import type { LocalPage } from '../../../local-page/local-page.ts';
import { runOnPaper, type RunResult } from '../../../local/paper-run.ts';
import type { ChosenMarket } from '../../../market/market-source.ts';
import { alertLine } from '../../screens/alert-screen.ts';
import { closedTradeLines } from '../../screens/result/trade-line.ts';
import { openProgress } from '../../terminal/progress.ts';
import { fittedLines, viewOf } from '../result-view.ts';

export interface RunPorts {
  readonly store: LedgerStore;
  readonly source: ParameterSource;
  readonly log?: (line: string) => void;
  readonly page: LocalPage | undefined;
}

export interface RunShow {
  readonly speed?: number;
  readonly quiet?: true;
}

export async function runShown(
  market: ChosenMarket,
  parameters: BotParameters,
  { store, source, log, page }: RunPorts,
  signal: AbortSignal,
  { speed, quiet }: RunShow,
): Promise<RunResult> {
  const progress = openProgress(market, parameters);
  const alerts: string[] = [];
  const isQuiet = quiet !== undefined;
  const { width = Infinity } = viewOf({});
  try {
    return await runOnPaper({
      market,
      parameters,
      parameterSource: source,
      ...(log && { log }),
      store,
      ambiguousCandle: 'stop-first',
      signal,
      ...(speed !== undefined && { speed }),
      onTick: (report) => {
        if (!isQuiet)
          fittedLines([...closedTradeLines(report, width), ...alerts.splice(0)]).forEach(progress.line);
        progress.update(report.tickMs, report.state);
        page?.feed.tick(report);
      },
      ...(!isQuiet && { onAlert: (alert) => void alerts.push(alertLine(alert)) }),
    });
  } finally {
    progress.close();
  }
}

/** The other bound of ambiguous candles, for the same minutes. */
export async function secondRun(
  market: ChosenMarket,
  parameters: BotParameters,
  first: RunResult,
  signal: AbortSignal,
  bothWays: boolean,
): Promise<RunResult | undefined> {
  if (!bothWays || first.isInterrupted) return undefined;
  const second = await runOnPaper({
    market,
    parameters,
    store: new MemoryLedger(),
    ambiguousCandle: 'take-profit-first',
    signal,
  });
  return second.isInterrupted ? undefined : second;
}
