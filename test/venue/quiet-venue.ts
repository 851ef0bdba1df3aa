/**
 * The venue on a day on which nothing moves but what a test moves: prices around 100, never old.
 */
import { BinanceVenue } from './binance-venue.ts';

/** What an answer takes to arrive. */
const QUOTE_AGE_MS = 50;

export function quietVenue(timeMs: number): BinanceVenue {
  const venue = new BinanceVenue({ timeMs, rules: { quoteAgeMs: QUOTE_AGE_MS } });
  for (const symbol of ['BTCUSDT', 'ETHUSDT', 'SOLUSDT']) venue.quote(symbol, { bid: 99.995, ask: 100.005 });
  return venue;
}
