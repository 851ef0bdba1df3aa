/**
 * The account of a deployed bot, opened when real money is first traded, and judged by preflight.
 *
 * - While the bot trades on paper, no key is read, but by the one look of a bot that has no item.
 * - Keys are read once in a cold start, and again after the exchange has rejected them.
 * - The exchange's time is measured when it is opened. While the exchange wants to be left alone, the time that is known will
 *   do: nothing but a stop or a close goes out then.
 * - An open account is opened anew when the exchange's list of markets was read again.
 */
import type { BotParameters } from '../../config.ts';
import type { HoldingsReading } from '../../ports.ts';
import { preflightOf, type PreflightReport } from '../../core/preflight/preflight.ts';
import { NoKeysError, type KeySource } from '../aws/ssm-exchange-keys.ts';
import type { Listing } from '../market/ccxt-market-mapping.ts';
import type { CcxtTransport } from '../market/ccxt-transport.ts';
import type { LazyMarket } from '../market/lazy-market.ts';
import type { VenueClock } from '../market/venue-clock.ts';
import { failureOf } from '../market/venue-error.ts';
import { tradingClientOf, type TradingClient } from './ccxt-trading-client.ts';
import { requestPlanOf } from '../market/venue-capabilities.ts';
import type { VenueRequests } from '../market/venue-requests.ts';
import { preflightFacts } from './read-preflight-facts.ts';
import type { VenueDialect } from './venue-dialect.ts';

export interface OpenAccount {
  readonly client: TradingClient;
  readonly listings: readonly Listing[];
}

/** Where an exchange gets its account from. */
export interface AccountSource {
  /** The account that is open now, if one is. */
  readonly current: OpenAccount | undefined;
  /**
   * The same object for as long as nothing about it changes.
   *
   * @param symbols that its listings must hold, besides the bot's own.
   * @throws VenueError or an error of ccxt when it cannot be opened now.
   */
  open(symbols: readonly string[]): Promise<OpenAccount>;
  /** Makes the next `open` begin anew, after the exchange has rejected the keys or the time. */
  close(because: 'credentials' | 'clock'): void;
  /** The exchange has rejected an order by another step, minimum or maximum than the listings have. */
  contradictListings(): void;
}

export interface LazyAccountOptions {
  readonly exchangeClass: unknown;
  readonly transport: CcxtTransport;
  /** At the exchange's demo. */
  readonly isDemo?: boolean;
  /** Of the bot, in order of priority. */
  readonly symbols: readonly string[];
  readonly market: LazyMarket;
  readonly clock: VenueClock;
  readonly keys: KeySource;
  /** Those of the process. */
  readonly requests: VenueRequests;
  /** What the bot may ask the exchange for in a minute; that of a bot by itself if absent. */
  readonly requestWeightMax?: number;
}

export class LazyAccount implements AccountSource {
  private readonly options: LazyAccountOptions;
  private isMeasured = false;
  current: OpenAccount | undefined;

  constructor(options: LazyAccountOptions) {
    this.options = options;
  }

  async open(symbols: readonly string[]): Promise<OpenAccount> {
    const { market, clock, keys, exchangeClass, transport, isDemo = false } = this.options;
    const { listings, markets } = await market.listed([...this.options.symbols, ...symbols]);
    const client =
      this.current?.client ??
      tradingClientOf(exchangeClass, { keys: await keys.read(), transport, isDemo, clock });
    if (!this.isMeasured) await this.measure(client);
    if (this.current?.listings === listings) return this.current;
    client.setMarkets(markets);
    this.current = { client, listings };
    return this.current;
  }

  /** Again at the next opening, where the exchange wants to be left alone. */
  private async measure(client: TradingClient): Promise<void> {
    const { clock, requests } = this.options;
    try {
      await requests.ask('its time', () => clock.measure(client));
      this.isMeasured = true;
    } catch (error) {
      if (!requests.isLeftAlone) throw error;
    }
  }

  close(because: 'credentials' | 'clock'): void {
    // New keys make a new client; a clock that is off is measured again.
    if (because === 'credentials') this.options.keys.forget();
    this.forget();
  }

  private forget(): void {
    this.current = undefined;
    this.isMeasured = false;
  }

  contradictListings(): void {
    this.options.market.contradict();
  }

  /** Positions and open orders. */
  async holdings(): Promise<HoldingsReading> {
    let dialect: VenueDialect | undefined;
    try {
      // Without keys nothing else is asked for.
      await this.options.keys.read();
      const { client, listings } = await this.open([]);
      dialect = client.dialect({ listings, requests: this.options.requests });
      const { positions, orders, conditional } = await dialect.look();
      return { status: 'read', positions, orders: [...orders, ...conditional] };
    } catch (error) {
      const verdict = dialect?.verdictOf(error);
      if (verdict === 'credentials') this.close(verdict);
      const isNone = error instanceof NoKeysError || verdict === 'credentials' || verdict === 'region';
      return isNone ? { status: 'no-account' } : { status: 'unavailable', cause: failureOf(error).message };
    }
  }

  /** Opens the account anew: the operator may have corrected what the exchange rejected before. */
  async preflight(parameters: BotParameters): Promise<PreflightReport> {
    const { symbols, clock, keys, isDemo = false, requestWeightMax, requests } = this.options;
    try {
      keys.forget();
      this.forget();
      const { client, listings } = await this.open(symbols);
      const own = symbols.flatMap((symbol) => listings.filter(({ market }) => market.symbol === symbol));
      const { leverage } = parameters;
      const facts = await preflightFacts({ client, listings: own, clock, leverage, requests });
      return preflightOf(facts, {
        parameters,
        isDemo,
        ...requestPlanOf(client.id, symbols, requestWeightMax),
      });
    } catch (error) {
      const { kind, message } = failureOf(error);
      const isRegion = kind === 'region-refused';
      return preflightOf({ kind: 'not-reached', isRegion, failure: message }, { parameters });
    }
  }
}
