/**
 * The venue on the wire as preflight leaves an account there.
 */
import { openForTest } from '../harness/loopback-server.ts';
import { BinanceVenue, type VenueOptions } from '../venue/binance-venue.ts';

/** The venue's prices of a symbol at noon. */
export const PRICES: Readonly<Record<string, number>> = {
  BTCUSDT: 95_000,
  ETHUSDT: 2_700,
  SOLUSDT: 140,
  XAUUSDT: 4_000,
  BTCUSDC: 95_010,
  ETHUSDC: 2_701,
};

/** As preflight leaves an account, at these prices. */
export async function venueAt(
  timeMs: number,
  prices: ReadonlyMap<string, number>,
  options: Partial<VenueOptions> | undefined,
): Promise<BinanceVenue> {
  const venue = new BinanceVenue({ timeMs, ...options });
  venue.barOf = (symbol) => {
    const price = PRICES[symbol] ?? 100;
    return { open: price, high: price, low: price, close: price, volume: 10 };
  };
  for (const [symbol, price] of prices) {
    venue.quote(symbol, { bid: price, ask: price });
    venue.state.marginTypes.set(symbol, 'ISOLATED');
  }
  await openForTest(venue);
  return venue;
}
