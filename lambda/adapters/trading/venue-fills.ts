/**
 * Fills of the ledger, from the exchange's own trades and the dollars that their fees are.
 *
 * - All fills of an order, or none.
 * - A fee in another currency is no amount of dollars until it was converted.
 */
import type { Fill } from '../../core/ledger/fills.ts';
import { roundUp, usd, type Usd } from '../../core/units.ts';
import {
  SETTLE_ASSET,
  type Fee,
  type VenueDialect,
  type VenueOrder,
  type VenueTrade,
} from './venue-dialect.ts';

/** The fills of one order; `undefined` while the exchange does not show all of them. */
export async function allFillsOf(
  found: VenueOrder,
  clientOrderId: string,
  dialect: VenueDialect,
): Promise<readonly Fill[] | undefined> {
  const trades = await dialect.fillsOf(found);
  const shown = trades.reduce((sum, { quantity }) => sum + quantity, 0);
  if (Math.abs(shown - found.filledQuantity) > found.filledQuantity * 1e-9) return undefined;
  return Promise.all(trades.map((trade) => fillOf(trade, clientOrderId, dialect)));
}

/** A trade as a fill of an order. */
export async function fillOf(trade: VenueTrade, clientOrderId: string, dialect: VenueDialect): Promise<Fill> {
  const { id, price, quantity, timeMs, liquidity, realisedUsd } = trade;
  const feeUsd = await dollarsOf(trade.fee, timeMs, dialect);
  return { clientOrderId, price, quantity, feeUsd, liquidity, timeMs, venueId: id, realisedUsd };
}

export async function dollarsOf(
  { amount, currency }: Fee,
  timeMs: number,
  dialect: Pick<VenueDialect, 'priceOf'>,
): Promise<Usd> {
  if (currency === SETTLE_ASSET) return usd(amount);
  return roundUp(amount * (await dialect.priceOf(currency, timeMs)));
}
