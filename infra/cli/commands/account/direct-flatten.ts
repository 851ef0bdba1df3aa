/**
 * Closes all positions and orders of a bot at the exchange, without the bot.
 *
 * - Positions are closed by orders that only reduce.
 * - A stop stays until its position is gone.
 * - Orders without the bot's name, and positions in other markets than the bot's, are named and left.
 * - Every step is printed.
 */
import type { Listing } from '../../../../lambda/adapters/market/ccxt-market-mapping.ts';
import type { TradingClient } from '../../../../lambda/adapters/trading/ccxt-trading-client.ts';
import type {
  Snapshot,
  VenueDialect,
  VenueOrder,
} from '../../../../lambda/adapters/trading/venue-dialect.ts';
import { failureOf } from '../../../../lambda/adapters/market/venue-error.ts';
import { VenueRequests } from '../../../../lambda/adapters/market/venue-requests.ts';
import type { AccountPosition } from '../../../../lambda/core/venue-report.ts';
import { ownOrder, type ProtectiveOrder } from '../../../../lambda/core/order.ts';
import { SECOND_MS } from '../../../../lambda/core/units.ts';
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

/** How long after it was sent the exchange may accept a closing order. */
const ACCEPT_WITHIN_MS = 10 * SECOND_MS;

export class DirectFlattener {
  private readonly options: DirectFlattening;
  private readonly account: VenueDialect;
  private readonly symbols: ReadonlySet<string>;

  constructor(options: DirectFlattening) {
    this.options = options;
    this.account = this.dialect();
    this.symbols = new Set(options.listings.map(({ market }) => market.symbol));
  }

  /** One of its own for each order: that the exchange throttled another request does not keep an order back. */
  private dialect(): VenueDialect {
    const { client, listings, clock } = this.options;
    return client.dialect({ listings, requests: new VenueRequests(clock) });
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
    for (const order of before.orders) if (this.isOwn(order)) await this.cancel(order, 'take-profit');
    for (const [at, position] of this.ownPositions(before).entries()) await this.close(position, at);
    const flat = await this.untilFlat();
    const open = this.ownPositions(flat);
    for (const { side, quantity, symbol } of open) {
      print(`Still open: a ${side} of ${quantity} in ${symbol}. Its stop stays.`);
    }
    const isOpen = (symbol: string) => open.some((position) => position.symbol === symbol);
    for (const order of flat.conditional) {
      if (this.isOwn(order) && !isOpen(order.symbol)) await this.cancel(order, 'stop');
    }
    const after = await this.snapshot();
    const left = [...after.orders, ...after.conditional].filter((order) => this.isOwn(order));
    for (const { clientOrderId, symbol } of left)
      print(`Still there: the order ${clientOrderId} in ${symbol}.`);
    return this.ownPositions(after).length + left.length === 0;
  }

  private async cancel({ clientOrderId, symbol }: VenueOrder, leg: ProtectiveOrder['leg']): Promise<void> {
    const { print } = this.options;
    try {
      await this.dialect().takeBack({ clientOrderId, symbol, leg });
      print(`Cancelled ${clientOrderId} in ${symbol}.`);
    } catch (error) {
      print(`${clientOrderId} in ${symbol} could not be cancelled: ${failureOf(error).message}.`);
    }
  }

  private async close({ symbol, side, quantity }: AccountPosition, at: number): Promise<void> {
    const { botId, clock, print } = this.options;
    const signedAtMs = clock.nowMs();
    const clientOrderId = `${botId}-d${signedAtMs.toString(36)}-${at}`;
    try {
      await this.dialect().exit(
        { clientOrderId, symbol, side, leg: 'exit', quantity },
        { signedAtMs, windowMs: ACCEPT_WITHIN_MS },
      );
      print(`Closed the ${side} of ${quantity} in ${symbol} at the market, by ${clientOrderId}.`);
    } catch (error) {
      // It may have been closed all the same: the next snapshot shows it.
      const { message } = failureOf(error);
      print(`The ${side} of ${quantity} in ${symbol}: its closing order was not confirmed: ${message}.`);
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
