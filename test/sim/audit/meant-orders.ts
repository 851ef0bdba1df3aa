/**
 * In what does a request for an order differ from its intent?
 *
 * - A close larger than the market takes in one market order leaves in parts, each as large as that: the next one has an intent of
 *   its own, for what is left.
 * - Of a market that was off the list nobody knew the step: a price of then may lie between two steps, and is sent as one of them.
 */
import { decimal, parseDecimal, type Decimal } from '../../venue/decimal.ts';
import type { Listing } from '../../venue/market/listings.ts';
import type { RecordedOrder } from './recorded-items.ts';

export type Listed = Pick<Listing, 'maxMarketQuantity' | 'isListed' | 'tick'>;

/** What a market has been. */
interface MarketSeen {
  /** The largest market orders that it has taken: the bot's list may be an older one. */
  readonly largest: Set<Decimal>;
  tick: Decimal;
  wasOffTheList: boolean;
}

export class MeantOrders {
  private readonly markets = new Map<string, MarketSeen>();

  /** The markets as they are now. */
  see(listings: ReadonlyMap<string, Listed>): void {
    for (const [symbol, { maxMarketQuantity, isListed, tick }] of listings) {
      const seen = this.markets.get(symbol) ?? { largest: new Set(), tick, wasOffTheList: false };
      seen.largest.add(maxMarketQuantity);
      seen.tick = tick;
      seen.wasOffTheList ||= !isListed;
      this.markets.set(symbol, seen);
    }
  }

  /** In words; `undefined` where it does not differ. */
  differenceOf(order: RecordedOrder, params: URLSearchParams): string | undefined {
    const { leg, symbol, quantity, price, side } = order;
    const market = this.markets.get(symbol);
    const opening = side === 'long' ? 'BUY' : 'SELL';
    const expected: [name: string, value: string | undefined][] = [
      ['symbol', symbol],
      ['side', leg === 'entry' ? opening : closingSide(order)],
    ];
    for (const [name, value] of expected) if (params.get(name) !== value) return `${name} is not ${value}`;
    const amounts: [name: string, value: number | undefined][] = [
      ['quantity', params.get('closePosition') === 'true' ? undefined : quantity],
      [leg === 'stop' ? 'triggerPrice' : 'price', price],
    ];
    for (const [name, value] of amounts) {
      if (value === undefined) continue;
      const [sent, meant] = [parseDecimal(params.get(name) ?? ''), decimal(value)];
      if (sent === meant) continue;
      const isPart =
        leg === 'exit' && sent !== undefined && sent < meant && market?.largest.has(sent) === true;
      const isAllowed = name === 'quantity' ? isPart : isStepBeside(sent, meant, market);
      if (!isAllowed) return `${name} is not ${value}`;
    }
    return undefined;
  }
}

export function closingSide({ side }: Pick<RecordedOrder, 'side'>): string {
  return side === 'long' ? 'SELL' : 'BUY';
}

/** Whether a price is a step beside that of an intent, which lies between two of them. */
function isStepBeside(sent: Decimal | undefined, meant: Decimal, market: MarketSeen | undefined): boolean {
  if (sent === undefined || market?.wasOffTheList !== true || meant % market.tick === 0n) return false;
  const apart = sent > meant ? sent - meant : meant - sent;
  return sent % market.tick === 0n && apart < market.tick;
}
