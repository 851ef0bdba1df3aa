/**
 * The names of the bot's markets: ours, ccxt's and the exchange's.
 */
import type { Listing } from '../market/ccxt-market-mapping.ts';
import { VenueError } from '../market/venue-error.ts';

export class MarketNames {
  private readonly listings: readonly Listing[];

  constructor(listings: readonly Listing[]) {
    this.listings = listings;
  }

  /** Whether it is one of the bot's markets. */
  has(symbol: string): boolean {
    return this.listings.some(({ market }) => market.symbol === symbol);
  }

  /** One of the bot's markets. @throws VenueError for any other. */
  listing(symbol: string): Listing {
    const listing = this.listings.find(({ market }) => market.symbol === symbol);
    if (listing === undefined) throw new VenueError('not-supported', `${symbol} is no market of this bot`);
    return listing;
  }

  /** Our name for one of ccxt or of the exchange; that name where the bot does not know the market. */
  ours(name: string): string {
    const listing = this.listings.find(
      ({ ccxtSymbol, venueSymbol }) => ccxtSymbol === name || venueSymbol === name,
    );
    return listing?.market.symbol ?? name;
  }
}
