/**
 * Are the bot's markets still set to isolated margin at its leverage?
 *
 * Preflight sets them at the switch to live; symbols, leverage and the account's owner may change that later. Looked at
 * once in each cold start and for each leverage, in one request. Invariants: a market in which something is open is left
 * as it is, and looked at when it is flat; one that is not as it must be keeps the bot from opening.
 */
import type { BotParameters } from '../../config.ts';
import type { BotState } from '../../core/bot-state.ts';
import type { Listing } from '../market/ccxt-market-mapping.ts';
import type { TradingClient } from './trading-client.ts';
import type { VenueAccountOptions } from './venue-account.ts';
import type { VenueBackoff } from '../market/venue-backoff.ts';
import { ensureIsolatedMargin } from './margin-settings.ts';

export class MarginGuard {
  private readonly client: TradingClient;
  private readonly listings: readonly Listing[];
  private readonly backoff: VenueBackoff;
  /** Leverage at which each market was last seen as it must be. */
  private readonly seen = new Map<string, number>();

  constructor({ client, listings, backoff }: VenueAccountOptions) {
    this.client = client;
    this.listings = listings;
    this.backoff = backoff;
  }

  /**
   * What keeps markets from being entered, each in a sentence without a full stop.
   *
   * @throws VenueFailure or an error of ccxt when the settings cannot be read.
   */
  async check(
    symbols: readonly string[],
    { ledger, orders }: BotState,
    { leverage }: Pick<BotParameters, 'leverage'>,
  ): Promise<readonly string[]> {
    const busy = new Set([...ledger.positions, ...orders].map(({ symbol }) => symbol));
    const due = this.listings.filter(
      ({ market: { symbol } }) =>
        symbols.includes(symbol) && !busy.has(symbol) && this.seen.get(symbol) !== leverage,
    );
    if (due.length === 0) return [];
    const found = await this.backoff.callRaw(() => ensureIsolatedMargin(this.client, due, leverage));
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
