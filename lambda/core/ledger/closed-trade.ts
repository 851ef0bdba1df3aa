/**
 * A trade that is over: its sizes, prices, times and result.
 *
 * Invariant: net = gross − fees − funding, to the last digit.
 */
import type { Side } from '../market.ts';
import type { Position, TradeResult } from './position.ts';
import type { ExitReason } from '../reasons.ts';
import type { Usd } from '../units.ts';
import type { UnprotectedTime } from './unprotected-time.ts';

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
  /** When it had no stop at the exchange. Absent where that is unknown, and on paper, which has no exchange. */
  readonly unprotected?: UnprotectedTime;
}

/** How a position was closed. */
export interface Close {
  readonly exitPrice: number;
  readonly exitTimeMs: number;
  readonly reason: ExitReason;
  readonly ambiguous: boolean;
}

/** The trade that a close makes of a position. A loss that was cut off at the collateral is a liquidation. */
export function closedTradeOf(position: Position, close: Close, result: TradeResult): ClosedTrade {
  const { tradeId, symbol, side, quantity, entryPrice, filledAtMs: entryTimeMs } = position;
  const { exitPrice, exitTimeMs, reason, ambiguous } = close;
  const { grossUsd, feesUsd, fundingUsd, netUsd, isLiquidated } = result;
  return {
    tradeId,
    symbol,
    side,
    quantity,
    entryPrice,
    entryTimeMs,
    exitPrice,
    exitTimeMs,
    reason: isLiquidated ? 'liquidated' : reason,
    grossUsd,
    feesUsd,
    fundingUsd,
    netUsd,
    ambiguous,
  };
}
