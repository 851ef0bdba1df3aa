/**
 * How do the venue's markets change while it runs?
 */
import { listingOf } from './listings.ts';
import type { MarketChange } from './exchange-info.ts';
import type { VenueState } from '../venue-state.ts';

/** @throws RangeError for a market that the venue does not know. */
export function changeMarket({ markets, listings }: VenueState, symbol: string, change: MarketChange): void {
  const market = markets.get(symbol);
  if (market === undefined) throw new RangeError(`the venue has no market ${symbol}`);
  const changed = { ...market, ...change };
  markets.set(symbol, changed);
  listings.set(symbol, listingOf(changed));
}
