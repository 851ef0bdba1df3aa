/**
 * Closes all positions and orders of a bot at the exchange, without the bot.
 *
 * - Positions are closed by orders that only reduce.
 * - A stop stays until its position is gone.
 * - Orders without the bot's name, and positions in other markets than the bot's, are named and left.
 * - Every step is printed.
 */
import type { Listing } from '../../../../lambda/adapters/market/ccxt-market-mapping.ts';
import type { VenueOrder } from '../../../../lambda/adapters/trading/ccxt-account-mapping.ts';
import { orderFailureOf } from '../../../../lambda/adapters/trading/orders/order-failure.ts';
import type { TradingClient } from '../../../../lambda/adapters/trading/ccxt-trading-client.ts';
import {
  CONDITIONAL,
  VenueAccount,
  type Snapshot,
} from '../../../../lambda/adapters/trading/venue-account.ts';
import {
  ACCOUNT_REQUEST_MS,
  VenueRequests,
  within,
} from '../../../../lambda/adapters/market/venue-requests.ts';
import type { AccountPosition } from '../../../../lambda/core/venue-report.ts';
import { ownOrder, sideAtVenue } from '../../../../lambda/core/order.ts';
import type { Clock } from '../../../../lambda/ports.ts';

export interface DirectFlattening {
  readonly client: TradingClient;
  readonly botId: string;
  /** The bot's markets: positions in them are its own. */
  readonly listings: readonly Listing[];
  readonly clock: Clock;
  readonly pause: (durationMs: number) => Promise<unknown>;
  /** Receives every step, in a sentence. */
  readonly print: (line: string) => void;
}

const READ_AGAIN_MS = 500;
const READINGS_MAX = 20;

export class DirectFlattener {
  private readonly options: DirectFlattening;
  private readonly account: VenueAccount;
  private readonly symbols: ReadonlySet<string>;

  constructor(options: DirectFlattening) {
    const { client, listings, clock } = options;
    this.options = options;
    this.account = new VenueAccount({
      client,
      listings,
      requests: new VenueRequests(clock, ACCOUNT_REQUEST_MS),
    });
    this.symbols = new Set(listings.map(({ market }) => market.symbol));
  }

  snapshot(): Promise<Snapshot> {
    return this.account.look();
  }

  ownPositions({ positions }: Snapshot): readonly AccountPosition[] {
    return positions.filter(({ symbol }) => this.symbols.has(symbol));
  }

  private isOwn({ clientOrderId, symbol }: VenueOrder): boolean {
    return this.symbols.has(symbol) && ownOrder(this.options.botId, clientOrderId) !== undefined;
  }

  /** Positions and orders that are not the bot's, each in words. */
  foreign({ positions, orders, conditional }: Snapshot): readonly string[] {
    return [
      ...positions
        .filter(({ symbol }) => !this.symbols.has(symbol))
        .map(({ side, quantity, symbol }) => `a ${side} of ${quantity} in ${symbol}`),
      ...[...orders, ...conditional]
        .filter((order) => !this.isOwn(order))
        .map(({ symbol, clientOrderId }) => `the order ${clientOrderId} in ${symbol}`),
    ];
  }

  /** Whether nothing of the bot's is left. @throws VenueError or an error of ccxt when the account cannot be read. */
  async flatten(): Promise<boolean> {
    const { print } = this.options;
    const before = await this.snapshot();
    for (const words of this.foreign(before)) print(`Not the bot's, and left as it is: ${words}.`);
    for (const order of before.orders) if (this.isOwn(order)) await this.cancel(order, {});
    for (const [at, position] of this.ownPositions(before).entries()) await this.close(position, at);
    const flat = await this.untilFlat();
    const open = this.ownPositions(flat);
    for (const { side, quantity, symbol } of open) {
      print(`Still open: a ${side} of ${quantity} in ${symbol}. Its stop stays.`);
    }
    const isOpen = (symbol: string) => open.some((position) => position.symbol === symbol);
    for (const order of flat.conditional) {
      if (this.isOwn(order) && !isOpen(order.symbol)) await this.cancel(order, CONDITIONAL);
    }
    const after = await this.snapshot();
    const left = [...after.orders, ...after.conditional].filter((order) => this.isOwn(order));
    for (const { clientOrderId, symbol } of left)
      print(`Still there: the order ${clientOrderId} in ${symbol}.`);
    return this.ownPositions(after).length + left.length === 0;
  }

  private async cancel({ clientOrderId, symbol }: VenueOrder, kind: object): Promise<void> {
    const { client, print } = this.options;
    try {
      await within(ACCOUNT_REQUEST_MS, `the cancel of ${clientOrderId}`, () =>
        client.cancelOrder(undefined, this.account.ccxtSymbol(symbol), { ...kind, clientOrderId }),
      );
      print(`Cancelled ${clientOrderId} in ${symbol}.`);
    } catch (error) {
      print(`${clientOrderId} in ${symbol} could not be cancelled: ${orderFailureOf(error).cause}.`);
    }
  }

  private async close({ symbol, side, quantity }: AccountPosition, at: number): Promise<void> {
    const { client, botId, clock, print } = this.options;
    const clientOrderId = `${botId}-d${clock.nowMs().toString(36)}-${at}`;
    const closing = sideAtVenue({ side, leg: 'exit' });
    try {
      await within(ACCOUNT_REQUEST_MS, `the order ${clientOrderId}`, () =>
        client.createOrder(this.account.ccxtSymbol(symbol), 'market', closing, quantity, undefined, {
          reduceOnly: true,
          clientOrderId,
        }),
      );
      print(`Closed the ${side} of ${quantity} in ${symbol} at the market, by ${clientOrderId}.`);
    } catch (error) {
      // It may have been closed all the same: the next snapshot shows it.
      const { cause } = orderFailureOf(error);
      print(`The ${side} of ${quantity} in ${symbol}: its closing order was not confirmed: ${cause}.`);
    }
  }

  private async untilFlat(): Promise<Snapshot> {
    for (let reading = 1; ; reading += 1) {
      const found = await this.snapshot();
      if (this.ownPositions(found).length === 0 || reading === READINGS_MAX) return found;
      await this.options.pause(READ_AGAIN_MS);
    }
  }
}
