/**
 * The exchange of a deployed bot that may trade real money, opened when it first does.
 *
 * Invariants: while the bot trades on paper no key is read; keys are read once in a cold start, and again after the
 * exchange has refused them; what cannot be opened opens no position and throws nothing.
 */
import type { BotParameters } from '../../config.ts';
import type { BotState } from '../../core/bot-state.ts';
import type { Outcome, Request } from '../../core/order.ts';
import { preflightOf, type PreflightReport } from '../../core/preflight/preflight.ts';
import type { VenueReport } from '../../core/venue-report.ts';
import type { MarketView } from '../../core/market.ts';
import type { Exchange, Reply, SendContext } from '../../ports.ts';
import { CcxtExchange } from './ccxt-exchange.ts';
import type { Listing } from '../market/ccxt-market-mapping.ts';
import { traderOf } from './ccxt-trading-client.ts';
import type { CcxtTransport } from '../market/ccxt-transport.ts';
import type { OpenedMarket } from '../market/lazy-market.ts';
import { orderFailureOf } from './orders/order-failure.ts';
import { preflightFacts } from './read-preflight-facts.ts';
import type { KeySource } from '../aws/ssm-exchange-keys.ts';
import type { TradingClient } from './trading-client.ts';
import type { VenueClock } from '../market/venue-clock.ts';

export interface OpenedExchangeOptions {
  readonly exchangeClass: unknown;
  readonly transport: CcxtTransport;
  /** Of the bot, in order of priority. */
  readonly symbols: readonly string[];
  readonly market: OpenedMarket;
  readonly clock: VenueClock;
  readonly keys: KeySource;
}

interface Opened {
  readonly client: TradingClient;
  readonly listings: readonly Listing[];
  readonly exchange: CcxtExchange;
}

export class OpenedExchange implements Exchange {
  private readonly options: OpenedExchangeOptions;
  private opened: Opened | undefined;

  constructor(options: OpenedExchangeOptions) {
    this.options = options;
  }

  observe(
    symbols: readonly string[],
    tickMs: number,
    ...more: readonly [sinceMs?: number]
  ): Promise<readonly MarketView[]> {
    return (this.opened?.exchange ?? this.options.market).observe(symbols, tickMs, ...more);
  }

  observePrices(symbols: readonly string[], stepMs: number): Promise<readonly MarketView[]> {
    return (this.opened?.exchange ?? this.options.market).observePrices(symbols, stepMs);
  }

  async syncAccount(
    views: readonly MarketView[],
    state: BotState,
    parameters: BotParameters,
  ): Promise<VenueReport> {
    let report: VenueReport;
    try {
      const { exchange } = await this.open(symbolsIn(state));
      report = await exchange.syncAccount(views, state, parameters);
    } catch (error) {
      const { cause } = orderFailureOf(error);
      report = {
        views,
        activities: [],
        restingOrderIds: new Set(),
        account: undefined,
        unreadable: { cause },
      };
    }
    const code = report.unreadable?.code;
    if (code === 'credentials') this.options.keys.forget();
    // New keys make a new client; a clock that is off is measured again.
    if (code === 'credentials' || code === 'clock') this.opened = undefined;
    return report;
  }

  async send(request: Request, context: SendContext): Promise<Reply> {
    try {
      const { exchange } = await this.open([request.order.symbol]);
      return await exchange.send(request, context);
    } catch (error) {
      // It was not opened: nothing has been sent.
      const { cause } = orderFailureOf(error);
      const outcome: Outcome = { status: 'rejected', cause, code: 'unavailable' };
      return { outcome, account: undefined };
    }
  }

  async preflight(parameters: BotParameters): Promise<PreflightReport> {
    const { symbols, clock } = this.options;
    try {
      // What was refused before may have been put right since.
      this.options.keys.forget();
      this.opened = undefined;
      const { client, listings } = await this.open(symbols);
      const mine = symbols.flatMap((symbol) => listings.filter(({ market }) => market.symbol === symbol));
      const facts = await preflightFacts({ client, listings: mine, clock, leverage: parameters.leverage });
      return preflightOf(facts, { parameters });
    } catch (error) {
      const failure = orderFailureOf(error);
      const isRegion = failure.status === 'rejected' && failure.code === 'region';
      return preflightOf({ kind: 'not-reached', isRegion, failure: failure.cause }, { parameters });
    }
  }

  private async open(symbols: readonly string[]): Promise<Opened> {
    const { market, clock, keys, exchangeClass, transport } = this.options;
    const { listings, markets } = await market.listed([...this.options.symbols, ...symbols]);
    if (this.opened?.listings === listings) return this.opened;
    const client =
      this.opened?.client ?? traderOf(exchangeClass, { keys: await keys.read(), transport, clock });
    if (this.opened === undefined) await clock.measure(client);
    client.setMarkets(markets);
    const exchange = new CcxtExchange({ client, market, listings, clock });
    this.opened = { client, listings, exchange };
    return this.opened;
  }
}

function symbolsIn({ ledger, orders }: BotState): readonly string[] {
  return [...ledger.positions, ...orders].map(({ symbol }) => symbol);
}
