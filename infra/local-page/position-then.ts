/**
 * A trade, as the open position that it is, or was.
 */
import type { TradeDetailsData } from '../report/page-data.ts';
import { feeOfFill } from '../../lambda/core/fill-model.ts';
import type { ClosedTrade } from '../../lambda/core/ledger/closed-trade.ts';
import { stopPriceOf, takeProfitPriceOf, termsOf, type Position } from '../../lambda/core/ledger/position.ts';
import { ZERO_USD } from '../../lambda/core/units.ts';
import type { FeedAbout } from './feed-part.ts';

/** How it was entered, whether or not it has been left. */
export type Entered = Pick<
  ClosedTrade,
  'tradeId' | 'symbol' | 'side' | 'quantity' | 'entryPrice' | 'entryTimeMs'
>;

/**
 * By its row where there is one, and else by the parameters of the run. Of its entry's fee no row tells: it is assumed to
 * be a taker's.
 */
export function positionOfTrade(
  { tradeId, symbol, side, quantity, entryPrice, entryTimeMs }: Entered,
  details: TradeDetailsData | undefined,
  { parameters }: Pick<FeedAbout, 'parameters'>,
  atMs: number,
): Position {
  const opened = details?.opened;
  const terms = { ...termsOf(parameters), ...opened?.terms };
  const recoverySinceMs = details?.recoverySinceMs;
  return {
    tradeId,
    symbol,
    side,
    quantity,
    entryPrice,
    entryFeeUsd: feeOfFill(entryPrice, quantity, parameters.takerFeePct),
    fundingUsd: ZERO_USD,
    decidedAtMs: entryTimeMs,
    filledAtMs: entryTimeMs,
    recoverySinceMs: recoverySinceMs !== undefined && recoverySinceMs <= atMs ? recoverySinceMs : undefined,
    stopPrice: opened?.stopPrice ?? stopPriceOf(side, entryPrice, terms),
    takeProfitPrice: opened?.takeProfitPrice ?? takeProfitPriceOf(side, entryPrice, terms),
    terms,
  };
}
