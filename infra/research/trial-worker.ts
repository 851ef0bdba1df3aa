/**
 * A thread that tries sets of parameters on candles that all threads share.
 */
import { SignalCache } from '../../lambda/backtest/signal-cache.ts';
import { trialOf, type TrialResult } from '../../lambda/backtest/trial.ts';
import type { Span } from '../../lambda/backtest/span.ts';
import type { BotParameters } from '../../lambda/config.ts';
import type { RecordedFunding } from '../../lambda/core/paper/funding-due.ts';
import { shiftedStatistic, type Attempt } from '../../lambda/backtest/verdict/entry-shifts.ts';
import { candlesIn, type SharedCandles } from './shared-candles.ts';

/** What all sets are tried on. Only the views of the candles travel to a thread. */
export interface TrialMarket {
  readonly symbols: readonly SharedCandles[];
  readonly recordedFunding?: ReadonlyMap<string, RecordedFunding>;
}

/** One set on one span. */
export interface TrialTask extends Span {
  readonly parameters: BotParameters;
}

/** A thread serves one pool, and a pool one market. */
const signalCache = new SignalCache();

/**
 * Trades a set on a span.
 *
 * @param cache of the signals of that market alone.
 */
export function attempt(
  { market, ...task }: TrialTask & { readonly market: TrialMarket },
  cache = signalCache,
): TrialResult {
  const { recordedFunding } = market;
  const symbols = market.symbols.map(candlesIn);
  const signals = cache.signalsOf(symbols, task.parameters, task);
  return trialOf({ ...task, symbols, signals, ...(recordedFunding && { recordedFunding }) });
}

/** Sets one after another, with their entries moved by so many candles. */
export interface ShiftTask {
  readonly attempts: readonly Attempt[];
  readonly by: number;
}

/** What moved entries make of the days. */
export function shift({ market, attempts, by }: ShiftTask & { readonly market: TrialMarket }): number {
  const { symbols, recordedFunding } = market;
  return shiftedStatistic(
    { symbols: symbols.map(candlesIn), attempts, ...(recordedFunding && { recordedFunding }) },
    by,
  );
}
