/**
 * An open position, the prices of its two protective orders, and the result of closing it.
 *
 * Invariants:
 * - A position keeps the terms it was opened with.
 * - Its protective prices follow from its entry price and terms alone.
 * - It cannot lose more than its collateral.
 */
import type { BotParameters } from '../../config.ts';
import { feeOfFill, grossOfTrade, takerExitPrice, type CostParameters } from '../fill-model.ts';
import { decimalQuantity, totalFeeUsd, totalQuantity, type Fill } from './fills.ts';
import { ceilToStep, direction, floorToStep, type Market, type Side } from '../market.ts';
import { ZERO_USD, fractionOfPct, minus, negate, plus, roundUp, usd, type Usd } from '../units.ts';

/** Terms of the first release, which every stored position has. A new one goes below. */
const FIRST_TERMS = [
  'targetPct',
  'profitTargetUsd',
  'profitCapUsd',
  'quickExitSeconds',
  'maxHoldSeconds',
  'initialStopPct',
  'recoverySeconds',
  'recoveryStopPct',
  'breakeven',
  'leverage',
  'collateralUsd',
] as const satisfies readonly (keyof BotParameters)[];

/**
 * Terms added since, each with its value in a position that a release before it has opened. Choose one that leaves such
 * a position managed as it was: `{ staleSeconds: 86_400 }`.
 */
export const LATER_TERMS = { sessionEndSeconds: 0 } satisfies Partial<BotParameters>;

export type PositionTermName = keyof (Record<(typeof FIRST_TERMS)[number], unknown> & typeof LATER_TERMS);

/** The exit, leverage and size parameters a position was opened with. */
export type PositionTerms = Pick<BotParameters, PositionTermName>;

export const POSITION_TERM_NAMES: readonly PositionTermName[] = [...FIRST_TERMS, ...namesOf(LATER_TERMS)];

function namesOf<Terms extends object>(terms: Terms): readonly (keyof Terms)[] {
  return Object.keys(terms).filter((name): name is string & keyof Terms => Object.hasOwn(terms, name));
}

export function termsOf(parameters: BotParameters): PositionTerms;
export function termsOf(parameters: BotParameters): object {
  return Object.fromEntries(POSITION_TERM_NAMES.map((name) => [name, parameters[name]]));
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
  /** A part of the entry's fee had no price when it was booked: rules assume that it was a taker's. */
  readonly hasUnpricedFee?: true;
  /** Funding paid so far; negative when received. */
  readonly fundingUsd: Usd;
  /** Scheduled time of the tick that decided the entry; ages count from it. */
  readonly decidedAtMs: number;
  readonly filledAtMs: number;
  /** Scheduled time of the tick that started recovery, while it lasts. */
  readonly recoverySinceMs: number | undefined;
  /**
   * Where the hard stop really rests: priced for the fill as it was planned, before it was known. Where the fill went beyond
   * that one, so that it cannot rest: priced for the fill.
   */
  readonly stopPrice: number;
  readonly takeProfitPrice: number;
  readonly terms: PositionTerms;
  /** Fills that have closed a part of it; the rest is open. Absent when there are none. */
  readonly exits?: readonly Fill[];
  /** What its fills so far were worse than decided. Absent where that is unknown, as of earlier releases' positions. */
  readonly slippageUsd?: Usd;
}

/** What two parts of a trade were filled worse than decided; unknown where one of them is. */
export function slippageTogether(one: Usd | undefined, other: Usd | undefined): Usd | undefined {
  return one === undefined || other === undefined ? undefined : plus(one, other);
}

/** A position of which the venue holds less than the ledger, as it was first seen. */
export interface Shortfall {
  readonly tradeId: number;
  /** In the position's direction, in base units. */
  readonly heldQuantity: number;
  /** Venue time. */
  readonly seenMs: number;
}

/** The quantity still open, in base units. */
export function openQuantity({ quantity, exits }: Position): number {
  return exits === undefined ? quantity : decimalQuantity(quantity - totalQuantity(exits));
}

/** The planned notional of a position of these terms, in dollars: collateral × leverage. */
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

/**
 * The distance of the hard stop from the entry, in percent of price: as its terms say, or as far as it really rests
 * where a fill at another price than planned has made that more.
 */
