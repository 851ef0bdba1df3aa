/**
 * Is a market set to isolated margin at the wanted leverage, and can it be?
 *
 * Invariants: only what differs is set; what is told was read back afterwards; where one market cannot be set the others
 * still are.
 */
import { z } from 'zod';
import type { Known } from '../../core/preflight/preflight-facts.ts';
import type { Listing } from '../market/ccxt-market-mapping.ts';
import { orderFailureOf } from './orders/order-failure.ts';
import { withDeadline, type TradingClient } from './trading-client.ts';
import { VenueError } from '../market/venue-error.ts';

export interface MarketSettings {
  readonly isIsolated: boolean;
  readonly leverage: number;
}

/** One for each market, in their order. @throws VenueFailure or an error of ccxt when the exchange cannot be asked now. */
export async function ensureIsolatedMargin(
  client: TradingClient,
  listings: readonly Listing[],
  leverage: number,
): Promise<readonly Known<MarketSettings>[]> {
  const before = await settingsOf(client);
  const failures = new Map<string, string>();
  for (const { ccxtSymbol: unified, venueSymbol: venueId } of listings) {
    const found = before.get(venueId);
    try {
      if (found?.isIsolated !== true) {
        await withDeadline(`margin mode of ${unified}`, () => client.setMarginMode('isolated', unified, {}));
      }
      if (found?.leverage !== leverage) {
        await withDeadline(`leverage of ${unified}`, () => client.setLeverage(leverage, unified, {}));
      }
    } catch (error) {
      const failure = orderFailureOf(error);
      // What passes by itself says nothing of the market.
      if (failure.status !== 'rejected' || failure.code !== undefined) throw error;
      failures.set(venueId, failure.cause);
    }
  }
  const isAsWanted = listings.every(({ venueSymbol: venueId }) => {
    const found = before.get(venueId);
    return found?.isIsolated === true && found.leverage === leverage;
  });
  const after = isAsWanted ? before : await settingsOf(client);
  return listings.map(({ venueSymbol: venueId }): Known<MarketSettings> => {
    const found = after.get(venueId);
    // An answer that was lost may have set it all the same.
    if (found?.isIsolated === true && found.leverage === leverage) return { value: found };
    const failure = failures.get(venueId);
    if (failure !== undefined) return { failure };
    return found === undefined ? { failure: 'the exchange does not tell its settings' } : { value: found };
  });
}

const configSchema = z.array(
  z.looseObject({
    symbol: z.string(),
    marginType: z.enum(['ISOLATED', 'CROSSED']),
    leverage: z.coerce.number(),
  }),
);

async function settingsOf(client: TradingClient): Promise<ReadonlyMap<string, MarketSettings>> {
  const answer = await withDeadline('settings of the markets', () => client.fapiPrivateGetSymbolConfig({}));
  const parsed = configSchema.safeParse(answer);
  if (!parsed.success) throw new VenueError('unexpected-answer', 'an answer that is no list of settings');
  return new Map(
    parsed.data.map(({ symbol, marginType, leverage }) => [
      symbol,
      { isIsolated: marginType === 'ISOLATED', leverage },
    ]),
  );
}
