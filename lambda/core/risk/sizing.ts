/**
 * How much of it, and does the venue take that?
 *
 * Invariants:
 * - Quantity is rounded down, so that a position never needs more collateral than its terms say.
 * - A position is never larger than the market takes in one order: it could not be closed at once.
 * - An unknown limit denies nothing, and cuts nothing off.
 */
import { floorToStep, maxPositionQuantity, type Market } from '../market.ts';
import { plannedNotionalUsd, type PositionTerms } from '../ledger/position.ts';

/**
 * Collateral × leverage / price, at most the largest order, rounded down to the market's step, in base units;
 * `undefined` when that falls under the market's minimum.
 *
 * @param price the price the entry is expected to be paid at, slippage included.
 */
export function quantityAt(price: number, terms: PositionTerms, market: Market): number | undefined {
  const planned = plannedNotionalUsd(terms) / price;
  const quantity = floorToStep(
    Math.min(planned, maxPositionQuantity(market) ?? planned),
    market.quantityStep,
  );
  if (quantity <= 0) return undefined;
  if (market.minQuantity !== undefined && quantity < market.minQuantity) return undefined;
  // 600 / 1003 × 1003 is 600, whatever doubles make of it.
  const notionalUsd = quantity * price * (1 + 2 ** -50);
  if (market.minNotionalUsd !== undefined && notionalUsd < market.minNotionalUsd) return undefined;
  return quantity;
}
