/**
 * The bot's real tick with real orders, against a venue on the loopback interface.
 *
 * ccxt is unmodified; the venue's books are its own, and know nothing of the bot's.
 */
import { binanceusdm } from 'ccxt';
import { CcxtExchange } from '../../lambda/adapters/trading/ccxt-exchange.ts';
import type { AccountSource, OpenAccount } from '../../lambda/adapters/trading/lazy-account.ts';
import { tradingClientOf } from '../../lambda/adapters/trading/ccxt-trading-client.ts';
import { CcxtMarket } from '../../lambda/adapters/market/ccxt-market.ts';
import { listingsOf } from '../../lambda/adapters/market/ccxt-market-mapping.ts';
import { ccxtTransport } from '../../lambda/adapters/market/ccxt-transport.ts';
import type { HttpSend } from '../../lambda/adapters/market/node-http.ts';
import { VenueRequests } from '../../lambda/adapters/market/venue-requests.ts';
import { capabilitiesOf } from '../../lambda/adapters/market/venue-capabilities.ts';
import { UsedWeight } from '../../lambda/adapters/used-weight.ts';
import { MemoryLedger } from '../../lambda/adapters/memory-ledger.ts';
import { PaperExchange } from '../../lambda/adapters/paper-exchange.ts';
import { runTick, type FailedTick } from '../../lambda/agent.ts';
import type { Exchange, Ports } from '../../lambda/ports.ts';
import { parseParameters, type BotParameters } from '../../lambda/config.ts';
import type { Alert } from '../../lambda/core/alerts/alert.ts';
import { newPaperBot, type BotState } from '../../lambda/core/bot-state.ts';
import { beginEpoch } from '../../lambda/core/control/epoch.ts';
import type { Outcome } from '../../lambda/core/order.ts';
import type { LedgerRow } from '../../lambda/core/ledger/ledger-events.ts';
import { currencyOf } from '../../lambda/core/settlement.ts';
import { MINUTE_MS, SECOND_MS, minuteStartMs, usd } from '../../lambda/core/units.ts';
import type { TickReport } from '../../lambda/tick-report.ts';
import { watch, type Watch } from '../../lambda/watch.ts';
import { impatient } from './skip-timeouts.ts';
import type { BinanceVenue, VenueOptions } from '../venue/binance-venue.ts';
import { rowsIn, stateIn } from '../harness/stored-bot.ts';
import { validParameters, fakeAlerts, bound } from '../harness/port-wrapper.ts';
import { BEGINNER_ID, EAGER, NOON } from '../harness/builders.ts';
import { PRICES, venueAt } from './live-venue.ts';

export const LIVE_BOT = 'live';

/** How long after the start of the minute a tick begins. */
const AFTER_MINUTE_MS = 2 * SECOND_MS;

export interface HarnessOptions {
  readonly parameters?: Record<string, unknown>;
  readonly symbols?: readonly string[];
  /** When it begins; noon if absent. */
  readonly startMs?: number;
  readonly venue?: Partial<VenueOptions>;
  /** Straight into the venue, for tests of a hundred thousand requests; over a socket unless said otherwise. */
  readonly wire?: 'socket' | 'direct';
  /** Puts something between the bot and the network. */
  readonly around?: (send: HttpSend) => HttpSend;
  /** Happens whenever the bot waits. */
  readonly onPause?: () => void;
  /** A bot that is dead waits for nothing: its waiting fails. */
  readonly isDead?: () => boolean;
  /** Puts something between the bot and its ports. */
  readonly wrap?: (ports: Ports, store: MemoryLedger) => Ports;
}

