/**
 * The market of the deployed bot, opened when it is first read.
 *
 * - Before that, no request is sent.
 * - Cached markets that are young enough replace the exchange's whole list. They are renewed between ticks.
 * - A list that the exchange has contradicted is read again at its next use, once a minute at most. While it cannot be
 *   read, the old one stays in use: positions are managed all the same.
 * - What keeps the bot from trading by itself is contradicted by nobody: a list without one of its symbols, or with a
 *   minimum that denies its entries, gets no older than `DOUBTED_AGE_MAX_MS`.
 * - While the exchange wants to be left alone, nothing is opened or read again: cached markets will do.
 * - A tick without an exchange has no candles and quotes, and fails in nothing else. The next one tries again.
 */
import { NO_CANDLES, type MarketView } from '../../core/market.ts';
import type { FundingTerms } from '../../core/paper/funding-due.ts';
import type { PriceRange } from '../../core/paper/paper-orders.ts';
import { HOUR_MS, MINUTE_MS, SECOND_MS } from '../../core/units.ts';
import type { Clock, MarketData } from '../../ports.ts';
import { SharedAnswer } from '../shared-answer.ts';
import type { CcxtClient } from './ccxt-client.ts';
import { CcxtMarket } from './ccxt-market.ts';
import { listingsOf, type Listing } from './ccxt-market-mapping.ts';
import { DEADLINE_MS } from './ccxt-transport.ts';
import { cachedMarketsText, readCachedMarkets } from './market-cache.ts';
import { failureOf, type MarketProblem } from './venue-error.ts';
import { answerWithin, type VenueRequests } from './venue-requests.ts';

/** Where the markets that are used are cached between two cold starts. Never throws: a failure is as good as none. */
export interface MarketsStore {
  read(): Promise<string | undefined>;
  write(text: string): Promise<void>;
}

export interface LazyMarketOptions {
  readonly client: CcxtClient;
  /** Of the bot; others are read while a position in them is open. */
  readonly symbols: readonly string[];
  readonly clock: Clock;
  readonly store: MarketsStore;
  readonly onProblem: (problem: MarketProblem) => void;
  /** Those of the process. */
  readonly requests: VenueRequests;
}

/** Half of the age at which kept markets are too old: a cold start finds them young. */
const RENEW_AFTER_MS = 12 * HOUR_MS;

const LIST = 'the list of markets';

/** How often a list that was contradicted is read again, and how long a tick or watch step waits for it. */
const REREAD_EVERY_MS = MINUTE_MS;
const REREAD_TIME_MS = 3 * SECOND_MS;

/** An opening that takes longer is given up: its request has failed by then, unless its machine stood still. */
const OPENING_TIME_MS = DEADLINE_MS + 2 * SECOND_MS;

/** Of a list by which the bot does not trade. */
const DOUBTED_AGE_MAX_MS = 5 * MINUTE_MS;

interface Opened {
  readonly market: CcxtMarket;
  readonly listings: readonly Listing[];
  /** As ccxt wrote them. */
  readonly markets: unknown;
  /** When its list was asked for. */
  readonly savedAtMs: number;
  readonly isKept: boolean;
}

export class LazyMarket implements MarketData {
  private readonly options: LazyMarketOptions;
  private market: CcxtMarket | undefined;
  private readonly opening: SharedAnswer<Opened>;
  private isContradicted = false;
  private isDoubted = false;
  private rereadAtMs = -Infinity;
  private savedAtMs: number | undefined;
  /** The last whole list. */
  private markets: unknown;

  constructor(options: LazyMarketOptions) {
    this.options = options;
    const { clock } = options;
    this.opening = new SharedAnswer({ name: LIST, timeMs: OPENING_TIME_MS, clock });
  }

  observe(symbols: readonly string[], tickMs: number, sinceMs?: number): Promise<readonly MarketView[]> {
    return this.look(symbols, (market) => market.observe(symbols, tickMs, sinceMs));
  }

  observePrices(symbols: readonly string[], stepMs: number): Promise<readonly MarketView[]> {
    return this.look(symbols, (market) => market.observePrices(symbols, stepMs));
  }

  async minuteSoFar(symbol: string, minuteMs: number): Promise<PriceRange | undefined> {
    const { market } = await this.open([symbol]);
    return market.minuteSoFar(symbol, minuteMs);
  }

  async fundingTerms(symbols: readonly string[]): Promise<ReadonlyMap<string, FundingTerms>> {
    const { market } = await this.open(symbols);
    return market.fundingTerms(symbols);
  }

  /** The markets that hold these symbols; the same object until they are asked for again. @throws VenueError */
  async listed(symbols: readonly string[]): Promise<Pick<Opened, 'listings' | 'markets'>> {
    return this.open(symbols);
  }

  /** The exchange has rejected an order by another step, minimum or maximum than the list has. */
  contradict(): void {
    this.isContradicted = true;
  }

  /** An entry was denied for a minimum of the list, which may have fallen since. */
  doubt(): void {
    this.isDoubted = true;
  }

