/**
 * `lambda/adapters/trading/`: a real account: its positions, money and settings, and the orders sent to it.
 *
 * Trades with real money, through ccxt.
 *
 * A sibling of the paper exchange, never its parent: they share the market's public data, and nothing else.
 *
 * - The account is opened when it is first needed. An account that cannot be opened opens no position.
 * - It is read at every tick, beside the market, before anything is decided.
 * - Every order passes `EntrySender`, `OrderSender` or `OrderCancel`; what is an exchange's own stands behind its `VenueDialect`.
 */
import type { BotParameters } from '../../config.ts';
import type { BotState } from '../../core/bot-state.ts';
import type { MarketView } from '../../core/market.ts';
import type { Outcome, Request } from '../../core/order.ts';
import type { VenueReport } from '../../core/venue-report.ts';
import type { Clock, Exchange, MarketData, Reply, SendContext } from '../../ports.ts';
import { pause as pauseMachine } from '../machine.ts';
import { failureOf } from '../market/venue-error.ts';
import type { VenueRequests } from '../market/venue-requests.ts';
import { AccountSync } from './account-sync.ts';
import { IsolatedMargin } from './ensure-margin.ts';
import type { AccountSource, OpenAccount } from './lazy-account.ts';
import { OrderCancel } from './orders/order-cancel.ts';
import { EntrySender, type SentEntry } from './orders/entry-sender.ts';
import { OrderPlacement } from './orders/order-placement.ts';
import { OrderSender } from './orders/order-sender.ts';

export interface CcxtExchangeOptions {
  readonly source: AccountSource;
  readonly market: MarketData;
  /** Venue time: requests are signed with it. */
  readonly clock: Clock;
  readonly pause?: (durationMs: number) => Promise<unknown>;
  /** Those of the process, for all accounts that are opened in it. */
  readonly requests: VenueRequests;
}

/** Everything that works on an open account. */
interface Connection {
  readonly opened: OpenAccount;
  readonly sync: AccountSync;
  readonly entries: EntrySender;
  readonly sender: OrderSender;
  readonly cancels: OrderCancel;
  readonly margin: IsolatedMargin;
}

export class CcxtExchange implements Exchange {
  private readonly options: CcxtExchangeOptions;
  private last: Connection | undefined;

  constructor(options: CcxtExchangeOptions) {
    this.options = options;
  }

  async observe(
    symbols: readonly string[],
    tickMs: number,
    sinceMs?: number,
  ): Promise<readonly MarketView[]> {
    const { market, requests } = this.options;
    requests.beginStep();
    const [views] = await Promise.all([
      market.observe(symbols, tickMs, sinceMs),
      this.connection?.sync.readAhead(symbols),
    ]);
    return views;
  }

  async observePrices(symbols: readonly string[], stepMs: number): Promise<readonly MarketView[]> {
    const { market, requests } = this.options;
    requests.beginStep();
    const [views] = await Promise.all([
      market.observePrices(symbols, stepMs),
      this.connection?.sync.readAhead(symbols),
    ]);
    return views;
  }

  async syncAccount(
    views: readonly MarketView[],
    state: BotState,
    parameters: BotParameters,
  ): Promise<VenueReport> {
    const report = await this.synced(views, state, parameters);
    const code = report.unreadable?.code;
    if (code === 'credentials' || code === 'clock') this.options.source.close(code);
    return report;
  }

  private async synced(
    views: readonly MarketView[],
    state: BotState,
    parameters: BotParameters,
  ): Promise<VenueReport> {
    try {
      const { sync } = await this.open(symbolsIn(state));
      return await sync.sync(views, state, parameters);
    } catch (error) {
      const unreadable = { cause: failureOf(error).message };
      return { views, activities: [], restingOrderIds: new Set(), account: undefined, unreadable };
    }
  }

  async send(request: Request, context: SendContext): Promise<Reply> {
    const sent = await this.sent(request, context);
    const { outcome, protection } = sent;
    if (isStale(outcome) || isStale(protection?.stop)) this.options.source.contradictListings();
    return { ...sent, account: undefined };
  }

  private async sent(request: Request, { views, parameters, deadlineMs }: SendContext): Promise<SentEntry> {
    const { kind, order } = request;
    let connection: Connection;
    try {
      connection = this.connection ?? (await this.open([order.symbol]));
    } catch (error) {
      // It was not opened: nothing has been sent.
      const { message: cause } = failureOf(error);
      return { outcome: { status: 'rejected', cause, code: 'unavailable' } };
    }
    if (kind === 'cancel') return { outcome: await connection.cancels.cancel(order) };
    const { stopTrigger, makerTimeoutSeconds } = parameters;
    const view = views.find(({ market }) => market.symbol === order.symbol);
    const terms = { stopTrigger, deadlineMs, view };
    if (order.leg !== 'entry') return { outcome: await connection.sender.place(order, terms) };
    if (request.stop === undefined) throw new Error(`entry ${order.clientOrderId} has no stop`);
    const { leverage } = order.terms;
    try {
      const [wrong] = await connection.margin.ensureFlat(order.symbol, leverage);
      if (wrong !== undefined) return { outcome: { status: 'rejected', cause: wrong } };
    } catch (error) {
      // The entry was not sent.
      const { message: cause } = failureOf(error);
      return { outcome: { status: 'rejected', cause, code: 'unavailable' } };
    }
    return connection.entries.enter(order, request.stop, { ...terms, makerTimeoutSeconds });
  }

  /** Of the account that is open now. */
  private get connection(): Connection | undefined {
    return this.last?.opened === this.options.source.current ? this.last : undefined;
  }

  private async open(symbols: readonly string[]): Promise<Connection> {
    const opened = await this.options.source.open(symbols);
    if (this.last?.opened !== opened) this.last = this.connectionOf(opened);
    return this.last;
  }

  private connectionOf(opened: OpenAccount): Connection {
    const { clock, requests, pause = pauseMachine } = this.options;
    const { client, listings } = opened;
    const dialect = client.dialect({ listings, requests });
    const cancels = new OrderCancel(dialect);
    const margin = new IsolatedMargin({ dialect, listings });
    const placement = new OrderPlacement({ dialect, clock, pause });
    const sender = new OrderSender(placement);
    return {
      opened,
      cancels,
      margin,
      sender,
      entries: new EntrySender(placement, sender, cancels),
      sync: new AccountSync({ dialect, margin, cancels, clock, pause }),
    };
  }
}

function isStale(outcome: Outcome | undefined): boolean {
  return outcome?.status === 'rejected' && outcome.code === 'stale-market';
}

function symbolsIn({ ledger, orders }: BotState): readonly string[] {
  return [...ledger.positions, ...orders].map(({ symbol }) => symbol);
}
