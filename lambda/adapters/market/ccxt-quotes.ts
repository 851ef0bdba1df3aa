/**
 * The quote of each of several markets now.
 *
 * Where the exchange gives all of its best bids and asks at once, three markets and more are one request; fewer are
 * cheaper one by one.
 *
 * - A market has a quote, or a reason why not.
 * - A market that fails does not take the others down, unless they share the request that failed.
 */
import { z } from 'zod';
import type { Quote } from '../../core/market.ts';
import type { Clock } from '../../ports.ts';
import { marketName } from '../symbol-names.ts';
import { fetchTouch, quoteSourcesOf, type CcxtClient, type QuoteSource } from './ccxt-client.ts';
import { quoteOf, type Listing, type Touch } from './ccxt-market-mapping.ts';
import { capabilitiesOf } from './venue-capabilities.ts';
import { VenueError, failureOf, type MarketProblem } from './venue-error.ts';
import type { VenueRequests } from './venue-requests.ts';

/** From so many markets on, all in one request weigh less than one by one: 5 against 2 for each. */
const TOGETHER_FROM = 3;

export type Priced =
  | { readonly quote: Quote; readonly problem?: never }
  | { readonly problem: MarketProblem; readonly quote?: never };

export interface CcxtQuotesOptions {
  readonly client: CcxtClient;
  readonly requests: VenueRequests;
  readonly clock: Clock;
}

export class CcxtQuotes {
  private readonly options: CcxtQuotesOptions;
  private sources: readonly QuoteSource[];

  constructor(options: CcxtQuotesOptions) {
    this.options = options;
    this.sources = quoteSourcesOf(options.client);
  }

  /** One for each market, in their order. */
  async of(listings: readonly Listing[], tickMs: number): Promise<readonly Priced[]> {
    const together = this.togetherOf(listings.length);
    if (together === undefined) {
      return Promise.all(
        listings.map((listing) => this.priced(listing, tickMs, () => this.touchOf(listing))),
      );
    }
    const all = this.options.requests.ask('quotes', together).then(touchesOfAll);
    return Promise.all(
      listings.map((listing) =>
        this.priced(listing, tickMs, async () => {
          const touch = (await all).get(listing.venueSymbol);
          return touch ?? this.touchOf(listing);
        }),
      ),
    );
  }

  /** Reads the quotes of all markets, where the exchange gives them cheaply. */
  private togetherOf(markets: number): (() => Promise<unknown>) | undefined {
    const { client } = this.options;
    const can = capabilitiesOf(client.id)?.quotesTogether ?? false;
    if (!can || markets < TOGETHER_FROM || client.fapiPublicGetTickerBookTicker === undefined)
      return undefined;
    return () => client.fapiPublicGetTickerBookTicker?.({}) ?? Promise.resolve([]);
  }

  private async touchOf({ ccxtSymbol }: Listing): Promise<Touch> {
    const { requests } = this.options;
    const { touch, from } = await fetchTouch(this.sources, ccxtSymbol, (call) =>
      requests.ask(`quote of ${ccxtSymbol}`, call),
    );
    // A source that the venue does not have is not asked again.
    if (from > 0) this.sources = this.sources.slice(from);
    return touch;
  }

  private async priced(
    { market: { symbol } }: Listing,
    tickMs: number,
    ask: () => Promise<Touch>,
  ): Promise<Priced> {
    try {
      const quote = quoteOf(await ask(), tickMs, this.options.clock.nowMs());
      if (typeof quote !== 'string') return { quote };
      return { problem: { symbol, kind: 'no-price', text: quote } };
    } catch (error) {
      const failure = failureOf(error);
      return { problem: { symbol, kind: 'failed', text: failure.message, failure } };
    }
  }
}

/** A text may be longer than any number. */
const decimalText = z
  .string()
  .regex(/^\d+(\.\d+)?$/)
  .transform(Number)
  .pipe(z.number());
const statedTime = z.union([z.number().nonnegative(), decimalText]);
const bookTickerSchema = z.object({
  symbol: marketName,
  bidPrice: decimalText,
  askPrice: decimalText,
  time: statedTime.nullish(),
});

/** Of the best bids and asks of all markets as Binance writes them, by its own name; a row that is none is left out. */
export function touchesOfAll(answer: unknown): ReadonlyMap<string, Touch> {
  if (!Array.isArray(answer)) {
    throw new VenueError('unexpected-answer', 'an answer that is no list of best bids and asks');
  }
  const touches = answer.flatMap((row: unknown): [string, Touch][] => {
    const { data } = bookTickerSchema.safeParse(row);
    if (data === undefined) return [];
    const { symbol, bidPrice, askPrice, time } = data;
    return [[symbol, { bid: bidPrice, ask: askPrice, timeMs: time ?? undefined }]];
  });
  return new Map(touches);
}
