/**
 * Preflight against a venue on the loopback interface, through unmodified ccxt.
 */
import { binanceusdm } from 'ccxt';
import { tradingClientOf } from '../../lambda/adapters/trading/ccxt-trading-client.ts';
import { listingsOf } from '../../lambda/adapters/market/ccxt-market-mapping.ts';
import { ccxtTransport } from '../../lambda/adapters/market/ccxt-transport.ts';
import { preflightFacts } from '../../lambda/adapters/trading/read-preflight-facts.ts';
import { requestPlanOf } from '../../lambda/adapters/market/venue-capabilities.ts';
import { VenueClock } from '../../lambda/adapters/market/venue-clock.ts';
import { VenueRequests } from '../../lambda/adapters/market/venue-requests.ts';
import { parseParameters } from '../../lambda/config.ts';
import type { PreflightFacts } from '../../lambda/core/preflight/preflight-facts.ts';
import { preflightOf, type PreflightReport } from '../../lambda/core/preflight/preflight.ts';
import { tradingVenue } from '../venue/venue-clients.ts';
import type { BinanceVenue, VenueOptions } from '../venue/binance-venue.ts';

export const SYMBOLS = ['BTCUSDT', 'ETHUSDT', 'SOLUSDT'];

export interface PreflightOptions {
  /** Of the bot. @default - three that settle in USDT */
  readonly symbols?: readonly string[];
  readonly venue?: Partial<VenueOptions>;
  /** What has happened at the venue before. */
  readonly before?: (venue: BinanceVenue) => void;
  readonly parameters?: Record<string, unknown>;
  /** How far the machine's clock is ahead of the venue's. */
  readonly aheadMs?: number;
  readonly keys?: { readonly apiKey: string; readonly secret: string };
  /** At the exchange's demo. */
  readonly isDemo?: boolean;
  /** What the bot may ask the exchange for in a minute. */
  readonly requestWeightMax?: number;
}

export async function preflighted(options: PreflightOptions = {}): Promise<{
  readonly venue: BinanceVenue;
  readonly facts: PreflightFacts;
  readonly report: PreflightReport;
}> {
  const { isDemo = false, symbols = SYMBOLS } = options;
  const venue = await tradingVenue(options.venue);
  const clock = new VenueClock({ nowMs: () => venue.timeMs + (options.aheadMs ?? 0) });
  const client = tradingClientOf(binanceusdm, {
    keys: options.keys ?? venue.key,
    transport: ccxtTransport({ send: venue.send }),
    isDemo,
    clock,
  });
  const listings = listingsOf(await client.loadMarkets(), client.precisionMode).filter(({ market }) =>
    symbols.includes(market.symbol),
  );
  options.before?.(venue);
  const parameters = parseParameters(options.parameters ?? {});
  const { leverage } = parameters;
  const requests = new VenueRequests(clock);
  const facts = await preflightFacts({ client, listings, clock, leverage, requests });
  const plan = requestPlanOf('binanceusdm', symbols, options.requestWeightMax);
  return { venue, facts, report: preflightOf(facts, { parameters, isDemo, ...plan }) };
}

/** One line in words, without its price. */
export function lineIn({ lines }: PreflightReport, check: string, symbol?: string): string {
  const line = lines.find((one) => one.check === check && (symbol === undefined || one.symbol === symbol));
  if (line === undefined) return 'not looked at';
  return line.hasPassed ? `passed: ${line.found}` : `${line.found} → ${line.todo ?? ''}`;
}
