/**
 * The markets of a real venue now, read through ccxt's public calls.
 *
 * - Only candles that have closed are shown.
 * - The candles of a symbol go on from where they ended, so that after an outage every missed minute is there.
 * - A symbol has a quote only while every candle before this minute is known: resting orders are matched with the
 *   candles first.
 * - A symbol that fails does not take the others down. `onProblem` gets the reason, and nothing is thrown.
 */
import { setTimeout } from 'node:timers/promises';
import type { Market, Quote, MarketView } from '../../core/market.ts';
import type { PriceRange } from '../../core/paper/paper-orders.ts';
import { MINUTE_MS, SECOND_MS, minuteStartMs, utcMinute } from '../../core/units.ts';
import type { Clock, MarketData } from '../../ports.ts';
import { CandleTrack } from './candle-history.ts';
import type { CcxtClient } from './ccxt-client.ts';
import { candlesOf, type Listing } from './ccxt-market-mapping.ts';
import { CcxtQuotes } from './ccxt-quotes.ts';
import { failureOf, isPassing, type MarketProblem } from './venue-error.ts';
import { VenueRequests } from './venue-requests.ts';

export interface CcxtMarketOptions {
  readonly client: CcxtClient;
  readonly listings: readonly Listing[];
  /** The venue's time: it says which candles have closed. */
  readonly clock: Clock;
  readonly onProblem?: (problem: MarketProblem) => void;
  /** Waits before something is asked again. */
  readonly pause?: (durationMs: number) => Promise<unknown>;
  readonly requests?: VenueRequests;
}

/** Candles known of each symbol: the longest signal needs 201. One page of most venues, and a cheap one. */
const HISTORY_CANDLES = 499;

/** How often a missing candle is asked for within one tick, and how long after the answer. */
const ATTEMPTS = 3;
const ASK_AGAIN_AFTER_MS = 1_500;

/** No new page is begun later: the tick needs the rest of its minute. */
const OBSERVE_MAX_MS = 20 * SECOND_MS;

