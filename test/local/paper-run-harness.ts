/**
 * Runs on paper over a made-up market, with everything that they report.
 */
import type { ChosenMarket } from '../../infra/market/market-source.ts';
import { runOnPaper, type RunOptions, type RunResult } from '../../infra/local/paper-run.ts';
import { MemoryLedger } from '../../lambda/adapters/memory-ledger.ts';
import type { TickReport } from '../../lambda/tick-report.ts';
import { parseParameters } from '../../lambda/config.ts';
import type { Alert } from '../../lambda/core/alerts/alert.ts';
import { candlesOf } from '../harness/candle-rows.ts';
import { MAY_MS, minute } from '../harness/candle-writing.ts';

/** Gates so tight that many of them deny. */
export const TIGHT = parseParameters({
  maxPositions: 2,
  maxTradesPerHour: 3,
  lossStreak: 2,
  pauseMinutes: 5,
  dailyLossUsd: 12,
  momentumPct: 0.02,
  volatilityPct: 0.02,
  volumeRatio: 0.5,
});

export interface Run {
  readonly result: RunResult;
  readonly reports: readonly TickReport[];
  readonly alerts: readonly Alert[];
}

export async function run(market: ChosenMarket, changes: Partial<RunOptions> = {}): Promise<Run> {
  const reports: TickReport[] = [];
  const alerts: Alert[] = [];
  const result = await runOnPaper({
    market,
    parameters: TIGHT,
    store: new MemoryLedger(),
    ambiguousCandle: 'stop-first',
    signal: new AbortController().signal,
    onAlert: (alert) => alerts.push(alert),
    ...changes,
    onTick: (report) => {
      reports.push(report);
      changes.onTick?.(report);
    },
  });
  return { result, reports, alerts };
}

/** As many minutes at 100, one symbol. */
export function quietMarket(minutes: number): ChosenMarket {
  const rows = Array.from({ length: minutes }, (_, k) => [minute(k), 100, 101, 99, 100, 5]);
  const symbols = [candlesOf('BTCUSDT', rows)];
  return {
    kind: 'recorded',
    label: 'recorded candles',
    seed: undefined,
    symbols,
    fromMs: MAY_MS,
    toMs: minute(minutes),
  };
}
