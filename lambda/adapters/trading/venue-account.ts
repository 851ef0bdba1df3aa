/**
 * Reads the real account: money, positions, ordinary and conditional orders, fills, movements. Writes nothing.
 *
 * - Money, positions and orders take three requests for all markets together, however many there are.
 * - An account of which one part cannot be read was not read.
 * - Positions and orders are named by our symbols where the bot knows the market.
 */
import type { AccountPosition } from '../../core/venue-report.ts';
import type { Fill } from '../../core/ledger/fills.ts';
import { DAY_MS, MINUTE_MS, minuteStartMs, roundUp, usd, type Usd } from '../../core/units.ts';
import {
  fillOf,
  incomeKey,
  incomesOf,
  orderOf,
  ordersOf,
  positionsOf,
  tradesOf,
  walletUsdOf,
  type Income,
  type VenueOrder,
  type VenueTrade,
} from './ccxt-account-mapping.ts';
import type { Listing } from '../market/ccxt-market-mapping.ts';
import { orderFailureOf } from './orders/order-failure.ts';
import type { TradingClient } from './ccxt-trading-client.ts';
import { VenueError } from '../market/venue-error.ts';
import type { VenueRequests } from '../market/venue-requests.ts';

export interface Snapshot {
  readonly walletUsd: Usd;
  readonly positions: readonly AccountPosition[];
  readonly orders: readonly VenueOrder[];
  /** Orders that wait for a price; the venue keeps them apart. */
  readonly conditional: readonly VenueOrder[];
}

/** Conditional orders are read and cancelled with this. */
export const CONDITIONAL = { trigger: true } as const;

/** Most rows of a list of movements or trades. */
const ROWS_MAX = 1_000;

/** The longest window of a list of movements. */
const WINDOW_MS = 7 * DAY_MS - MINUTE_MS;

export interface VenueAccountOptions {
  readonly client: TradingClient;
  readonly listings: readonly Listing[];
  readonly requests: VenueRequests;
}

export class VenueAccount {
  readonly client: TradingClient;
  readonly requests: VenueRequests;
  private readonly listings: readonly Listing[];

  constructor({ client, listings, requests }: VenueAccountOptions) {
    this.client = client;
    this.listings = listings;
    this.requests = requests;
  }

  /** ccxt's name of one of the bot's markets. */
  ccxtSymbol(symbol: string): string {
    const listing = this.listings.find(({ market }) => market.symbol === symbol);
    if (listing === undefined) throw new VenueError('not-supported', `${symbol} is no market of this bot`);
    return listing.ccxtSymbol;
  }

  /** Ours where the bot knows the market. */
  private named<Named extends { readonly symbol: string }>(found: Named): Named {
    const listing = this.listings.find(
      ({ ccxtSymbol, venueSymbol }) => ccxtSymbol === found.symbol || venueSymbol === found.symbol,
    );
    return listing === undefined ? found : { ...found, symbol: listing.market.symbol };
  }

  /** @throws VenueError when a part of it cannot be read. */
  async look(): Promise<Snapshot> {
    const { client, requests } = this;
    const [account, orders, conditional] = await Promise.all([
      requests.ask('money and positions', () => client.fetchBalance({})),
      requests.ask('open orders', () => client.fetchOpenOrders(undefined, undefined, undefined, {})),
      requests.ask('conditional orders', () =>
        client.fetchOpenOrders(undefined, undefined, undefined, CONDITIONAL),
      ),
    ]);
    return {
      walletUsd: walletUsdOf(account),
      positions: positionsOf(account).map((found) => this.named(found)),
      orders: ordersOf(orders).map((found) => this.named(found)),
      conditional: ordersOf(conditional).map((found) => this.named(found)),
    };
  }

  /** An ordinary order by our id; `undefined` when the venue says that it has none, which proves nothing. */
  order(symbol: string, clientOrderId: string): Promise<VenueOrder | undefined> {
    return this.find(() => this.client.fetchOrder(undefined, this.ccxtSymbol(symbol), { clientOrderId }));
  }

