/**
 * A trade that is over: its sizes, prices, times and result.
 *
 * Invariant: net = gross − fees − funding, to the last digit.
 */
import type { Side } from '../market.ts';
import type { ExitReason } from '../reasons.ts';
import type { Usd } from '../units.ts';

/** A trade that is over. Times in ms, prices as paid, quantity in base units. */
export interface ClosedTrade {
  readonly tradeId: number;
  readonly symbol: string;
  readonly side: Side;
  readonly quantity: number;
  readonly entryPrice: number;
  readonly entryTimeMs: number;
  readonly exitPrice: number;
  readonly exitTimeMs: number;
  readonly reason: ExitReason;
  readonly grossUsd: Usd;
  readonly feesUsd: Usd;
  readonly fundingUsd: Usd;
  readonly netUsd: Usd;
  /** Stop and take-profit lay inside one candle: nobody knows which came first. */
  readonly ambiguous: boolean;
}
