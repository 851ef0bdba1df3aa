/**
 * How much of each market's position is the bot's own, by the venue's trades?
 *
 * Its entries add to it, its other orders close it, and so does whoever leaves less at the venue than it had.
 */
import { abs, smaller, type Decimal } from '../../venue/decimal.ts';
import type { VenueTrade } from '../../venue/venue-state.ts';

interface Market {
  /** Of everybody; positive for a long. */
  net: Decimal;
  own: Decimal;
  /** Of its last entry. */
  entryId: string;
  /** The bot's own from then on, oldest first. */
  readonly changes: { readonly timeMs: number; readonly own: Decimal; readonly entryId: string }[];
}

export class OwnAmounts {
  private readonly botId: string;
  private readonly trades: readonly VenueTrade[];
  private read = 0;
  private readonly markets = new Map<string, Market>();

  /** @param trades all of the venue's; they grow. */
  constructor(botId: string, trades: readonly VenueTrade[]) {
    this.botId = botId;
    this.trades = trades;
  }

  /**
   * From a moment on until the bot had nothing there any more, and the entry that opened it. `undefined`: it had nothing at
   * that moment.
   */
  heldFrom(
    symbol: string,
    fromMs: number,
  ): { readonly untilMs: number; readonly entryId: string } | undefined {
    this.look();
    const changes = this.markets.get(symbol)?.changes ?? [];
    const at = changes.findLastIndex(({ timeMs }) => timeMs <= fromMs);
    const held = changes[at];
    if (held === undefined || held.own === 0n) return undefined;
    const end = changes.slice(at + 1).find(({ own }) => own === 0n);
    return { untilMs: end?.timeMs ?? Infinity, entryId: held.entryId };
  }

  private look(): void {
    for (; this.read < this.trades.length; this.read += 1) {
      const trade = this.trades[this.read];
      if (trade !== undefined) this.add(trade);
    }
  }

  private add({ symbol, side, quantity, clientOrderId, timeMs }: VenueTrade): void {
    const market = this.markets.get(symbol) ?? { net: 0n, own: 0n, entryId: '', changes: [] };
    this.markets.set(symbol, market);
    const signed = side === 'BUY' ? quantity : -quantity;
    const isOwn = clientOrderId.startsWith(`${this.botId}-`);
    const isEntry = isOwn && clientOrderId.endsWith('-e');
    market.net += signed;
    if (isEntry) market.entryId = clientOrderId;
    if (isEntry) market.own += signed;
    else if (isOwn) market.own = towardsZero(market.own, quantity);
    market.own = within(market.own, market.net);
    market.changes.push({ timeMs, own: market.own, entryId: market.entryId });
  }
}

function towardsZero(amount: Decimal, by: Decimal): Decimal {
  const left = abs(amount) - smaller(by, abs(amount));
  return amount < 0n ? -left : left;
}

/** Nobody owns more than there is. */
function within(own: Decimal, net: Decimal): Decimal {
  if (own > 0n !== net > 0n || net === 0n) return 0n;
  const size = smaller(abs(own), abs(net));
  return own < 0n ? -size : size;
}
