/**
 * `lambda/adapters/trading/binance/`: what is Binance's own in trading with real money: calls, parameters, answers, codes.
 *
 * Binance USD-M futures through ccxt, as the bot asks every exchange.
 *
 * - Money and positions of all markets take one request. Open orders take two lists: of each market that is named, or
 *   of all together, which weigh as much as forty.
 * - Orders that wait for a price are kept apart: they are read and cancelled by calls of their own.
 * - A stop closes the whole position, so that it cannot collide with the take-profit.
 */
import {
  sideAtVenue,
  type EntryOrder,
  type ExitOrder,
  type Order,
  type StopOrder,
  type TakeProfitOrder,
} from '../../../core/order.ts';
import { isCheaperInOneList } from '../../../core/request-weight.ts';
import type { CcxtClient } from '../../market/ccxt-client.ts';
import { capabilitiesOf } from '../../market/venue-capabilities.ts';
import { MarketNames } from '../market-names.ts';
import type {
  DialectScope,
  Expiry,
  Income,
  MarketSettings,
  OrderName,
  Sendable,
  Snapshot,
  StopTrigger,
  VenueDialect,
  VenueOrder,
  VenueTrade,
} from '../venue-dialect.ts';
import { ROWS_MAX, isBinanceClient, type BinanceClient, type BinanceConnection } from './binance-client.ts';
import { BinanceFacts } from './binance-facts.ts';
import { orderOf, ordersOf, positionsOf, tradesOf, walletsOf } from './binance-mapping.ts';
import { movementsAtBinance, priceAtBinance } from './binance-money.ts';
import { BinanceAgreement } from './binance-agreement.ts';
import { binanceSettings, settleAtBinance } from './binance-settings.ts';
import { binanceVerdictOf } from './binance-verdict.ts';

export function prepareBinance(client: CcxtClient): (scope: DialectScope) => VenueDialect {
  if (!isBinanceClient(client)) throw new Error('this is not a class of ccxt as it used to be');
  Object.assign(client.options, {
    // Open orders of all markets are asked for on purpose, now and then.
    fetchOpenOrders: { warnWithoutSymbol: false },
    fetchOpenOrdersWarnWithoutSymbol: false,
    warnOnFetchOpenOrdersWithoutSymbol: false,
    // Maintenance margins, which nothing here reads.
    leverageBrackets: {},
  });
  return (scope) => new BinanceDialect(client, scope);
}

/** Conditional orders are read and cancelled with this. */
const CONDITIONAL = { trigger: true } as const;

function kindOf({ leg }: Pick<Order, 'leg'>): { readonly trigger?: true } {
  return leg === 'stop' ? CONDITIONAL : {};
}

class BinanceDialect implements VenueDialect {
  private readonly connection: BinanceConnection;
  readonly facts: BinanceFacts;
  readonly agreement: BinanceAgreement;
  readonly verdictOf = binanceVerdictOf;

  constructor(client: BinanceClient, { listings, requests }: DialectScope) {
    this.connection = { client, requests, names: new MarketNames(listings) };
    this.facts = new BinanceFacts(this.connection);
    this.agreement = new BinanceAgreement(this.connection);
  }

  enter(order: Sendable<EntryOrder, 'quantity' | 'price'>, expiry: Expiry): Promise<VenueOrder> {
    const { quantity, price } = order;
    return price === undefined
      ? this.create(order, expiry, { type: 'market', quantity })
      : this.create(order, expiry, { type: 'limit', quantity, price, more: { postOnly: true } });
  }

  exit(order: Sendable<ExitOrder, 'quantity'>, expiry: Expiry): Promise<VenueOrder> {
    const { quantity } = order;
    const more = { reduceOnly: true };
    return this.create(order, expiry, { type: 'market', quantity, more, kind: 'protective' });
  }

  exitWithin(order: Sendable<ExitOrder, 'quantity'>, price: number, expiry: Expiry): Promise<VenueOrder> {
    const more = { reduceOnly: true, timeInForce: 'IOC' };
    const { quantity } = order;
    return this.create(order, expiry, { type: 'limit', quantity, price, more, kind: 'protective' });
  }

  target(order: Sendable<TakeProfitOrder, 'quantity' | 'price'>, expiry: Expiry): Promise<VenueOrder> {
    const { quantity, price } = order;
    return this.create(order, expiry, { type: 'limit', quantity, price, more: { reduceOnly: true } });
  }

  protect(stop: Sendable<StopOrder, 'price'>, trigger: StopTrigger, expiry: Expiry): Promise<VenueOrder> {
    const workingType = trigger === 'mark' ? 'MARK_PRICE' : 'CONTRACT_PRICE';
    const more = { stopLossPrice: stop.price, closePosition: true, workingType };
    return this.create(stop, expiry, { type: 'market', more, kind: 'protective' });
  }

  private async create(
    order: Sendable<Order>,
    { signedAtMs, windowMs }: Expiry,
    { type, quantity, price, more, kind }: Wanted,
  ): Promise<VenueOrder> {
    const { client, requests, names } = this.connection;
    const { clientOrderId, symbol } = order;
    const place = () =>
      client.createOrder(names.listing(symbol).ccxtSymbol, type, sideAtVenue(order), quantity, price, {
        ...more,
        timestamp: signedAtMs,
        recvWindow: windowMs,
        clientOrderId,
      });
    const answer = await requests.ask(`order ${clientOrderId}`, place, kind);
    return this.named(orderOf(answer));
  }

