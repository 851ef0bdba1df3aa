/**
 * What does the real account hold now: money, positions, ordinary and conditional orders?
 *
 * Four requests for all markets together, however many there are. Invariants: an account of which one part cannot be
 * read was not read; positions and orders are named by our symbols where the bot knows the market.
 */
import type { AccountPosition } from '../core/account-check.ts';
import type { Fill } from '../core/fills.ts';
import { MINUTE_MS, minuteStartMs, roundUp, usd, type Usd } from '../core/units.ts';
import {
  fillOf,
  incomesOf,
  orderOf,
  ordersOf,
  positionsOf,
  tradesOf,
  walletUsdOf,
  type Income,
  type VenueOrder,
  type VenueTrade,
} from './ccxt-mapping.ts';
import type { Listing } from './ccxt-market-mapping.ts';
import { orderFailureOf } from './order-failure.ts';
import { withDeadline, type TradingClient } from './trading-client.ts';
import { VenueFailure } from './venue-failure.ts';

export interface Snapshot {
  readonly walletUsd: Usd;
  readonly positions: readonly AccountPosition[];
  readonly orders: readonly VenueOrder[];
  /** Orders that wait for a price; the venue keeps them apart. */
  readonly conditional: readonly VenueOrder[];
}

/** Conditional orders are asked for and taken back with this. */
export const CONDITIONAL = { trigger: true } as const;

/** Most rows of a list of movements or trades. */
const ROWS_MAX = 1_000;

export class VenueAccount {
  readonly client: TradingClient;
  private readonly listings: readonly Listing[];

  constructor(client: TradingClient, listings: readonly Listing[]) {
    this.client = client;
    this.listings = listings;
  }

  /** ccxt's name of one of the bot's markets. */
  unified(symbol: string): string {
    const listing = this.listings.find(({ market }) => market.symbol === symbol);
    if (listing === undefined) throw new VenueFailure('not-supported', `${symbol} is no market of this bot`);
    return listing.unified;
  }

  /** Ours where the bot knows the market. */
  private named<Named extends { readonly symbol: string }>(found: Named): Named {
    const listing = this.listings.find(({ unified }) => unified === found.symbol);
    return listing === undefined ? found : { ...found, symbol: listing.market.symbol };
  }

  /** @throws VenueFailure or an error of ccxt when a part of it cannot be read. */
  async look(): Promise<Snapshot> {
    const { client } = this;
    const [balance, positions, orders, conditional] = await Promise.all([
      this.ask('balance', () => client.fetchBalance({})),
      this.ask('positions', () => client.fetchPositions(undefined, {})),
      this.ask('open orders', () => client.fetchOpenOrders(undefined, undefined, undefined, {})),
      this.ask('conditional orders', () =>
        client.fetchOpenOrders(undefined, undefined, undefined, CONDITIONAL),
      ),
    ]);
    return {
      walletUsd: walletUsdOf(balance),
      positions: positionsOf(positions).map((found) => this.named(found)),
      orders: ordersOf(orders).map((found) => this.named(found)),
      conditional: ordersOf(conditional).map((found) => this.named(found)),
    };
  }

  /** An ordinary order by our id; `undefined` when the venue says that it has none, which proves nothing. */
  order(symbol: string, clientOrderId: string): Promise<VenueOrder | undefined> {
    return this.find(() => this.client.fetchOrder(undefined, this.unified(symbol), { clientOrderId }));
  }

  /** The same by the venue's id. */
  orderById(symbol: string, id: string): Promise<VenueOrder | undefined> {
    return this.find(() => this.client.fetchOrder(id, this.unified(symbol), {}));
  }

  conditionalOrder(symbol: string, clientOrderId: string): Promise<VenueOrder | undefined> {
    return this.find(() =>
      this.client.fetchOrder(undefined, this.unified(symbol), { clientOrderId, ...CONDITIONAL }),
    );
  }

  private async find(call: () => Promise<unknown>): Promise<VenueOrder | undefined> {
    try {
      return this.named(orderOf(await this.ask('an order', call)));
    } catch (error) {
      const failure = orderFailureOf(error);
      if (failure.status === 'ask' && failure.because === 'not-found') return undefined;
      throw error;
    }
  }

  /** The fills of one order; `undefined` while the venue does not show all of them. */
  async fillsOf(
    symbol: string,
    order: VenueOrder,
    clientOrderId: string,
  ): Promise<readonly Fill[] | undefined> {
    const trades = tradesOf(
      await this.ask('trades', () =>
        this.client.fetchMyTrades(this.unified(symbol), undefined, undefined, { orderId: order.id }),
      ),
    ).filter(({ orderId }) => orderId === order.id);
    const shown = trades.reduce((sum, { quantity }) => sum + quantity, 0);
    if (Math.abs(shown - order.filledQuantity) > order.filledQuantity * 1e-9) return undefined;
    return Promise.all(trades.map((trade) => this.fillOf(trade, clientOrderId)));
  }

  /** All trades of a market from then on, oldest first. */
  async tradesSince(symbol: string, sinceMs: number): Promise<readonly VenueTrade[]> {
    const answer = await this.ask('trades', () =>
      this.client.fetchMyTrades(this.unified(symbol), sinceMs, ROWS_MAX, {}),
    );
    return tradesOf(answer);
  }

  /** A fee in another currency is dollars at the price of its minute. */
  async fillOf(trade: VenueTrade, clientOrderId: string): Promise<Fill> {
    const { fee, timeMs } = trade;
    if (fee.currency === 'USDT') return fillOf(trade, clientOrderId, usd(fee.amount));
    const candles = await this.ask(`the price of ${fee.currency}`, () =>
      this.client.fapiPublicGetKlines({
        symbol: `${fee.currency}USDT`,
        interval: '1m',
        startTime: minuteStartMs(timeMs),
        endTime: minuteStartMs(timeMs) + MINUTE_MS - 1,
        limit: 1,
      }),
    );
    return fillOf(trade, clientOrderId, roundUp(fee.amount * closeOf(candles, fee.currency)));
  }

  /** Movements of money that are no trades, from then on. */
  async incomeSince(sinceMs: number): Promise<readonly Income[]> {
    const answer = await this.ask('movements of the account', () =>
      this.client.fapiPrivateGetIncome({ startTime: sinceMs, limit: ROWS_MAX }),
    );
    return incomesOf(answer);
  }

  private ask<Answer>(what: string, call: () => Promise<Answer>): Promise<Answer> {
    return withDeadline(what, call);
  }
}

const CLOSE = 4;

function closeOf(candles: unknown, currency: string): number {
  const row: unknown = Array.isArray(candles) ? candles[0] : undefined;
  const close = Array.isArray(row) ? Number(row[CLOSE]) : Number.NaN;
  if (close > 0) return close;
  throw new VenueFailure('unexpected-answer', `no price of ${currency}, in which a fee was paid`);
}
