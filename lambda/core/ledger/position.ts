/**
 * What is an open position, where do its two protective orders rest, and what would closing it leave?
 *
 * Invariants: a position keeps the terms it was opened with; its protective prices follow from its entry price and
 * terms alone; it cannot lose more than its collateral.
 */
import type { BotParameters } from '../../config.ts';
import { feeOfFill, grossOfTrade, takerExitPrice, type CostParameters } from '../fill-model.ts';
import { decimalQuantity, totalFeeUsd, totalQuantity, type Fill } from './fills.ts';
import { ceilToStep, direction, floorToStep, type Market, type Side } from '../market.ts';
import { ZERO_USD, fractionOfPct, minus, negate, plus, roundUp, usd, type Usd } from '../units.ts';

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
  /** Fills that have closed a part of it; the rest is open. Absent when there are none. */
  readonly exits?: readonly Fill[];
}

/** What is still open of it, in base units. */
export function openQuantity({ quantity, exits }: Position): number {
  return exits === undefined ? quantity : decimalQuantity(quantity - totalQuantity(exits));
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
  readonly isLiquidated: boolean;
}

/** Books a close at `exitPrice`. Isolated margin: below −collateral, gross is what makes net equal −collateral. */
export function resultOfClose(position: Position, exitPrice: number, exitFeeUsd: Usd): TradeResult {
  const feesUsd = plus(position.entryFeeUsd, exitFeeUsd);
  const costUsd = plus(feesUsd, position.fundingUsd);
  const { side, entryPrice, quantity, fundingUsd } = position;
  const grossUsd = grossOfTrade(side, entryPrice, exitPrice, quantity);
  const netUsd = minus(grossUsd, costUsd);
  const floorUsd = negate(usd(position.terms.collateralUsd));
  if (netUsd >= floorUsd) return { grossUsd, feesUsd, fundingUsd, netUsd, isLiquidated: false };
  return { grossUsd: plus(floorUsd, costUsd), feesUsd, fundingUsd, netUsd: floorUsd, isLiquidated: true };
}

/**
 * Books a close by several fills. Where the venue says what each has realised, that is the gross, and nothing is cut
 * off at the collateral: its numbers are what the account has paid.
 */
export function resultOfFills(position: Position, fills: readonly Fill[]): TradeResult {
  const [only, ...more] = fills;
  const isStated = fills.some(({ realisedUsd }) => realisedUsd !== undefined);
  if (only !== undefined && more.length === 0 && !isStated) {
    return resultOfClose(position, only.price, only.feeUsd);
  }
  const feesUsd = plus(position.entryFeeUsd, totalFeeUsd(fills));
  const { fundingUsd, terms } = position;
  const grossUsd = realisedBy(position, fills);
  const costUsd = plus(feesUsd, fundingUsd);
  const netUsd = minus(grossUsd, costUsd);
  const floorUsd = negate(usd(terms.collateralUsd));
  if (isStated || netUsd >= floorUsd) return { grossUsd, feesUsd, fundingUsd, netUsd, isLiquidated: false };
  return { grossUsd: plus(floorUsd, costUsd), feesUsd, fundingUsd, netUsd: floorUsd, isLiquidated: true };
}

function realisedBy({ side, entryPrice }: Position, fills: readonly Fill[]): Usd {
  return fills.reduce<Usd>((sum, { price, quantity, realisedUsd }) => {
    return plus(sum, realisedUsd ?? grossOfTrade(side, entryPrice, price, quantity));
  }, ZERO_USD);
}

/** Unrealised P&L: what a taker close at `price` now would leave, everything paid. Allocates nothing. */
export function netIfClosed(position: Position, price: number, cost: CostParameters): Usd {
  if (position.exits !== undefined) return netIfRestClosed(position, position.exits, price, cost);
  const { side, entryPrice, quantity, entryFeeUsd, fundingUsd, terms } = position;
  const exitPrice = takerExitPrice(side, price, cost.slippageBps);
  const exitFeeUsd = feeOfFill(exitPrice, quantity, cost.takerFeePct);
  const grossUsd = grossOfTrade(side, entryPrice, exitPrice, quantity);
  const netUsd = minus(grossUsd, plus(plus(entryFeeUsd, exitFeeUsd), fundingUsd));
  const floorUsd = negate(usd(terms.collateralUsd));
  return netUsd < floorUsd ? floorUsd : netUsd;
}

/** The same for a position of which a part is closed already. */
function netIfRestClosed(
  position: Position,
  exits: readonly Fill[],
  price: number,
  cost: CostParameters,
): Usd {
  const { side, entryPrice, entryFeeUsd, fundingUsd, terms } = position;
  const quantity = openQuantity(position);
  const exitPrice = takerExitPrice(side, price, cost.slippageBps);
  const grossUsd = plus(realisedBy(position, exits), grossOfTrade(side, entryPrice, exitPrice, quantity));
  const exitFeesUsd = plus(totalFeeUsd(exits), feeOfFill(exitPrice, quantity, cost.takerFeePct));
  const netUsd = minus(grossUsd, plus(plus(entryFeeUsd, exitFeesUsd), fundingUsd));
  const floorUsd = negate(usd(terms.collateralUsd));
  return netUsd < floorUsd ? floorUsd : netUsd;
}