export async function liveHarness(options: HarnessOptions = {}) {
  const { symbols = ['BTCUSDT'] } = options;
  const parameters: BotParameters = parseParameters({ mode: 'live', ...EAGER, ...options.parameters });
  const startMs = options.startMs ?? NOON;
  const prices = new Map(symbols.map((symbol) => [symbol, PRICES[symbol] ?? 100]));
  const venue = await venueAt(startMs + AFTER_MINUTE_MS, prices, options.venue);
  const pause = (durationMs: number) => {
    if (options.isDead?.() === true) return Promise.reject(new Error('whoever is dead waits for nothing'));
    venue.timeMs += durationMs;
    options.onPause?.();
    return Promise.resolve();
  };
  const exchange = await exchangeFor(venue, symbols, pause, options);
  const store = new MemoryLedger();
  await begin(store, { venue, symbols }, startMs - MINUTE_MS);
  const alerts: Alert[] = [];
  const published: Published[] = [];
  const plain: Ports = {
    clock: venue,
    store,
    parameterSource: validParameters(parameters),
    exchange: new PaperExchange(exchange.market),
    live: exchange.live,
    requests: exchange.used,
    alerts: {
      publish: (alert) => {
        published.push({ alert, atMs: venue.timeMs });
        return fakeAlerts(alerts).publish(alert);
      },
    },
  };
  const answers: string[] = [];
  const heard: Ports = { ...plain, live: hearing(exchange.live, answers) };
  const ports = options.wrap?.(heard, store) ?? heard;
  const bot = { id: LIVE_BOT, symbols };
  let invocations = 0;
  /** One tick at the venue's minute. */
  const tick = (onFailed?: (tick: FailedTick) => void, here = ports) => {
    invocations += 1;
    const invocation = { id: `x${invocations}`, deadlineMs: venue.timeMs + 55 * SECOND_MS };
    return runTick(bot, here, invocation, onFailed);
  };
  /** The same in a container that has just started, and remembers nothing. */
  const coldTick = async () => tick(undefined, at(await exchangeFor(venue, symbols, pause, options), ports));
  /** The watch steps of the rest of a tick's minute. */
  const watchOn = async (report: TickReport | FailedTick) => {
    const newInvocationId = () => `w${(invocations += 1)}`;
    const sleep = async (durationMs: number) => {
      if (options.isDead?.() === true) return false;
      await pause(durationMs);
      return true;
    };
    await watchRest(report, { bot, ports, sleep, newInvocationId });
  };
  /** A tick that fails is watched, too, as the handler does. */
  const watchedTick = async () => {
    let failed: FailedTick | undefined;
    const report = await tick((left) => {
      failed = left;
    }).catch(async (error: unknown) => {
      if (failed !== undefined) await watchOn(failed).catch(() => undefined);
      throw error;
    });
    await watchOn(report);
    return report;
  };
  const ran = { tick, coldTick, watchOn, watchedTick };
  return { venue, prices, store, alerts, published, answers, ports, parameters, exchange, ...ran };
}

/** An alert, and when it went out, by the venue's time. */
export interface Published {
  readonly alert: Alert;
  readonly atMs: number;
}

/** @throws the first failure of a watch step. */
export async function watchRest(
  report: TickReport | FailedTick,
  watching: Pick<Watch, 'bot' | 'ports' | 'sleep' | 'newInvocationId'>,
): Promise<void> {
  const failure = await watch(report, {
    ...watching,
    deadlineMs: minuteStartMs(watching.ports.clock.nowMs()) + 58 * SECOND_MS,
    signal: new AbortController().signal,
    onStep: () => {},
    onFailure: () => {},
  });
  if (failure instanceof Error) throw failure;
}

/** Notes what became of each request: `place stop: rejected would-trigger`. */
function hearing(live: Exchange, answers: string[]): Exchange {
  return {
    ...bound({ exchange: live }),
    send: async (request, context) => {
      const reply = await live.send(request, context);
      const hear = (what: string, outcome: Outcome | undefined) => {
        if (outcome === undefined) return;
        const code = outcome.status === 'rejected' ? ` ${outcome.code ?? ''}` : '';
        answers.push(`${what}: ${outcome.status}${code}`.trim());
      };
      hear(`${request.kind} ${request.order.leg}`, reply.outcome);
      hear('place stop', reply.protection?.stop);
      hear('place exit', reply.protection?.close?.outcome);
      return reply;
    },
  };
}

