/**
 * Sets the bot's markets to isolated margin at the wanted leverage.
 *
 * - Only settings that differ are set.
 * - A report holds the settings as they were read back afterwards.
 * - Where one market cannot be set, the others still are.
 */
import type { BotParameters } from '../../config.ts';
import type { BotState } from '../../core/bot-state.ts';
import type { Known } from '../../core/preflight/preflight-facts.ts';
import type { Listing } from '../market/ccxt-market-mapping.ts';
import { orderFailureOf } from './orders/order-failure.ts';
import type { MarketSettings, VenueDialect } from './venue-dialect.ts';

export interface MarginOptions {
  readonly dialect: VenueDialect;
  readonly listings: readonly Listing[];
}

/**
 * Keeps the settings of a live bot as preflight left them: its symbols and leverage may change later, and the operator
 * may change the settings at the exchange.
 *
 * - They are read once in each cold start and for each leverage, in one request.
 * - A market in which a position or an order is open is left as it is, until it is flat. One that a tick closes and enters
 *   again is set before it is entered.
 * - A market with other settings keeps the bot from opening.
 */
export class IsolatedMargin {
  private readonly options: MarginOptions;
  /** Leverage at which each market was last seen with the right settings. */
  private readonly seen = new Map<string, number>();

  constructor(options: MarginOptions) {
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
    const { listings } = this.options;
    // Another container may set it when it is flat, and this one may not see it until the leverage is this one again.
    for (const symbol of busy) if (this.seen.get(symbol) !== leverage) this.seen.delete(symbol);
    const due = listings
      .map(({ market }) => market.symbol)
      .filter(
        (symbol) => symbols.includes(symbol) && !busy.has(symbol) && this.seen.get(symbol) !== leverage,
      );
    return this.set(due, leverage);
  }

  /**
   * Before an entry in a market, which is flat now: the same for that market alone, where it was busy when the account was
   * read.
   *
   * @throws VenueError when the settings cannot be read.
   */
  async ensureFlat(symbol: string, leverage: number): Promise<readonly string[]> {
    return this.seen.get(symbol) === leverage ? [] : this.set([symbol], leverage);
  }

  private async set(due: readonly string[], leverage: number): Promise<readonly string[]> {
    if (due.length === 0) return [];
    const { dialect } = this.options;
    // An answer that is lost may have set it: until it is read, nobody knows how it is set.
    for (const symbol of due) this.seen.delete(symbol);
    const found = await ensureIsolatedMargin(dialect, due, leverage);
    return due.flatMap((symbol, at) => {
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

/** Settings of each market, in their order, after those that differed were set. @throws VenueError */
export async function ensureIsolatedMargin(
  dialect: VenueDialect,
  symbols: readonly string[],
  leverage: number,
): Promise<readonly Known<MarketSettings>[]> {
  const before = await dialect.settings();
  const failures = new Map<string, string>();
  for (const symbol of symbols) {
    try {
      await dialect.settle(symbol, leverage, before.get(symbol));
    } catch (error) {
      const failure = orderFailureOf(error, dialect);
      // A failure that passes by itself says nothing of the market.
      if (failure.status !== 'rejected' || failure.code !== undefined) throw error;
      failures.set(symbol, failure.cause);
    }
  }
  const isWanted = (found: MarketSettings | undefined) =>
    found?.isIsolated === true && found.leverage === leverage;
  const after = symbols.every((symbol) => isWanted(before.get(symbol))) ? before : await dialect.settings();
  return symbols.map((symbol): Known<MarketSettings> => {
    const found = after.get(symbol);
    const failure = failures.get(symbol);
    if (found === undefined) return { failure: failure ?? 'the exchange does not tell its settings' };
    // An answer that was lost may have set it all the same.
    return failure === undefined || isWanted(found) ? { value: found } : { failure };
  });
}
