/**
 * Sets the bot's markets to isolated margin at the wanted leverage.
 *
 * - Only settings that differ are set.
 * - A report holds the settings as they were read back afterwards.
 * - Where one market cannot be set, the others still are.
 */
import { z } from 'zod';
import type { BotParameters } from '../../config.ts';
import type { BotState } from '../../core/bot-state.ts';
import type { Known } from '../../core/preflight/preflight-facts.ts';
import type { Listing } from '../market/ccxt-market-mapping.ts';
import { VenueError } from '../market/venue-error.ts';
import type { VenueRequests } from '../market/venue-requests.ts';
import type { TradingClient } from './ccxt-trading-client.ts';
import { orderFailureOf } from './orders/order-failure.ts';
import type { VenueAccountOptions } from './venue-account.ts';

export interface MarketSettings {
  readonly isIsolated: boolean;
  readonly leverage: number;
}

/**
 * Keeps the settings of a live bot as preflight left them: its symbols and leverage may change later, and the operator
 * may change the settings at the exchange.
 *
 * - They are read once in each cold start and for each leverage, in one request.
 * - A market in which a position or an order is open is left as it is, until it is flat.
 * - A market with other settings keeps the bot from opening.
 */
export class IsolatedMargin {
  private readonly options: VenueAccountOptions;
  /** Leverage at which each market was last seen with the right settings. */
  private readonly seen = new Map<string, number>();

  constructor(options: VenueAccountOptions) {
    this.options = options;
  }

  /**
   * Sets isolated margin and leverage where they differ. Returns the reasons why markets cannot be entered, each in a
   * sentence without a full stop.
   *
   * @throws VenueError when the settings cannot be read.
   */
  async ensure(
    symbols: readonly string[],
    { ledger, orders }: BotState,
    { leverage }: Pick<BotParameters, 'leverage'>,
  ): Promise<readonly string[]> {
    const busy = new Set([...ledger.positions, ...orders].map(({ symbol }) => symbol));
    const due = this.options.listings.filter(
      ({ market: { symbol } }) =>
        symbols.includes(symbol) && !busy.has(symbol) && this.seen.get(symbol) !== leverage,
    );
    if (due.length === 0) return [];
    const found = await ensureIsolatedMargin(this.options, due, leverage);
    return due.flatMap(({ market: { symbol } }, at) => {
      const settings = found[at];
      if (settings !== undefined && 'value' in settings) {
        const { isIsolated, leverage: set } = settings.value;
        if (isIsolated && set === leverage) {
          this.seen.set(symbol, leverage);
          return [];
        }
        return [`${symbol} is ${isIsolated ? 'isolated' : 'cross'} at ${set}×, not isolated at ${leverage}×`];
      }
      return [
        `${symbol} cannot be set to isolated margin at ${leverage}×: ${settings?.failure ?? 'no answer'}`,
      ];
    });
  }
}

interface Venue {
  readonly client: TradingClient;
  readonly requests: VenueRequests;
}

/** Settings of each market, in their order, after those that differed were set. @throws VenueError */
export async function ensureIsolatedMargin(
  venue: Venue,
  listings: readonly Listing[],
  leverage: number,
): Promise<readonly Known<MarketSettings>[]> {
  const { client, requests } = venue;
  const before = await settingsOf(venue);
  const failures = new Map<string, string>();
  for (const { ccxtSymbol, venueSymbol } of listings) {
    const found = before.get(venueSymbol);
    try {
      if (found?.isIsolated !== true) {
        await requests.ask(`margin mode of ${ccxtSymbol}`, () =>
          client.setMarginMode('isolated', ccxtSymbol, {}),
        );
      }
      if (found?.leverage !== leverage) {
        await requests.ask(`leverage of ${ccxtSymbol}`, () => client.setLeverage(leverage, ccxtSymbol, {}));
      }
    } catch (error) {
      const failure = orderFailureOf(error);
      // A failure that passes by itself says nothing of the market.
      if (failure.status !== 'rejected' || failure.code !== undefined) throw error;
      failures.set(venueSymbol, failure.cause);
    }
  }
  const isAsWanted = listings.every(({ venueSymbol }) => {
    const found = before.get(venueSymbol);
    return found?.isIsolated === true && found.leverage === leverage;
  });
  const after = isAsWanted ? before : await settingsOf(venue);
  return listings.map(({ venueSymbol }): Known<MarketSettings> => {
    const found = after.get(venueSymbol);
    // An answer that was lost may have set it all the same.
    if (found?.isIsolated === true && found.leverage === leverage) return { value: found };
    const failure = failures.get(venueSymbol);
    if (failure !== undefined) return { failure };
    return found === undefined ? { failure: 'the exchange does not tell its settings' } : { value: found };
  });
}

const configSchema = z.array(
  z.looseObject({
    symbol: z.string(),
    marginType: z.enum(['ISOLATED', 'CROSSED']),
    leverage: z.coerce.number(),
  }),
);

async function settingsOf({ client, requests }: Venue): Promise<ReadonlyMap<string, MarketSettings>> {
  const answer = await requests.ask('settings of the markets', () => client.fapiPrivateGetSymbolConfig({}));
  const parsed = configSchema.safeParse(answer);
  if (!parsed.success) throw new VenueError('unexpected-answer', 'an answer that is no list of settings');
  return new Map(
    parsed.data.map(({ symbol, marginType, leverage }) => [
      symbol,
      { isIsolated: marginType === 'ISOLATED', leverage },
    ]),
  );
}
