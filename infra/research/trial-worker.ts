/**
 * A thread that tries sets of parameters on candles that all threads share.
 */
import { trialOf, type TrialResult } from '../../lambda/backtest/trial.ts';
import type { Span } from '../../lambda/backtest/verdict/walk-windows.ts';
import type { BotParameters } from '../../lambda/config.ts';
import type { RecordedFunding } from '../../lambda/core/paper/funding-due.ts';
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

export default function attempt({
  market,
  ...task
}: TrialTask & { readonly market: TrialMarket }): TrialResult {
  const { symbols, recordedFunding } = market;
  return trialOf({ ...task, symbols: symbols.map(candlesIn), ...(recordedFunding && { recordedFunding }) });
}
