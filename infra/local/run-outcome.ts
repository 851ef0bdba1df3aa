/**
 * What a run has come to, however it was made: ticks of the whole bot, or the loop over columns.
 */
import type { HoldCounts } from '../../lambda/backtest/bar-loop.ts';
import { resultHash } from '../../lambda/backtest/result-hash.ts';
import type { DenialCounts } from '../../lambda/core/ledger/ledger-events.ts';
import type { Usd } from '../../lambda/core/units.ts';
import type { ChosenMarket } from '../market/market-source.ts';
import type { SeenRun } from '../market/not-seen.ts';

export interface RunOutcome extends SeenRun {
  readonly denied: DenialCounts;
  readonly dailyStops: number;
  readonly balanceUsd: Usd;
  readonly isInterrupted: boolean;
  /** Minutes of symbols without a signal, by the reason; absent where they were not counted. */
  readonly held?: HoldCounts;
  /** Fees, slippage or the assumed funding were changed while it ran. */
  readonly hasChangedCosts?: boolean;
  /** Of a run that decided late: by how much, and what the same decisions would have made at once. */
  readonly late?: LateDecisions;
}

export interface LateDecisions {
  readonly seconds: number;
  readonly trades: number;
  readonly netUsd: Usd;
}

/** The fingerprint of a run that has come to its end; `undefined` where it was interrupted, or has none. */
export function hashOf({ fromMs, toMs }: ChosenMarket, outcome: RunOutcome): string | undefined {
  const isInRealTime = toMs <= fromMs;
  return outcome.isInterrupted || isInRealTime ? undefined : resultHash(outcome);
}