export type LiveHarness = Awaited<ReturnType<typeof liveHarness>>;

/** An account that stays open, whatever the venue refuses. */
export function alreadyOpen(current: OpenAccount): AccountSource {
  return { current, open: () => Promise.resolve(current), close: () => {}, contradictListings: () => {} };
}

function at({ market, live, used }: Awaited<ReturnType<typeof exchangeFor>>, ports: Ports): Ports {
  return { ...ports, exchange: new PaperExchange(market), live, requests: used };
}

async function exchangeFor(
  venue: BinanceVenue,
  symbols: readonly string[],
  pause: (durationMs: number) => Promise<unknown>,
  { around = (send) => send, wire = 'socket' }: Pick<HarnessOptions, 'around' | 'wire'>,
) {
  let send: HttpSend = venue.send;
  const { apiKey, secret } = venue.key;
  const limit = capabilitiesOf('binanceusdm')?.requestLimit;
  if (limit === undefined) throw new Error('the limit of binanceusdm is declared');
  const used = new UsedWeight(venue, limit);
  const client = tradingClientOf(binanceusdm, {
    keys: { apiKey, secret },
    transport: used.metered(ccxtTransport({ send: (url, request) => send(url, request) })),
    clock: venue,
  });
  const listings = listingsOf(await client.loadMarkets(), client.precisionMode).filter(({ market }) =>
    symbols.includes(market.symbol),
  );
  const isOnWire = wire === 'socket';
  send = around(impatient(venue, isOnWire ? venue.send : venue.direct, isOnWire));
  venue.requests.length = 0;
  const requests = new VenueRequests(venue);
  const market = new CcxtMarket({ client, listings, clock: venue, pause, requests });
  const source = alreadyOpen({ client, listings });
  const live = new CcxtExchange({ source, market, clock: venue, pause, requests });
  return { market, live, listings, used };
}

/** A live bot that has done nothing yet, with what its wallet holds. */
async function begin(
  store: MemoryLedger,
  { venue, symbols }: { readonly venue: BinanceVenue; readonly symbols: readonly string[] },
  atMs: number,
): Promise<void> {
  const currency = currencyOf(symbols);
  const balanceUsd = usd(Number(venue.books.walletText(currency)));
  const paper = { ...newPaperBot(LIVE_BOT, 1, balanceUsd, atMs), version: 0 };
  const live = beginEpoch(paper, { atMs, beginnerId: BEGINNER_ID, balanceUsd, account: undefined, currency });
  await store.commit({ ...live, version: 1, tickMs: atMs }, 0);
}

/** The minute begins: the candle that has closed moved by so many percent, and the price stays where it ended. */
export function nextMinute(
  { venue, prices }: Pick<LiveHarness, 'venue' | 'prices'>,
  movesPct: Readonly<Record<string, number>> = {},
): void {
  const minuteMs = minuteStartMs(venue.timeMs);
  for (const [symbol, open] of prices) {
    const close = Number((open * (1 + (movesPct[symbol] ?? 0) / 100)).toFixed(1));
    prices.set(symbol, close);
    const [high, low] = [Math.max(open, close), Math.min(open, close)];
    venue.set(symbol, minuteMs, { open, high, low, close, volume: 10 });
  }
  venue.timeMs = minuteMs + MINUTE_MS + AFTER_MINUTE_MS;
  for (const [symbol, price] of prices) venue.quote(symbol, { bid: price, ask: price });
}

export function stateOf({ store }: Pick<LiveHarness, 'store'>): Promise<BotState> {
  return stateIn(store, LIVE_BOT);
}

export async function rowsOf({ store }: Pick<LiveHarness, 'store'>): Promise<readonly LedgerRow[]> {
  const { ledger } = await stateIn(store, LIVE_BOT);
  return rowsIn(store, ledger.epoch, LIVE_BOT);
}