interface Observation {
  readonly tickMs: number;
  readonly endMs: number;
  readonly problems: MarketProblem[];
}

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
  private readonly pause: (durationMs: number) => Promise<unknown>;
  private readonly requests: VenueRequests;
  private readonly tracks = new Map<string, CandleTrack>();
  private readonly quotes: CcxtQuotes;

  constructor(options: CcxtMarketOptions) {
    const { client, listings, clock, onProblem = () => {}, pause = setTimeout, requests } = options;
    this.client = client;
    this.relist(listings);
    this.clock = clock;
    this.onProblem = onProblem;
    this.pause = (durationMs) => pause(durationMs);
    this.requests = requests ?? new VenueRequests(clock);
    this.quotes = new CcxtQuotes({ client, requests: this.requests, clock });
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
    const caughtUp = await Promise.all(
      symbols.map((symbol) => this.catchUpSymbol(symbol, { tickMs, endMs, problems: [] }, sinceMs)),
    );
    const views = await this.withPrices(caughtUp, tickMs);
    if (sinceMs === undefined) {
      for (const { track } of caughtUp) track.shown(tickMs - HISTORY_CANDLES * MINUTE_MS);
    }
    return views;
  }

  /** Prices now of symbols whose candles are known up to this minute; no candle is asked for. */
  async observePrices(symbols: readonly string[], stepMs: number): Promise<readonly MarketView[]> {
    const minuteMs = minuteStartMs(stepMs);
    const known = symbols.map((symbol): CaughtUp => {
      const [listing, track = new CandleTrack()] = [this.listings.get(symbol), this.tracks.get(symbol)];
      return { symbol, listing, track, isComplete: track.isUpTo(minuteMs), problems: [] };
    });
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
      return viewOf(listing?.market ?? { symbol }, track, priced?.quote);
    });
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

  private async catchUpSymbol(
    symbol: string,
    observation: Observation,
    sinceMs: number | undefined,
  ): Promise<CaughtUp> {
    const { problems } = observation;
    const listing = this.listings.get(symbol);
    if (listing === undefined) {
      const text = `${this.client.id} has no market of this name`;
      problems.push({ symbol, kind: 'unknown-symbol', text });
      return { symbol, listing, track: new CandleTrack(), isComplete: false, problems };
    }
    const track = this.tracks.get(symbol) ?? new CandleTrack();
    this.tracks.set(symbol, track);
    track.forget();
    if (sinceMs !== undefined) track.reachBackTo(sinceMs);
    const isComplete = await this.catchUp(track, listing, observation);
    return { symbol, listing, track, isComplete, problems };
  }

  /** Asks for the candles that have closed since the last time; whether all up to this minute are known now. */
  private async catchUp(track: CandleTrack, listing: Listing, observation: Observation): Promise<boolean> {
    const { tickMs, endMs, problems } = observation;
    for (let attempt = 1; ; attempt += 1) {
      if (track.isUpTo(tickMs)) return true;
      const problem = await this.extend(track, listing, observation);
      if (problem === undefined) continue;
      const mayComeSoon = attempt < ATTEMPTS && this.clock.nowMs() + ASK_AGAIN_AFTER_MS < endMs;
      if (!mayComeSoon || !isPassing(problem)) {
        problems.push(problem);
        return false;
      }
      await this.pause(ASK_AGAIN_AFTER_MS);
    }
  }

  /** Goes through the pages that are missing; returns why the last closed candle is not there, if it is not. */
  private async extend(
    track: CandleTrack,
    listing: Listing,
    observation: Observation,
  ): Promise<MarketProblem | undefined> {
    const { symbol } = listing.market;
    const { tickMs, endMs } = observation;
    let fromMs = track.nextFromMs(tickMs - HISTORY_CANDLES * MINUTE_MS);
    try {
      while (fromMs < tickMs) {
        if (this.clock.nowMs() >= endMs) {
          const text = `its candles are known up to ${utcMinute(fromMs)}, and the rest follows`;
          return { symbol, kind: 'late-candle', text };
        }
        const lastMs = track.lastOpenTimeMs;
        const pageEndMs = await this.addPage(track, listing, fromMs, observation);
        const newestMs = track.lastOpenTimeMs;
        if (newestMs !== undefined && newestMs !== lastMs) fromMs = newestMs + MINUTE_MS;
        else {
          if (pageEndMs >= tickMs) break;
          track.nothingUpTo(pageEndMs);
          fromMs = pageEndMs;
        }
      }
    } catch (error) {
      const failure = failureOf(error);
      return { symbol, kind: 'failed', text: failure.message, failure };
    }
    if (track.isUpTo(tickMs)) return undefined;
    return {
      symbol,
      kind: 'late-candle',
      text: `the candle of ${utcMinute(tickMs - MINUTE_MS)} is not there`,
    };
  }

  /** Adds the candles of one page to the track; returns where the page ends. @throws VenueError */
  private async addPage(
    track: CandleTrack,
    listing: Listing,
    fromMs: number,
    { tickMs, problems }: Observation,
  ): Promise<number> {
    const { ccxtSymbol, market } = listing;
    const { symbol } = market;
    // One more than have closed: the one that is forming.
    const limit = Math.min(this.client.pageCandles, (tickMs - fromMs) / MINUTE_MS + 1);
    const answer = await this.requests.ask(`candles of ${symbol}`, () =>
      this.client.fetchOHLCV(ccxtSymbol, '1m', fromMs, limit),
    );
    const { rows, refused } = candlesOf(answer, tickMs);
    const gaps = track.add(rows.filter(({ openTimeMs }) => openTimeMs >= fromMs));
    const missing = gaps.map(
      (gap) =>
        `there are no candles from ${utcMinute(gap.fromMs)} to ${utcMinute(gap.toMs)}: nothing is done there`,
    );
    for (const text of [...refused, ...missing]) problems.push({ symbol, kind: 'missing-candles', text });
    return fromMs + limit * MINUTE_MS;
  }
}

function viewOf(market: Market, track: CandleTrack, quote: Quote | undefined): MarketView {
  const candles = track.candles();
  return { market, candles, last: candles.length - 1, quote };
}
