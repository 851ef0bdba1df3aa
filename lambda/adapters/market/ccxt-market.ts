/**
 * The markets of a real venue now, read through ccxt's public calls.
 *
 * - Only candles that have closed are shown, and none of a minute in which the market was closed. One that was read by
 *   a clock that turned out to be ahead is read again.
 * - The candles of a symbol go on from where they ended, so that after an outage every missed minute is there.
 * - A symbol has a quote only while every candle before this minute is known: resting orders are matched with the
 *   candles first.
 * - A symbol that fails does not take the others down. `onProblem` gets the reason, and nothing is thrown.
 */
import type { Market, Quote, MarketView } from '../../core/market.ts';
import type { FundingTerms } from '../../core/paper/funding-due.ts';
import type { PriceRange } from '../../core/paper/paper-orders.ts';
import { openCandles } from '../../core/trading-sessions.ts';
import { MINUTE_MS, SECOND_MS, minuteStartMs } from '../../core/units.ts';
import type { Clock, MarketData } from '../../ports.ts';
import { pause as pauseMachine } from '../machine.ts';
import { CandleReader, CandleTrack, HISTORY_MS, type Observation } from './candle-history.ts';
import type { CcxtClient } from './ccxt-client.ts';
import { candlesOf, type Listing } from './ccxt-market-mapping.ts';
import { CcxtQuotes } from './ccxt-quotes.ts';
import { FundingInfo } from './terms/funding-info.ts';
import { TradingHours } from './terms/trading-hours.ts';
import { failureOf, type MarketProblem } from './venue-error.ts';
import type { VenueRequests } from './venue-requests.ts';

export interface CcxtMarketOptions {
  readonly client: CcxtClient;
  readonly listings: readonly Listing[];
  /** The venue's time: it says which candles have closed. */
  readonly clock: Clock;
  readonly onProblem?: (problem: MarketProblem) => void;
  /** Waits before something is asked again. */
  readonly pause?: (durationMs: number) => Promise<unknown>;
  /** Those of the process. */
  readonly requests: VenueRequests;
}

/** No new page is begun later: a tick needs the rest of its minute, a watch step its interval. */
const OBSERVE_MAX_MS = 20 * SECOND_MS;
const STEP_OBSERVE_MAX_MS = 3 * SECOND_MS;

/** A symbol whose candles were asked for. */
interface CaughtUp {
  readonly symbol: string;
  readonly listing: Listing | undefined;
  readonly track: CandleTrack;
  /** Whether every candle that has closed is known. */
  readonly isComplete: boolean;
  readonly problems: readonly MarketProblem[];
}

export class CcxtMarket implements MarketData {
  private readonly client: CcxtClient;
  private listings: ReadonlyMap<string, Listing> = new Map();
  private readonly clock: Clock;
  private readonly onProblem: (problem: MarketProblem) => void;
  private readonly reader: CandleReader;
  private readonly requests: VenueRequests;
  private readonly tracks = new Map<string, CandleTrack>();
  private readonly quotes: CcxtQuotes;
  readonly hours: TradingHours;
  private readonly funding: FundingInfo;
  /** By which the clock was corrected when candles were read last. */
  private differenceMs = 0;

  constructor(options: CcxtMarketOptions) {
    const { client, listings, clock, onProblem = () => {}, pause = pauseMachine, requests } = options;
    this.client = client;
    this.relist(listings);
    this.clock = clock;
    this.onProblem = onProblem;
    this.requests = requests;
    this.reader = new CandleReader({ client, requests: this.requests, clock, pause });
    const asking = { client, requests: this.requests, clock };
    this.quotes = new CcxtQuotes(asking);
    this.hours = new TradingHours(asking);
    this.funding = new FundingInfo(asking);
  }

  /** Steps and minimums from now on; the candles go on from where they are. */
  relist(listings: readonly Listing[]): void {
    this.listings = new Map(listings.map((listing) => [listing.market.symbol, listing]));
  }

  /**
   * Candles and prices of these symbols, in their order.
   *
   * @param sinceMs how far back the candles must reach, where that is further than a signal needs. While they do not
   * reach from there to now, a symbol shows what is known from there on, and no price.
   */
  async observe(
    symbols: readonly string[],
    tickMs: number,
    sinceMs?: number,
  ): Promise<readonly MarketView[]> {
    const endMs = this.clock.nowMs() + OBSERVE_MAX_MS;
    const [unread, ...caughtUp] = await Promise.all([
      this.hours.refresh(symbols.flatMap((symbol) => this.listings.get(symbol)?.scheduleName ?? [])),
      ...symbols.map((symbol) => this.catchUpSymbol(symbol, { tickMs, endMs, sinceMs })),
    ]);
    this.tellUnreadHours(symbols, unread);
    const views = await this.withPrices(caughtUp, tickMs);
    if (sinceMs === undefined) {
      for (const { track } of caughtUp) track.shown(tickMs - HISTORY_MS);
    }
    return views;
  }

