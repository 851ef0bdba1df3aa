/**
 * How often does a market charge funding, and how much at most? Binance's `fundingInfo`, read when somebody needs it.
 *
 * - It lists the markets whose interval or bounds differ from the usual: the others have the usual eight hours.
 * - An interval holds whole hours, and a day whole intervals: funding is due at full hours alone. What is read in an hour
 *   is therefore right until the next begins.
 */
import { z } from 'zod';
import type { FundingTerms } from '../../../core/paper/funding-due.ts';
import { HOUR_MS } from '../../../core/units.ts';
import type { Clock } from '../../../ports.ts';
import { marketOfRow } from '../../symbol-names.ts';
import type { CcxtClient } from '../ccxt-client.ts';
import type { Listing } from '../ccxt-market-mapping.ts';
import { VenueError } from '../venue-error.ts';
import type { VenueRequests } from '../venue-requests.ts';

const HOURS_A_DAY = 24;

const fraction = z.union([z.number(), z.string().regex(/^-?\d+(\.\d+)?$/)]).transform(Number);
const rowSchema = z.looseObject({
  fundingIntervalHours: z
    .number()
    .int()
    .positive()
    .refine((hours) => HOURS_A_DAY % hours === 0, 'a day must hold whole intervals'),
  adjustedFundingRateCap: fraction.pipe(z.number().min(0).max(1)).optional(),
  adjustedFundingRateFloor: fraction.pipe(z.number().min(-1).max(0)).optional(),
});

/**
 * The terms of these markets by our symbol; none of a market that is not listed.
 *
 * @throws VenueError when it is no list, or a row of one of these markets differs.
 */
export function fundingTermsOf(
  answer: unknown,
  listings: readonly Pick<Listing, 'venueSymbol' | 'market'>[],
): ReadonlyMap<string, FundingTerms> {
  if (!Array.isArray(answer)) throw noTerms('it is no list');
  const rows = new Map(answer.map((row: unknown) => [marketOfRow(row), row]));
  return new Map(
    listings.flatMap(({ venueSymbol, market: { symbol } }): [string, FundingTerms][] => {
      const row = rows.get(venueSymbol);
      if (row === undefined) return [];
      const parsed = rowSchema.safeParse(row);
      if (!parsed.success) {
        const [issue] = parsed.error.issues;
        throw noTerms(`${issue?.path.map(String).join('.')} of ${symbol}: ${issue?.message}`);
      }
      const { fundingIntervalHours, adjustedFundingRateCap, adjustedFundingRateFloor } = parsed.data;
      const terms = {
        intervalMs: fundingIntervalHours * HOUR_MS,
        capRate: adjustedFundingRateCap ?? Infinity,
        floorRate: adjustedFundingRateFloor ?? -Infinity,
      };
      return [[symbol, terms]];
    }),
  );
}

function noTerms(why: string): VenueError {
  return new VenueError('unexpected-answer', `an answer that is not a list of funding terms: ${why}`);
}

export interface FundingInfoOptions {
  readonly client: CcxtClient;
  readonly requests: VenueRequests;
  readonly clock: Clock;
}

export class FundingInfo {
  private readonly options: FundingInfoOptions;
  private terms: ReadonlyMap<string, FundingTerms> = new Map();
  private readAtMs = -Infinity;
  private symbols: readonly string[] = [];

  constructor(options: FundingInfoOptions) {
    this.options = options;
  }

  /** The terms as they were read last. */
  get known(): ReadonlyMap<string, FundingTerms> {
    return this.terms;
  }

  /** The terms of this hour; asks at its first use. @throws VenueError, and keeps what it knew. */
  async read(listings: readonly Listing[]): Promise<ReadonlyMap<string, FundingTerms>> {
    const { client, requests, clock } = this.options;
    const nowMs = clock.nowMs();
    const isRead = listings.every(({ market }) => this.symbols.includes(market.symbol));
    if (isRead && hourOf(this.readAtMs) === hourOf(nowMs)) return this.terms;
    const answer = await requests.ask('funding terms', async () => {
      if (client.fapiPublicGetFundingInfo !== undefined) return client.fapiPublicGetFundingInfo({});
      throw new VenueError('not-supported', `${client.id} tells no funding terms`);
    });
    this.terms = fundingTermsOf(answer, listings);
    this.symbols = listings.map(({ market }) => market.symbol);
    this.readAtMs = nowMs;
    return this.terms;
  }
}

function hourOf(timeMs: number): number {
  return Math.floor(timeMs / HOUR_MS);
}