  /** The same by the venue's id. */
  orderById(symbol: string, id: string): Promise<VenueOrder | undefined> {
    return this.find(() => this.client.fetchOrder(id, this.ccxtSymbol(symbol), {}));
  }

  conditionalOrder(symbol: string, clientOrderId: string): Promise<VenueOrder | undefined> {
    return this.find(() =>
      this.client.fetchOrder(undefined, this.ccxtSymbol(symbol), { clientOrderId, ...CONDITIONAL }),
    );
  }

  private async find(call: () => Promise<unknown>): Promise<VenueOrder | undefined> {
    try {
      return this.named(orderOf(await this.requests.ask('an order', call)));
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
      await this.requests.ask('trades', () =>
        this.client.fetchMyTrades(this.ccxtSymbol(symbol), undefined, undefined, { orderId: order.id }),
      ),
    ).filter(({ orderId }) => orderId === order.id);
    const shown = trades.reduce((sum, { quantity }) => sum + quantity, 0);
    if (Math.abs(shown - order.filledQuantity) > order.filledQuantity * 1e-9) return undefined;
    return Promise.all(trades.map((trade) => this.fillOf(trade, clientOrderId)));
  }

  /** All trades of a market from then on, oldest first. */
  async tradesSince(symbol: string, sinceMs: number): Promise<readonly VenueTrade[]> {
    const answer = await this.requests.ask('trades', () =>
      this.client.fetchMyTrades(this.ccxtSymbol(symbol), sinceMs, ROWS_MAX, {}),
    );
    return tradesOf(answer);
  }

  async fillOf(trade: VenueTrade, clientOrderId: string): Promise<Fill> {
    return fillOf(trade, clientOrderId, await this.dollarsOf(trade.fee, trade.timeMs));
  }

  /** An amount in another currency is dollars at the price with which its minute began. */
  async dollarsOf({ amount, currency }: VenueTrade['fee'], timeMs: number): Promise<Usd> {
    if (currency === 'USDT') return usd(amount);
    const candles = await this.requests.ask(`the price of ${currency}`, () =>
      this.client.fapiPublicGetKlines({
        symbol: `${currency}USDT`,
        interval: '1m',
        startTime: minuteStartMs(timeMs),
        endTime: minuteStartMs(timeMs) + MINUTE_MS - 1,
        limit: 1,
      }),
    );
    return roundUp(amount * openOf(candles, currency));
  }

  /** Movements of money, oldest first, however many there are: an answer holds the oldest of a window of some days. */
  async incomeBetween(sinceMs: number, untilMs: number): Promise<readonly Income[]> {
    const all: Income[] = [];
    let fromMs = sinceMs;
    while (fromMs <= untilMs) {
      const [startTime, endTime] = [fromMs, Math.min(fromMs + WINDOW_MS, untilMs)];
      const rows = incomesOf(
        await this.requests.ask('movements of the account', () =>
          this.client.fapiPrivateGetIncome({ startTime, endTime, limit: ROWS_MAX }),
        ),
      );
      const known = new Set(all.map(incomeKey));
      all.push(...rows.filter((row) => !known.has(incomeKey(row))));
      const lastMs = rows.at(-1)?.timeMs ?? endTime;
      fromMs = rows.length < ROWS_MAX ? endTime + 1 : Math.max(lastMs, fromMs + 1);
    }
    return all;
  }
}

/** Of its minute: it is the same whenever it is asked for, which a close is not before the minute is over. */
const OPEN = 1;

function openOf(candles: unknown, currency: string): number {
  const row: unknown = Array.isArray(candles) ? candles[0] : undefined;
  const open = Array.isArray(row) ? Number(row[OPEN]) : Number.NaN;
  if (open > 0) return open;
  throw new VenueError('unexpected-answer', `no price of ${currency}, in which a fee was paid`);
}