  /**
   * Prices now of symbols whose candles are known up to this minute. Candles are asked for where the minute has turned
   * since they were read.
   */
  async observePrices(symbols: readonly string[], stepMs: number): Promise<readonly MarketView[]> {
    const tickMs = minuteStartMs(stepMs);
    const endMs = this.clock.nowMs() + STEP_OBSERVE_MAX_MS;
    const known = await Promise.all(
      symbols.map((symbol) => this.catchUpSymbol(symbol, { tickMs, endMs, sinceMs: undefined })),
    );
    return this.withPrices(known, stepMs);
  }

  /** The candles of each symbol, with its quote where all of them are known; problems go to `onProblem`. */
  private async withPrices(known: readonly CaughtUp[], tickMs: number): Promise<readonly MarketView[]> {
    const complete = known.flatMap(({ listing, isComplete }) =>
      isComplete && listing !== undefined ? [listing] : [],
    );
    const prices = await this.quotes.of(complete, tickMs);
    return known.map(({ symbol, listing, track, problems }) => {
      const at = listing === undefined ? -1 : complete.indexOf(listing);
      const priced = at < 0 ? undefined : prices[at];
      const all = priced?.problem === undefined ? problems : [...problems, priced.problem];
      for (const problem of new Map(all.map((one) => [one.text, one])).values()) this.onProblem(problem);
      return viewOf(listing === undefined ? { symbol } : this.marketOf(listing), track, priced?.quote);
    });
  }

  /** With its hours, as far as they are known. */
  private marketOf({ market, scheduleName }: Listing): Market {
    return scheduleName === undefined ? market : { ...market, sessions: this.hours.of(scheduleName) };
  }

  private tellUnreadHours(symbols: readonly string[], unread: ReadonlyMap<string, string>): void {
    for (const symbol of symbols) {
      const text = unread.get(this.listings.get(symbol)?.scheduleName ?? '');
      if (text !== undefined) this.onProblem({ symbol, kind: 'no-hours', text });
    }
  }

  async fundingTerms(symbols: readonly string[]): Promise<ReadonlyMap<string, FundingTerms>> {
    const listings = symbols.flatMap((symbol) => this.listings.get(symbol) ?? []);
    try {
      return await this.funding.read(listings);
    } catch (error) {
      const failure = failureOf(error);
      const text = `the interval of its funding could not be read: ${failure.message}`;
      for (const symbol of symbols) this.onProblem({ symbol, kind: 'failed', text, failure });
      return this.funding.known;
    }
  }

  /** Extremes of a minute that has begun; `undefined` when the venue does not report them. */
  async minuteSoFar(symbol: string, minuteMs: number): Promise<PriceRange | undefined> {
    const ccxtSymbol = this.listings.get(symbol)?.ccxtSymbol;
    if (ccxtSymbol === undefined) return undefined;
    try {
      const answer = await this.requests.ask(`candles of ${symbol}`, () =>
        this.client.fetchOHLCV(ccxtSymbol, '1m', minuteMs, 1),
      );
      return candlesOf(answer, minuteMs + MINUTE_MS).rows.find(({ openTimeMs }) => openTimeMs === minuteMs);
    } catch (error) {
      const failure = failureOf(error);
      this.onProblem({ symbol, kind: 'failed', text: failure.message, failure });
      return undefined;
    }
  }

  /** What was read by a clock that was set back since may not have closed by then. */
  private mindClock(): void {
    const { differenceMs = 0 } = this.clock;
    if (differenceMs < this.differenceMs) for (const track of this.tracks.values()) track.doubtLast();
    this.differenceMs = differenceMs;
  }

  private async catchUpSymbol(
    symbol: string,
    { tickMs, endMs, sinceMs }: Omit<Observation, 'problems'> & { readonly sinceMs: number | undefined },
  ): Promise<CaughtUp> {
    const problems: MarketProblem[] = [];
    const listing = this.listings.get(symbol);
    if (listing === undefined) {
      const text = `${this.client.id} has no market of this name`;
      problems.push({ symbol, kind: 'unknown-symbol', text });
      return { symbol, listing, track: new CandleTrack(), isComplete: false, problems };
    }
    this.mindClock();
    const track = this.tracks.get(symbol) ?? new CandleTrack();
    this.tracks.set(symbol, track);
    track.forget();
    if (sinceMs !== undefined) track.reachBackTo(sinceMs);
    const isComplete = await this.reader.catchUp(track, listing, { tickMs, endMs, problems });
    return { symbol, listing, track, isComplete, problems };
  }
}

function viewOf(market: Market, track: CandleTrack, quote: Quote | undefined): MarketView {
  const candles = openCandles(track.candles(), market.sessions);
  return { market, candles, last: candles.length - 1, quote };
}
