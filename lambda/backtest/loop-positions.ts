/**
 * What the loop opens and closes: a position as the bot would book it, and the trade that it becomes.
 */
import type { BotParameters } from '../config.ts';
import { feeOfFill } from '../core/fill-model.ts';
import { closedTradeOf, type Close, type ClosedTrade } from '../core/ledger/closed-trade.ts';
import {
  resultOfClose,
  stopPriceOf,
  takeProfitPriceOf,
  type Position,
  type PositionTerms,
} from '../core/ledger/position.ts';
import type { Market, Side } from '../core/market.ts';
import { quantityAt } from '../core/risk/sizing.ts';
import { ZERO_USD } from '../core/units.ts';

/** Its funding and its recovery change in place. */
export type OpenPosition = { -readonly [Key in keyof Position]: Position[Key] };

interface Entry {
  readonly tradeId: number;
  readonly market: Market;
  readonly side: Side;
  /** The scheduled time of the tick, and that of the fill. */
  readonly dueMs: number;
  readonly fillMs: number;
  readonly terms: PositionTerms;
  readonly parameters: BotParameters;
}

/** `undefined` when that is less than the market takes. */
export function openedAt(entryPrice: number, entry: Entry): OpenPosition | undefined {
  const { tradeId, market, side, dueMs, fillMs, terms, parameters } = entry;
  const quantity = quantityAt(entryPrice, terms, market);
  if (quantity === undefined) return undefined;
  return {
    tradeId,
    symbol: market.symbol,
    side,
    quantity,
    entryPrice,
    entryFeeUsd: feeOfFill(entryPrice, quantity, parameters.takerFeePct),
    fundingUsd: ZERO_USD,
    decidedAtMs: dueMs,
    filledAtMs: fillMs,
    recoverySinceMs: undefined,
    stopPrice: stopPriceOf(side, entryPrice, terms, market),
    takeProfitPrice: takeProfitPriceOf(side, entryPrice, terms, market),
    terms,
  };
}

export interface Exit extends Close {
  readonly feePct: number;
}

export function closedBy(position: Position, exit: Exit): ClosedTrade {
  const { exitPrice, feePct } = exit;
  const exitFeeUsd = feeOfFill(exitPrice, position.quantity, feePct);
  return closedTradeOf(position, exit, resultOfClose(position, exitPrice, exitFeeUsd));
}