  /** The answer for a conditional order is no order: it has never filled anything itself. */
  async takeBack(order: OrderName): Promise<VenueOrder | undefined> {
    const { client, requests, names } = this.connection;
    const { clientOrderId, symbol, leg } = order;
    const answer = await requests.ask(`the cancel of ${clientOrderId}`, () =>
      client.cancelOrder(undefined, names.listing(symbol).ccxtSymbol, { ...kindOf(order), clientOrderId }),
    );
    return leg === 'stop' ? undefined : this.named(orderOf(answer));
  }

  find(order: OrderName): Promise<VenueOrder | undefined> {
    const { clientOrderId, symbol } = order;
    return this.fetchOrder(undefined, symbol, { ...kindOf(order), clientOrderId });
  }

  findById(symbol: string, id: string): Promise<VenueOrder | undefined> {
    return this.fetchOrder(id, symbol, {});
  }

  private async fetchOrder(
    id: string | undefined,
    symbol: string,
    params: Readonly<Record<string, unknown>>,
  ): Promise<VenueOrder | undefined> {
    const { client, requests, names } = this.connection;
    try {
      const answer = await requests.ask('an order', () =>
        client.fetchOrder(id, names.listing(symbol).ccxtSymbol, params),
      );
      return this.named(orderOf(answer));
    } catch (error) {
      if (this.verdictOf(error) === 'not-found') return undefined;
      throw error;
    }
  }

  async look(symbols?: readonly string[]): Promise<Snapshot> {
    const { client, requests } = this.connection;
    const [account, orders, conditional] = await Promise.all([
      requests.ask('money and positions', () => client.fetchBalance({})),
      this.openOrders('open orders', {}, symbols),
      this.openOrders('conditional orders', CONDITIONAL, symbols),
    ]);
    return {
      wallets: walletsOf(account),
      positions: positionsOf(account).map((found) => this.named(found)),
      orders,
      conditional,
    };
  }

  private async openOrders(
    name: string,
    kind: { readonly trigger?: true },
    symbols: readonly string[] | undefined,
  ): Promise<readonly VenueOrder[]> {
    const { client, requests } = this.connection;
    const listOf = (ccxtSymbol: string | undefined) =>
      requests.ask(name, () => client.fetchOpenOrders(ccxtSymbol, undefined, undefined, kind));
    const lists = await Promise.all(this.listsOf(symbols).map(listOf));
    return lists.flatMap((list) => ordersOf(list)).map((found) => this.named(found));
  }

  /** Markets by which open orders are asked for; `undefined` is all in one. */
  private listsOf(symbols: readonly string[] | undefined): readonly (string | undefined)[] {
    const { client, names } = this.connection;
    const weights = capabilitiesOf(client.id)?.requestLimit?.weights;
    const isOneList =
      symbols === undefined ||
      !symbols.every((symbol) => names.has(symbol)) ||
      (weights !== undefined && isCheaperInOneList(symbols.length, weights));
    return isOneList ? [undefined] : symbols.map((symbol) => names.listing(symbol).ccxtSymbol);
  }

  async fillsOf({ id, symbol }: VenueOrder): Promise<readonly VenueTrade[]> {
    const trades = await this.trades(symbol, undefined, undefined, { orderId: id });
    return trades.filter(({ orderId }) => orderId === id);
  }

  tradesSince(symbol: string, sinceMs: number): Promise<readonly VenueTrade[]> {
    return this.trades(symbol, sinceMs, ROWS_MAX, {});
  }

  private async trades(
    symbol: string,
    sinceMs: number | undefined,
    limit: number | undefined,
    params: Readonly<Record<string, unknown>>,
  ): Promise<readonly VenueTrade[]> {
    const { client, requests, names } = this.connection;
    const answer = await requests.ask('trades', () =>
      client.fetchMyTrades(names.listing(symbol).ccxtSymbol, sinceMs, limit, params),
    );
    return tradesOf(answer);
  }

  priceOf(question: Parameters<VenueDialect['priceOf']>[0]): Promise<number> {
    return priceAtBinance(this.connection, question);
  }

  movements(sinceMs: number, untilMs: number): Promise<readonly Income[]> {
    return movementsAtBinance(this.connection, sinceMs, untilMs);
  }

  settings(): Promise<ReadonlyMap<string, MarketSettings>> {
    return binanceSettings(this.connection);
  }

  settle(symbol: string, leverage: number, found: MarketSettings | undefined): Promise<void> {
    return settleAtBinance(this.connection, symbol, { leverage, found });
  }

  private named<Named extends { readonly symbol: string }>(found: Named): Named {
    return { ...found, symbol: this.connection.names.ours(found.symbol) };
  }
}

/** What differs between the requests for orders. */
interface Wanted {
  readonly type: 'market' | 'limit';
  /** Absent of a stop, which closes what is there. */
  readonly quantity?: number;
  readonly price?: number;
  readonly kind?: 'protective';
  readonly more?: Readonly<Record<string, unknown>>;
}