export function stopDistancePct({ side, entryPrice, stopPrice, terms }: Position): number {
  const planned = stopPriceOf(side, entryPrice, terms);
  const isNearer = side === 'long' ? stopPrice >= planned : stopPrice <= planned;
  return isNearer ? terms.recoveryStopPct : Math.abs(stopPrice / entryPrice - 1) * 100;
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

/** The result of a closed trade. Net = gross − fees − funding, to the last digit. */
export interface TradeResult {
  readonly grossUsd: Usd;
  readonly feesUsd: Usd;
  readonly fundingUsd: Usd;
  readonly netUsd: Usd;
  /** The loss would have exceeded the collateral, and was booked as exactly the collateral. */
  readonly isLiquidated: boolean;
}

/** Books a close of the whole position at `exitPrice`. */
export function resultOfClose(position: Position, exitPrice: number, exitFeeUsd: Usd): TradeResult {
  const { side, entryPrice, quantity } = position;
  return resultOf(position, grossOfTrade(side, entryPrice, exitPrice, quantity), exitFeeUsd, false);
}

/** Books a close by `fills`. A single fill closes the whole position of the ledger. */
export function resultOfFills(position: Position, fills: readonly Fill[]): TradeResult {
  const [only] = fills;
  const isStated = isRealisedStated(fills);
  if (only !== undefined && fills.length === 1 && !isStated)
    return resultOfClose(position, only.price, only.feeUsd);
  return resultOf(position, grossOfFills(position, fills), totalFeeUsd(fills), isStated);
}

/** Unrealised P&L: the net of a taker close at `price` now. Allocates nothing, but where a fee has no price. */
export function netIfClosed(position: Position, price: number, cost: CostParameters): Usd {
  if (position.hasUnpricedFee !== undefined) return netIfClosed(withAssumedFee(position, cost), price, cost);
  const { side, entryPrice, exits } = position;
  const quantity = openQuantity(position);
  const exitPrice = takerExitPrice(side, price, cost.slippageBps);
  const grossUsd = grossOfTrade(side, entryPrice, exitPrice, quantity);
  const exitFeeUsd = feeOfFill(exitPrice, quantity, cost.takerFeePct);
  if (exits === undefined) return netOf(position, grossUsd, exitFeeUsd, false);
  const exitFeesUsd = plus(totalFeeUsd(exits), exitFeeUsd);
  return netOf(position, plus(grossOfFills(position, exits), grossUsd), exitFeesUsd, isRealisedStated(exits));
}

function withAssumedFee(
  { hasUnpricedFee, ...position }: Position,
  { takerFeePct }: CostParameters,
): Position {
  if (hasUnpricedFee === undefined) return position;
  const { entryFeeUsd, entryPrice, quantity } = position;
  const assumedUsd = feeOfFill(entryPrice, quantity, takerFeePct);
  return { ...position, entryFeeUsd: assumedUsd > entryFeeUsd ? assumedUsd : entryFeeUsd };
}

/**
 * Gross less fees and funding. Isolated margin: never less than −collateral, unless the venue has stated the
 * realised amount. Then its numbers count, because the account has paid them.
 */
function netOf(position: Position, grossUsd: Usd, exitFeesUsd: Usd, isStated: boolean): Usd {
  const { entryFeeUsd, fundingUsd, terms } = position;
  const netUsd = minus(grossUsd, plus(plus(entryFeeUsd, exitFeesUsd), fundingUsd));
  if (netUsd >= 0 || isStated) return netUsd;
  const collateralUsd = usd(terms.collateralUsd);
  return netUsd + collateralUsd >= 0 ? netUsd : negate(collateralUsd);
}

/** The amount cut off the net at −collateral is cut off the gross, too: net = gross − fees − funding. */
function resultOf(position: Position, grossUsd: Usd, exitFeesUsd: Usd, isStated: boolean): TradeResult {
  const { entryFeeUsd, fundingUsd } = position;
  const netUsd = netOf(position, grossUsd, exitFeesUsd, isStated);
  const feesUsd = plus(entryFeeUsd, exitFeesUsd);
  const bookedUsd = plus(netUsd, plus(feesUsd, fundingUsd));
  return { grossUsd: bookedUsd, feesUsd, fundingUsd, netUsd, isLiquidated: bookedUsd !== grossUsd };
}

function grossOfFills({ side, entryPrice }: Position, fills: readonly Fill[]): Usd {
  return fills.reduce<Usd>((sum, { price, quantity, realisedUsd }) => {
    return plus(sum, realisedUsd ?? grossOfTrade(side, entryPrice, price, quantity));
  }, ZERO_USD);
}

function isRealisedStated(fills: readonly Fill[]): boolean {
  return fills.some(({ realisedUsd }) => realisedUsd !== undefined);
}
