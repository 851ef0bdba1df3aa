/**
 * A bot that begins on paper at a venue on the loopback interface, and whose operator turns keys.
 */
import { binanceusdm } from 'ccxt';
import { marketClientOf } from '../../lambda/adapters/market/ccxt-market-client.ts';
import { ccxtTransport } from '../../lambda/adapters/market/ccxt-transport.ts';
import { MemoryLedger } from '../../lambda/adapters/memory-ledger.ts';
import { CcxtExchange } from '../../lambda/adapters/trading/ccxt-exchange.ts';
import { LazyAccount } from '../../lambda/adapters/trading/lazy-account.ts';
import { LazyMarket, type MarketsStore } from '../../lambda/adapters/market/lazy-market.ts';
import { PaperExchange } from '../../lambda/adapters/paper-exchange.ts';
import type { KeySource } from '../../lambda/adapters/aws/ssm-exchange-keys.ts';
import { VenueClock } from '../../lambda/adapters/market/venue-clock.ts';
import { VenueRequests } from '../../lambda/adapters/market/venue-requests.ts';
import { runTick } from '../../lambda/agent.ts';
import type { Ports } from '../../lambda/ports.ts';
import { parseParameters } from '../../lambda/config.ts';
import type { Alert } from '../../lambda/core/alerts/alert.ts';
import { SECOND_MS } from '../../lambda/core/units.ts';
import type { TickReport } from '../../lambda/tick-report.ts';
import { BinanceVenue, type VenueOptions } from '../venue/binance-venue.ts';
import { EAGER, NOON } from '../harness/builders.ts';
import { LIVE_BOT, watchRest } from './live-harness.ts';
import { fakeAlerts } from '../harness/port-wrapper.ts';
import { openForTest } from '../harness/loopback-server.ts';

export interface ModeOptions {
  readonly isAllowed?: boolean;
  /** Of the bot; a deployment may change them. */
  readonly symbols?: readonly string[];
  readonly venue?: Partial<VenueOptions>;
  /** Where markets are kept between two cold starts; nowhere if absent. */
  readonly markets?: MarketsStore;
  /** The deployment before this one. */
  readonly after?: Deployed;
}

/** A table that keeps no markets. */
const NO_MARKETS: MarketsStore = {
  read: () => Promise.resolve(undefined),
  write: () => Promise.resolve(),
};

const SYMBOL = 'BTCUSDT';
/** One base in both settlement currencies. */
const ALL_SYMBOLS = [SYMBOL, 'BTCUSDC'];
const PRICE = 95_000;

/** Of an earlier deployment, which this one replaces. */
export interface Deployed {
  readonly venue: BinanceVenue;
  readonly store: MemoryLedger;
  readonly alerts: Alert[];
  /** What its operator has written. */
  readonly owner: { parameters: Readonly<Record<string, unknown>> };
}

async function opened(options: Partial<VenueOptions> | undefined): Promise<Deployed> {
  const venue = new BinanceVenue({ timeMs: NOON + 2 * SECOND_MS, ...options });
  venue.barOf = () => ({ open: PRICE, high: PRICE, low: PRICE, close: PRICE, volume: 10 });
  for (const symbol of ALL_SYMBOLS) venue.quote(symbol, { bid: PRICE, ask: PRICE });
  await openForTest(venue);
  return { venue, store: new MemoryLedger(), alerts: [], owner: { parameters: {} } };
}

export async function modeHarness({
  isAllowed = true,
  symbols = [SYMBOL],
  venue: options,
  markets: kept = NO_MARKETS,
  after,
}: ModeOptions = {}) {
  const { venue, store, alerts, owner } = after ?? (await opened(options));
  const clock = new VenueClock(venue);
  const transport = ccxtTransport({ send: venue.send });
  const client = marketClientOf(binanceusdm, { transport, isPaced: false });
  const requests = new VenueRequests(venue);
  const asking = { symbols, clock, requests };
  const market = new LazyMarket({ ...asking, client, store: kept, onProblem: () => {} });
  const keys: KeySource = { read: () => Promise.resolve(venue.key), forget: () => {} };
  const source = new LazyAccount({ ...asking, exchangeClass: binanceusdm, transport, market, keys });
  const live = new CcxtExchange({ source, market, clock, requests });
  const ports: Ports = {
    clock,
    store,
    parameterSource: {
      load: () =>
        Promise.resolve({
          status: 'valid',
          parameters: parseParameters({ ...EAGER, ...owner.parameters }),
        }),
    },
    exchange: new PaperExchange(market),
    alerts: fakeAlerts(alerts),
    ...(isAllowed && { live, preflight: (parameters) => source.preflight(parameters) }),
  };
  let invocations = 0;
  const bot = { id: LIVE_BOT, symbols };
  const tick = (given: Ports = ports) => {
    invocations += 1;
    const invocation = { id: `x${invocations}`, deadlineMs: venue.timeMs + 55 * SECOND_MS };
    return runTick(bot, given, invocation);
  };
  /** The watch steps of the rest of a tick's minute. */
  const watchOn = (report: TickReport) => {
    const newInvocationId = () => `w${(invocations += 1)}`;
    const sleep = (durationMs: number) => {
      venue.timeMs += durationMs;
      return Promise.resolve(true);
    };
    return watchRest(report, { bot, ports, sleep, newInvocationId });
  };
  return {
    venue,
    store,
    alerts,
    prices: new Map(symbols.map((symbol) => [symbol, PRICE])),
    owner,
    ports,
    tick,
    watchOn,
  };
}
