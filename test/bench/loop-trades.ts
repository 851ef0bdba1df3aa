/**
 * What the loop opens and closes: a position as the bot would book it, and the trade that it becomes.
 */
import type { BotParameters } from '../../lambda/config.ts';
import { feeOfFill } from '../../lambda/core/fill-model.ts';
import { closedTradeOf, type ClosedTrade } from '../../lambda/core/ledger/closed-trade.ts';
import {
  resultOfClose,
  stopPriceOf,
  takeProfitPriceOf,
  termsOf,
  type Position,
} from '../../lambda/core/ledger/position.ts';
import type { Side } from '../../lambda/core/market.ts';
import type { ExitReason } from '../../lambda/core/reasons.ts';
import { quantityAt } from '../../lambda/core/risk/sizing.ts';
import { ZERO_USD } from '../../lambda/core/units.ts';

/** Its funding and its recovery change in place. */
export type OpenPosition = { -readonly [Key in keyof Position]: Position[Key] };

interface Entry {
  readonly tradeId: number;
  readonly symbol: string;
  readonly side: Side;
  readonly minuteMs: number;
  readonly parameters: BotParameters;
}

/** `undefined` when that is less than the market takes. */
export function openedAt(entryPrice: number, entry: Entry): OpenPosition | undefined {
  const { tradeId, symbol, side, minuteMs, parameters } = entry;
  const terms = termsOf(parameters);
  const quantity = quantityAt(entryPrice, terms, { symbol });
  if (quantity === undefined) return undefined;
  return {
    tradeId,
    symbol,
    side,
    quantity,
    entryPrice,
    entryFeeUsd: feeOfFill(entryPrice, quantity, parameters.takerFeePct),
    fundingUsd: ZERO_USD,
    decidedAtMs: minuteMs,
    filledAtMs: minuteMs,
    recoverySinceMs: undefined,
    stopPrice: stopPriceOf(side, entryPrice, terms),
    takeProfitPrice: takeProfitPriceOf(side, entryPrice, terms),
    terms,
  };
}

export interface Exit {
  readonly price: number;
  readonly feePct: number;
  readonly timeMs: number;
  readonly reason: ExitReason;
  readonly ambiguous: boolean;
}

export function closedBy(position: Position, exit: Exit): ClosedTrade {
  const { price: exitPrice, feePct, timeMs: exitTimeMs, reason, ambiguous } = exit;
  const exitFeeUsd = feeOfFill(exitPrice, position.quantity, feePct);
  const result = resultOfClose(position, exitPrice, exitFeeUsd);
  return closedTradeOf(position, { exitPrice, exitTimeMs, reason, ambiguous }, result);
}
