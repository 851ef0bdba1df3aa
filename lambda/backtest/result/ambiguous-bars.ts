/**
 * What would the ambiguous bars have come to, had the take-profit come first in them?
 *
 * A trade that a stop closed in a bar that also held its take-profit is computed again with the take-profit. One run is
 * enough, and so it is about: with other results, later trades would differ, by the balance, the streak and the day.
 *
 * Other backtesters choose by a rule of their own. The rules are those that they document: the colour of the candle (a green
 * one is walked open, low, high, close; a red one open, high, low, close), or open, high, low, close in every bar.
 */
import type { BotParameters } from '../../config.ts';
import type { ClosedTrade } from '../../core/ledger/closed-trade.ts';
import { takeProfitPriceOf } from '../../core/ledger/position.ts';
import { feeOfFill, grossOfTrade } from '../../core/fill-model.ts';
import { ZERO_USD, minus, plus, type Usd } from '../../core/units.ts';

/** By how much the net result would be larger. */
export interface OtherRules {
  readonly bars: number;
  readonly targetFirstUsd: Usd;
  readonly candleColourUsd: Usd;
  readonly openHighLowCloseUsd: Usd;
}

/** The candle of a trade's exit; `undefined` where it is not kept. */
export type ExitCandle = (
  trade: ClosedTrade,
) => { readonly open: number; readonly close: number } | undefined;

/** @returns `undefined` without an ambiguous bar, or where the candle of one is not kept. */
export function otherRules(
  trades: readonly ClosedTrade[],
  parameters: BotParameters,
  candleOf: ExitCandle,
): OtherRules | undefined {
  const ambiguous = trades.filter((trade) => trade.ambiguous);
  let [bars, targetFirstUsd, candleColourUsd, openHighLowCloseUsd] = [0, ZERO_USD, ZERO_USD, ZERO_USD];
  for (const trade of ambiguous) {
    const candle = candleOf(trade);
    if (candle === undefined) return undefined;
    const more = minus(netAtTarget(trade, parameters), trade.netUsd);
    const isLong = trade.side === 'long';
    const isHighFirst = candle.close < candle.open;
    bars += 1;
    targetFirstUsd = plus(targetFirstUsd, more);
    if (isHighFirst === isLong) candleColourUsd = plus(candleColourUsd, more);
    if (isLong) openHighLowCloseUsd = plus(openHighLowCloseUsd, more);
  }
  return bars === 0 ? undefined : { bars, targetFirstUsd, candleColourUsd, openHighLowCloseUsd };
}

/** The resting take-profit is a maker fill without slippage; the fee of the entry stays. */
function netAtTarget(trade: ClosedTrade, parameters: BotParameters): Usd {
  const { side, entryPrice, quantity, exitPrice, feesUsd, fundingUsd } = trade;
  const targetPrice = takeProfitPriceOf(side, entryPrice, parameters);
  const entryFeeUsd = minus(feesUsd, feeOfFill(exitPrice, quantity, parameters.takerFeePct));
  const targetFeeUsd = feeOfFill(targetPrice, quantity, parameters.makerFeePct);
  const grossUsd = grossOfTrade(side, entryPrice, targetPrice, quantity);
  return minus(minus(minus(grossUsd, entryFeeUsd), targetFeeUsd), fundingUsd);
}
