/**
 * Real clients of Binance, pointed at a venue on the loopback interface.
 */
import { binanceusdm } from 'ccxt';
import { BinanceVenue, type VenueOptions } from './binance-venue.ts';
import { QUIET } from './market/public-market.ts';
import { NOON } from '../harness/builders.ts';
import { openForTest } from '../harness/loopback-server.ts';

const QUOTES: ReadonlyMap<string, { readonly bid: number; readonly ask: number }> = new Map([
  ['BTCUSDT', { bid: 95_000, ask: 95_000.1 }],
  ['ETHUSDT', { bid: 2_700, ask: 2_700.01 }],
  ['SOLUSDT', { bid: 140, ask: 140.01 }],
  ['BNBUSDT', { bid: 600, ask: 600.01 }],
]);

/** A venue at noon with prices of the usual markets, gone when the test has finished. */
export async function tradingVenue(options: Partial<VenueOptions> = {}): Promise<BinanceVenue> {
  const venue = new BinanceVenue({ timeMs: NOON, ...options });
  for (const [symbol, { bid, ask }] of QUOTES) venue.quote(symbol, { bid, ask });
  venue.barOf = (symbol) => {
    const price = QUOTES.get(symbol)?.bid;
    return price === undefined ? undefined : { ...QUIET, open: price, high: price, low: price, close: price };
  };
  await openForTest(venue);
  return venue;
}

/**
 * ccxt as it is: its addresses untouched, its bytes redirected, its clock the venue's.
 *
 * @param clock what ccxt takes for the time, in ms.
 */
export async function ccxtFor(
  venue: BinanceVenue,
  clock: () => number = () => venue.timeMs,
): Promise<binanceusdm> {
  const { apiKey, secret } = venue.key;
  const exchange = new binanceusdm({
    apiKey,
    secret,
    enableRateLimit: false,
    fetchImplementation: venue.fetch,
    options: { fetchOpenOrders: { warnWithoutSymbol: false } },
  });
  exchange.milliseconds = clock;
  await exchange.loadMarkets();
  return exchange;
}
