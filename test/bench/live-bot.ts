/**
 * A bot with real orders and eager parameters, on a venue that a benchmark has opened.
 */
import { binanceusdm } from 'ccxt';
import { CcxtExchange } from '../../lambda/adapters/trading/ccxt-exchange.ts';
import { CcxtMarket } from '../../lambda/adapters/market/ccxt-market.ts';
import { listingsOf } from '../../lambda/adapters/market/ccxt-market-mapping.ts';
import { VenueRequests } from '../../lambda/adapters/market/venue-requests.ts';
import { tradingClientOf } from '../../lambda/adapters/trading/ccxt-trading-client.ts';
import { ccxtTransport } from '../../lambda/adapters/market/ccxt-transport.ts';
import { MemoryLedger } from '../../lambda/adapters/memory-ledger.ts';
import { PaperExchange } from '../../lambda/adapters/paper-exchange.ts';
import { runTick } from '../../lambda/agent.ts';
import { watch } from '../../lambda/watch.ts';
import type { Ports } from '../../lambda/ports.ts';
import { parseParameters } from '../../lambda/config.ts';
import { newPaperBot } from '../../lambda/core/bot-state.ts';
import { beginEpoch } from '../../lambda/core/control/epoch.ts';
import { MINUTE_MS, SECOND_MS, minuteStartMs, usd } from '../../lambda/core/units.ts';
import type { BinanceVenue } from '../venue/binance-venue.ts';
import { validParameters } from '../harness/port-wrapper.ts';
import { EAGER } from '../harness/builders.ts';

export interface LiveBotOptions {
  readonly venue: BinanceVenue;
  /** How its requests reach the venue. */
  readonly send: BinanceVenue['send'];
  readonly symbols: readonly string[];
}

/** As after a cold start, with the markets at hand. */
async function connected({ venue, send, symbols }: LiveBotOptions, store: MemoryLedger): Promise<Ports> {
  const parameters = parseParameters({ mode: 'live', ...EAGER });
  const client = tradingClientOf(binanceusdm, {
    keys: venue.key,
    transport: ccxtTransport({ send }),
    clock: venue,
  });
  const listings = listingsOf(await client.loadMarkets(), client.precisionMode).filter(({ market }) =>
    symbols.includes(market.symbol),
  );
  const requests = new VenueRequests(venue);
  const market = new CcxtMarket({ client, listings, clock: venue, requests });
  const current = { client, listings };
  const source = {
    current,
    open: () => Promise.resolve(current),
    close: () => {},
    contradictListings: () => {},
  };
  return {
    clock: venue,
    store,
    parameterSource: validParameters(parameters),
    exchange: new PaperExchange(market),
    live: new CcxtExchange({ source, market, clock: venue, requests }),
    alerts: { publish: () => Promise.resolve() },
  };
}

async function newStore(venue: BinanceVenue): Promise<MemoryLedger> {
  const store = new MemoryLedger();
  const atMs = minuteStartMs(venue.timeMs) - MINUTE_MS;
  const balanceUsd = usd(2_000);
  const paper = { ...newPaperBot('bench', 1, balanceUsd, atMs), version: 0 };
  const live = beginEpoch(paper, { atMs, beginnerId: 'bench', balanceUsd, account: undefined });
  await store.commit({ ...live, version: 1, tickMs: atMs }, 0);
  return store;
}

export async function liveBot(options: LiveBotOptions) {
  const { venue, symbols } = options;
  const store = await newStore(venue);
  let ports = await connected(options, store);
  let invocations = 0;
  const bot = { id: 'bench', symbols };
  const nextId = () => `x${(invocations += 1)}`;
  const tick = () => runTick(bot, ports, { id: nextId(), deadlineMs: venue.timeMs + 55 * SECOND_MS });
  return {
    restart: async () => {
      ports = await connected(options, store);
    },
    tick,
    watchedTick: async () => {
      const report = await tick();
      const failure = await watch(report, {
        bot,
        ports,
        sleep: (durationMs) => {
          venue.timeMs += durationMs;
          return Promise.resolve(true);
        },
        newInvocationId: nextId,
        deadlineMs: report.tickMs + 58 * SECOND_MS,
        signal: new AbortController().signal,
        onStep: () => {},
        onFailure: () => {},
      });
      if (failure instanceof Error) throw failure;
    },
  };
}
