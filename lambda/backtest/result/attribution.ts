/**
 * Where did the money of some trades go?
 *
 * Edge − slippage − maker fees − taker fees − funding = net, to the last digit. The edge is what the prices moved in our
 * favour, before all costs: between the prices at which nothing had slipped.
 *
 * - A taker fill has slipped by `slippageBps`. A resting take-profit is a maker fill, and has not.
 * - What a liquidation has cut off a loss is a part of its own: the prices moved further than the account paid.
 * - Which fills were a maker's is told by their fees. Where both rates are the same, by the price of the take-profit.
 */
import type { BotParameters } from '../../config.ts';
import { feeOfFill, grossOfTrade, slippageOfEntry, slippageOfExit } from '../../core/fill-model.ts';
import type { ClosedTrade } from '../../core/ledger/closed-trade.ts';
import { takeProfitPriceOf } from '../../core/ledger/position.ts';
import { direction, type Side } from '../../core/market.ts';
import { ZERO_USD, fractionOfBps, minus, plus, toDollars, type Usd } from '../../core/units.ts';

/** Costs are positive where they were paid. */
export interface Attribution {
  readonly edgeUsd: Usd;
  readonly slippageUsd: Usd;
  readonly makerFeesUsd: Usd;
  readonly takerFeesUsd: Usd;
  /** Negative where it was received. */
  readonly fundingUsd: Usd;
  /** Losses beyond the collateral, which nobody paid. */
  readonly beyondCollateralUsd: Usd;
  readonly netUsd: Usd;
  /**
   * How many times the costs the edge would pay for: the mean trade would have been zero with costs that much higher,
   * or lower. `undefined` where no costs would make it zero: without an edge above zero, or without costs.
   */
  readonly breakEvenCosts: number | undefined;
}

/**
 * Of the parameters of the run, with which each trade was filled.
 *
 * @returns `undefined` where a trade has other fees than theirs: nobody knows what it was filled with.
 */
export function attributionOf(
  trades: readonly ClosedTrade[],
  parameters: BotParameters,
): Attribution | undefined {
  let [edgeUsd, slippageUsd, makerFeesUsd, takerFeesUsd] = [ZERO_USD, ZERO_USD, ZERO_USD, ZERO_USD];
  let [fundingUsd, beyondCollateralUsd, netUsd] = [ZERO_USD, ZERO_USD, ZERO_USD];
  for (const trade of trades) {
    const fills = fillsOf(trade, parameters);
    if (fills === undefined) return undefined;
    const { side, entryPrice, exitPrice, quantity } = trade;
    const filledUsd = grossOfTrade(side, entryPrice, exitPrice, quantity);
    const slippedUsd = plus(
      slippageOfEntry(side, fills.entryBase, entryPrice, quantity),
      slippageOfExit(side, fills.exitBase, exitPrice, quantity),
    );
    edgeUsd = plus(edgeUsd, plus(filledUsd, slippedUsd));
    slippageUsd = plus(slippageUsd, slippedUsd);
    makerFeesUsd = plus(makerFeesUsd, fills.makerFeeUsd);
    takerFeesUsd = plus(takerFeesUsd, minus(trade.feesUsd, fills.makerFeeUsd));
    fundingUsd = plus(fundingUsd, trade.fundingUsd);
    beyondCollateralUsd = plus(beyondCollateralUsd, minus(trade.grossUsd, filledUsd));
    netUsd = plus(netUsd, trade.netUsd);
  }
  const costsUsd = plus(plus(slippageUsd, plus(makerFeesUsd, takerFeesUsd)), fundingUsd);
  return {
    edgeUsd,
    slippageUsd,
    makerFeesUsd,
    takerFeesUsd,
    fundingUsd,
    beyondCollateralUsd,
    netUsd,
    breakEvenCosts: breakEvenCosts(plus(edgeUsd, beyondCollateralUsd), costsUsd),
  };
}

function breakEvenCosts(earnedUsd: Usd, costsUsd: Usd): number | undefined {
  return earnedUsd <= 0 || costsUsd <= 0 ? undefined : toDollars(earnedUsd) / toDollars(costsUsd);
}

interface Fills {
  /** Prices at which nothing had slipped. */
  readonly entryBase: number;
  readonly exitBase: number;
  readonly makerFeeUsd: Usd;
}

function fillsOf(trade: ClosedTrade, parameters: BotParameters): Fills | undefined {
  const { side, entryPrice, exitPrice, quantity, feesUsd } = trade;
  const { takerFeePct, makerFeePct, slippageBps } = parameters;
  const entryBase = entryBaseOf(side, entryPrice, slippageBps);
  const exitFeeUsd = minus(feesUsd, feeOfFill(entryPrice, quantity, takerFeePct));
  const isMakerFee = exitFeeUsd === feeOfFill(exitPrice, quantity, makerFeePct);
  const isTakerFee = exitFeeUsd === feeOfFill(exitPrice, quantity, takerFeePct);
  if (isMakerFee && (!isTakerFee || isAtTakeProfit(trade, parameters)))
    return { entryBase, exitBase: exitPrice, makerFeeUsd: exitFeeUsd };
  if (!isTakerFee) return undefined;
  return { entryBase, exitBase: exitBaseOf(side, exitPrice, slippageBps), makerFeeUsd: ZERO_USD };
}

function isAtTakeProfit({ side, entryPrice, exitPrice, reason }: ClosedTrade, parameters: BotParameters) {
  return reason === 'target' && exitPrice === takeProfitPriceOf(side, entryPrice, parameters);
}

/** The price that a taker entry has slipped from. */
export function entryBaseOf(side: Side, entryPrice: number, slippageBps: number): number {
  return entryPrice / (1 + direction(side) * fractionOfBps(slippageBps));
}

/** The price that a taker exit has slipped from. */
export function exitBaseOf(side: Side, exitPrice: number, slippageBps: number): number {
  return exitPrice / (1 - direction(side) * fractionOfBps(slippageBps));
}
