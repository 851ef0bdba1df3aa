/**
 * What is an open position, where do its two protective orders rest, and what would closing it leave?
 *
 * Invariants: a position keeps the terms it was opened with; its protective prices follow from its entry price and
 * terms alone; it cannot lose more than its collateral.
 */
import type { BotParameters } from '../config.ts';
import { feeOfFill, grossOfTrade, takerExitPrice, type CostParameters } from './fill-model.ts';
import { ceilToStep, direction, floorToStep, type Market, type Side } from './market.ts';
import { fractionOfPct, minus, negate, plus, roundUp, usd, type Usd } from './units.ts';

/** The exit, leverage and size parameters a position was opened with. */
export type PositionTerms = Pick<
  BotParameters,
  | 'targetPct'
  | 'profitTargetUsd'
  | 'profitCapUsd'
  | 'quickExitSeconds'
  | 'maxHoldSeconds'
  | 'initialStopPct'
  | 'recoverySeconds'
  | 'recoveryStopPct'
  | 'breakeven'
  | 'leverage'
  | 'collateralUsd'
>;

export function termsOf(parameters: BotParameters): PositionTerms {
  return {
    targetPct: parameters.targetPct,
    profitTargetUsd: parameters.profitTargetUsd,
    profitCapUsd: parameters.profitCapUsd,
    quickExitSeconds: parameters.quickExitSeconds,
    maxHoldSeconds: parameters.maxHoldSeconds,
    initialStopPct: parameters.initialStopPct,
    recoverySeconds: parameters.recoverySeconds,
    recoveryStopPct: parameters.recoveryStopPct,
    breakeven: parameters.breakeven,
    leverage: parameters.leverage,
    collateralUsd: parameters.collateralUsd,
  };
}

export interface Position {
  /** Number of the trade within the ledger epoch, from 1. */
  readonly tradeId: number;
  readonly symbol: string;
  readonly side: Side;
  /** Base units. */
  readonly quantity: number;
  /** Price really paid, slippage included. */
  readonly entryPrice: number;
  readonly entryFeeUsd: Usd;
  /** Funding paid so far; negative when received. */
  readonly fundingUsd: Usd;
  /** Scheduled time of the tick that decided the entry; ages count from it. */
  readonly decidedAtMs: number;
  readonly filledAtMs: number;
  /** Scheduled time of the tick that started recovery, while it lasts. */
  readonly recoverySinceMs: number | undefined;
  readonly stopPrice: number;
  readonly takeProfitPrice: number;
  readonly terms: PositionTerms;
}

/** Collateral × leverage, in dollars: what a position of these terms is meant to be worth. */
export function plannedNotionalUsd({ collateralUsd, leverage }: PositionTerms): number {
  return collateralUsd * leverage;
}

/** Entry price × quantity, rounded up. */
export function entryNotional({ entryPrice, quantity }: Position): Usd {
  return roundUp(entryPrice * quantity);
}

/** e × (1 − d × recoveryStopPct), rounded towards the entry: where the hard stop rests from the first moment. */
export function stopPriceOf(side: Side, entryPrice: number, terms: PositionTerms, market?: Market): number {
  const price = entryPrice * (1 - direction(side) * fractionOfPct(terms.recoveryStopPct));
  return side === 'long' ? ceilToStep(price, market?.priceStep) : floorToStep(price, market?.priceStep);
}

/** e × (1 + d × min(targetPct, profitCapUsd / notional)), rounded away from the entry. */
export function takeProfitPriceOf(
  side: Side,
  entryPrice: number,
  terms: PositionTerms,
  market?: Market,
): number {
  const distance = Math.min(fractionOfPct(terms.targetPct), terms.profitCapUsd / plannedNotionalUsd(terms));
  const price = entryPrice * (1 + direction(side) * distance);
  return side === 'long' ? ceilToStep(price, market?.priceStep) : floorToStep(price, market?.priceStep);
}

/** What a closed trade earned; net = gross − fees − funding, to the last digit. */
export interface TradeResult {
  readonly grossUsd: Usd;
  readonly feesUsd: Usd;
  readonly fundingUsd: Usd;
  readonly netUsd: Usd;
  /** The loss would have exceeded the collateral, and was booked as exactly the collateral. */
  readonly liquidated: boolean;
}

/** Books a close at `exitPrice`. Isolated margin: below −collateral, gross is what makes net equal −collateral. */
export function resultOfClose(position: Position, exitPrice: number, exitFeeUsd: Usd): TradeResult {
  const feesUsd = plus(position.entryFeeUsd, exitFeeUsd);
  const costUsd = plus(feesUsd, position.fundingUsd);
  const { side, entryPrice, quantity, fundingUsd } = position;
  const grossUsd = grossOfTrade(side, entryPrice, exitPrice, quantity);
  const netUsd = minus(grossUsd, costUsd);
  const floorUsd = negate(usd(position.terms.collateralUsd));
  if (netUsd >= floorUsd) return { grossUsd, feesUsd, fundingUsd, netUsd, liquidated: false };
  return { grossUsd: plus(floorUsd, costUsd), feesUsd, fundingUsd, netUsd: floorUsd, liquidated: true };
}

/** Unrealised P&L: what a taker close at `price` now would leave, everything paid. Allocates nothing. */
export function netIfClosed(position: Position, price: number, cost: CostParameters): Usd {
  const { side, entryPrice, quantity, entryFeeUsd, fundingUsd, terms } = position;
  const exitPrice = takerExitPrice(side, price, cost.slippageBps);
  const exitFeeUsd = feeOfFill(exitPrice, quantity, cost.takerFeePct);
  const grossUsd = grossOfTrade(side, entryPrice, exitPrice, quantity);
  const netUsd = minus(grossUsd, plus(plus(entryFeeUsd, exitFeeUsd), fundingUsd));
  const floorUsd = negate(usd(terms.collateralUsd));
  return netUsd < floorUsd ? floorUsd : netUsd;
}
