/**
 * The market of a venue on the loopback interface, read through the real ccxt, and what it shows in words.
 */
import { openExchange } from '../../../infra/market/realtime-exchange.ts';
import { marketsOf } from '../../../infra/market/realtime-markets.ts';
import { CcxtMarket } from '../../../lambda/adapters/market/ccxt-market.ts';
import type { MarketProblem } from '../../../lambda/adapters/market/venue-error.ts';
import { ccxtTransport } from '../../../lambda/adapters/market/ccxt-transport.ts';
import { VenueRequests } from '../../../lambda/adapters/market/venue-requests.ts';
import type { Clock } from '../../../lambda/ports.ts';
import type { MarketView } from '../../../lambda/core/market.ts';
import { type BinanceVenue, quietVenue } from '../binance-venue.ts';
import { openForTest } from '../../harness/loopback-server.ts';
import { NOON } from '../../harness/builders.ts';

export const BOTH = ['BTCUSDT', 'ETHUSDT'];

export interface Opened {
  readonly venue: BinanceVenue;
  readonly market: CcxtMarket;
  readonly pauses: number[];
  /** What happens while the market pauses. */
  whilePaused: () => void;
  /** Set where an answer never comes: it is not waited for as long as usual. Of requests to this path, or of all. */
  readonly deadlines: { isHasty: boolean; path: string };
  /** The warnings since the last call, `BTCUSDT: sentence`. */
  readonly told: () => readonly string[];
}

/** Two seconds after noon, unless said otherwise. */
export async function opened(
  timeMs = NOON + 2_000,
  symbols = BOTH,
  clockOf: (venue: BinanceVenue) => Clock = (venue) => venue,
): Promise<Opened> {
  const venue = await openForTest(quietVenue(timeMs));
  const deadlines = { isHasty: false, path: '' };
  const [patient, hasty] = [8_000, 200].map((deadlineMs) => ccxtTransport({ deadlineMs, send: venue.send }));
  const client = await openExchange('binanceusdm', {
    transport: (url, request) =>
      (deadlines.isHasty && url.includes(deadlines.path) ? hasty! : patient!)(url, request),
    isPaced: false,
  });
  const listings = await marketsOf({ client, symbols, nowMs: timeMs });
  const problems: MarketProblem[] = [];
  const pauses: number[] = [];
  const clock = clockOf(venue);
  const market = new CcxtMarket({
    client,
    listings,
    clock,
    requests: new VenueRequests(clock),
    onProblem: (problem) => problems.push(problem),
    pause: (durationMs) => {
      pauses.push(durationMs);
      context.whilePaused();
      return Promise.resolve();
    },
  });
  venue.requests.length = 0;
  const told = () => problems.splice(0).map(({ symbol, text }) => `${symbol}: ${text}`);
  const context: Opened = { venue, market, pauses, told, deadlines, whilePaused: () => {} };
  return context;
}

/** `12:00 → 12:03, price 99.995/100.005`: the first and the last candle shown, and the price. */
function inWords({ candles, last, quote }: MarketView): string {
  const time = (ms: number) => new Date(ms).toISOString().slice(11, 16);
  const span = last < 0 ? 'nothing' : `${time(candles.openTimeMs[0]!)} → ${time(candles.openTimeMs[last]!)}`;
  return `${span}, ${quote === undefined ? 'no price' : `price ${quote.bid}/${quote.ask}`}`;
}

export async function seen({ market }: Opened, tickMs = NOON, symbols = BOTH): Promise<readonly string[]> {
  return (await market.observe(symbols, tickMs)).map(inWords);
}

/** Of a symbol with which everything is well, at noon. */
export const HEALTHY = '03:41 → 11:59, price 99.995/100.005';
