/**
 * How much of it, and is that enough for the venue?
 *
 * Invariants: quantity is rounded down, so that a position never needs more collateral than its terms say; an unknown
 * minimum denies nothing.
 */
import { floorToStep, type Market } from '../market.ts';
import { plannedNotionalUsd, type PositionTerms } from '../ledger/position.ts';

/**
 * Collateral × leverage / price, rounded down to the market's step, in base units; `undefined` when that falls under
 * the market's minimum.
 *
 * @param price the price the entry is expected to be paid at, slippage included.
 */
export function quantityAt(price: number, terms: PositionTerms, market: Market): number | undefined {
  const quantity = floorToStep(plannedNotionalUsd(terms) / price, market.quantityStep);
  if (quantity <= 0) return undefined;
  if (market.minQuantity !== undefined && quantity < market.minQuantity) return undefined;
  // 600 / 1003 × 1003 is 600, whatever doubles make of it.
  const notionalUsd = quantity * price * (1 + 2 ** -50);
  if (market.minNotionalUsd !== undefined && notionalUsd < market.minNotionalUsd) return undefined;
  return quantity;
}