  /** Caches the list that a cold start has read, and reads it again before it is too old. Warns, and never throws. */
  async renew(): Promise<void> {
    const opened = await this.opening.current?.catch(() => undefined);
    if (opened === undefined) return;
    const isOld = this.options.clock.nowMs() - opened.savedAtMs >= RENEW_AFTER_MS;
    if (!isOld && (opened.isKept || this.savedAtMs === opened.savedAtMs)) return;
    try {
      const current = isOld ? await this.ask() : opened;
      await this.opening.renew(() => Promise.resolve(current));
      await this.keep(current);
      this.savedAtMs = current.savedAtMs;
    } catch (error) {
      this.tell(this.options.symbols, 'its steps and minimums could not be renewed', error);
    }
  }

  private async look(
    symbols: readonly string[],
    at: (market: CcxtMarket) => Promise<readonly MarketView[]>,
  ): Promise<readonly MarketView[]> {
    try {
      return await at((await this.open(symbols)).market);
    } catch (error) {
      this.tell(symbols, 'its market could not be had', error);
      return symbols.map(unseen);
    }
  }

  /** The cache holds the symbols that were in use; for another one the whole list is read. */
  private async open(symbols: readonly string[]): Promise<Opened> {
    const opened = await this.trusted(await this.opening.get(() => this.takeKept()), symbols);
    if (!opened.isKept || holds(opened.listings, symbols)) return opened;
    return this.opening.renew(() => this.ask());
  }

  /** The list, read again where it was contradicted, or is doubted and old. */
  private trusted(opened: Opened, symbols: readonly string[]): Promise<Opened> {
    const { clock, requests } = this.options;
    const nowMs = clock.nowMs();
    if (nowMs >= this.rereadDueMs(opened, symbols) && !requests.isLeftAlone) {
      this.rereadAtMs = nowMs;
      return this.opening.renew(() => this.reread(opened));
    }
    return this.opening.current ?? Promise.resolve(opened);
  }

  private rereadDueMs({ listings, savedAtMs, isKept }: Opened, symbols: readonly string[]): number {
    if (this.isContradicted) return this.rereadAtMs + REREAD_EVERY_MS;
    const isDoubted = this.isDoubted || (!isKept && !holds(listings, symbols));
    return isDoubted ? Math.max(this.rereadAtMs, savedAtMs) + DOUBTED_AGE_MAX_MS : Infinity;
  }

  private async reread(opened: Opened): Promise<Opened> {
    const { isContradicted, isDoubted } = this;
    [this.isContradicted, this.isDoubted] = [false, false];
    try {
      return await answerWithin(REREAD_TIME_MS, LIST, () => this.ask());
    } catch (error) {
      this.isContradicted ||= isContradicted;
      this.isDoubted ||= isDoubted;
      this.tell(this.options.symbols, 'its steps and minimums could not be read again', error);
      return opened;
    }
  }

  private async takeKept(): Promise<Opened> {
    const { client, clock, store, symbols } = this.options;
    const kept = readCachedMarkets(await store.read(), placeOf(client), clock.nowMs());
    if (kept === undefined) return this.ask();
    const listings = listingsOf(kept.markets, client.precisionMode);
    if (!holds(listings, symbols)) return this.ask();
    client.setMarkets(kept.markets);
    const { markets, savedAtMs, hours } = kept;
    const market = this.marketOf(listings);
    if (hours !== undefined) market.hours.restore(hours);
    return { market, listings, markets, savedAtMs, isKept: true };
  }

  private async ask(): Promise<Opened> {
    const { client, clock, requests } = this.options;
    const savedAtMs = clock.nowMs();
    const load = () => client.loadMarkets(true);
    this.markets = await requests.ask(LIST, load, 'ordinary', OPENING_TIME_MS);
    const listings = listingsOf(this.markets, client.precisionMode);
    return { market: this.marketOf(listings), listings, markets: this.markets, savedAtMs, isKept: false };
  }

  /** The same one from the first list on: its candles are those of the exchange, whatever the list says. */
  private marketOf(listings: readonly Listing[]): CcxtMarket {
    if (this.market === undefined) this.market = new CcxtMarket({ ...this.options, listings });
    else this.market.relist(listings);
    return this.market;
  }

  private async keep({ market, listings, savedAtMs }: Opened): Promise<void> {
    const { client, store, symbols } = this.options;
    const used = listings.filter((one) => symbols.includes(one.market.symbol));
    const names = used.map(({ ccxtSymbol }) => ccxtSymbol);
    await store.write(
      cachedMarketsText(this.markets, names, {
        exchange: placeOf(client),
        savedAtMs,
        hours: market.hours.kept,
      }),
    );
  }

  private tell(symbols: readonly string[], what: string, error: unknown): void {
    const failure = failureOf(error);
    const text = `${what}: ${failure.message}`;
    for (const symbol of symbols) this.options.onProblem({ symbol, kind: 'failed', text, failure });
  }
}

/** The demo lists its own steps and minimums. */
function placeOf({ id, isDemo = false }: CcxtClient): string {
  return isDemo ? `${id} demo` : id;
}

function holds(listings: readonly Listing[], symbols: readonly string[]): boolean {
  return symbols.every((symbol) => listings.some(({ market }) => market.symbol === symbol));
}

/** A symbol of which nothing is known now. */
function unseen(symbol: string): MarketView {
  return { market: { symbol }, candles: NO_CANDLES, last: -1, quote: undefined };
}
