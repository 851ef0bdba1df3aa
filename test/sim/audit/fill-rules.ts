/**
 * Is each fill of the venue's booked once, as it was?
 *
 * - A booked fill is a trade of the venue's: price, quantity, fee and result, to the last digit. Of a trade that closed more
 *   than the bot's own, a part may be booked.
 * - A position is opened by the bot's own entries alone.
 * - Every trade of the bot's orders is booked, or gone with a table that was left. What its stop has closed after all of its own
 *   position was closed is somebody else's; so is what it has closed where no entry of the bot's was filled before.
 */
import { decimal, type Decimal } from '../../venue/decimal.ts';
import type { VenueTrade } from '../../venue/venue-state.ts';
import type { Looking } from './findings.ts';
import type { RecordedFill, RecordedRow } from './recorded-items.ts';

export interface FillTerms extends Looking {
  readonly botId: string;
  readonly trades: readonly VenueTrade[];
}

interface Opened {
  readonly table: string;
  readonly tradeId: number;
  readonly symbol: string;
  readonly openedMs: number;
  /** What is left of it by the rows. */
  open: Decimal;
}

export class FillRules {
  private readonly terms: FillTerms;
  private readTrades = 0;
  private readonly trades = new Map<string, VenueTrade>();
  /** The bot's own, by the time of the last look at them. */
  private unbooked: VenueTrade[] = [];
  /** Ids by table. */
  private readonly booked = new Map<string, Set<string>>();
  /** Until when something was booked in a market for which nobody has seen a trade. */
  private readonly unseenUntilMs = new Map<string, number>();
  /** Every position so far, in the order of their rows. */
  private readonly positions: Opened[] = [];

  constructor(terms: FillTerms) {
    this.terms = terms;
  }

  row({ event }: RecordedRow, table: string): void {
    switch (event.kind) {
      case 'opened': {
        const { tradeId, symbol, quantity } = event.position;
        this.positions.push({ table, tradeId, symbol, openedMs: event.atMs, open: decimal(quantity) });
        for (const fill of event.fills) this.fill(fill, { table, symbol, isEntry: true });
        break;
      }
      case 'reduced':
        this.reduced(event.fills, { table, tradeId: event.tradeId });
        break;
      case 'closed':
        this.reduced(event.fills, { table, ...event.trade });
        break;
      default:
        break;
    }
  }

  look(): void {
    const { trades, botId } = this.terms;
    for (; this.readTrades < trades.length; this.readTrades += 1) {
      const trade = trades[this.readTrades];
      if (trade === undefined) continue;
      this.trades.set(`${trade.symbol} ${trade.id}`, trade);
      if (trade.clientOrderId.startsWith(`${botId}-`)) this.unbooked.push(trade);
    }
  }

  /** Trades of the bot's orders since a moment that a table has no row of. */
  missing(table: string, sinceMs: number): readonly VenueTrade[] {
    this.look();
    const booked = this.booked.get(table) ?? new Set();
    this.unbooked = this.unbooked.filter(({ symbol, id }) => !booked.has(`${symbol} ${id}`));
    return this.unbooked.filter(
      (trade) =>
        trade.timeMs >= sinceMs &&
        trade.timeMs > (this.unseenUntilMs.get(trade.symbol) ?? -Infinity) &&
        !this.isBeyond(trade, table),
    );
  }

  /** Whether it has closed something, and all of the bot's own was closed by other trades, or there was none. */
  private isBeyond({ clientOrderId, symbol, timeMs }: VenueTrade, table: string): boolean {
    if (clientOrderId.endsWith('-e')) return false;
    const own = this.positions.findLast(
      (position) => position.table === table && position.symbol === symbol && position.openedMs <= timeMs,
    );
    return own === undefined ? !this.isEntered(symbol, timeMs) : own.open <= 0n;
  }

  /** Whether an entry of the bot's was filled there by then, booked or not. */
  private isEntered(symbol: string, byMs: number): boolean {
    const { trades, botId } = this.terms;
    return trades.some(
      (trade) =>
        trade.symbol === symbol &&
        trade.timeMs <= byMs &&
        trade.clientOrderId.startsWith(`${botId}-`) &&
        trade.clientOrderId.endsWith('-e'),
    );
  }

  private reduced(
    fills: readonly RecordedFill[],
    {
      table,
      tradeId,
      symbol = '',
    }: { readonly table: string; readonly tradeId: number; readonly symbol?: string },
  ): void {
    const position = this.positions.findLast((one) => one.table === table && one.tradeId === tradeId);
    for (const fill of fills) {
      this.fill(fill, { table, symbol: position?.symbol ?? symbol, isEntry: false });
      if (position !== undefined) position.open -= decimal(fill.quantity);
    }
  }

  private fill(
    fill: RecordedFill,
    {
      table,
      symbol,
      isEntry,
    }: { readonly table: string; readonly symbol: string; readonly isEntry: boolean },
  ): void {
    const { say, botId } = this.terms;
    const { venueId, clientOrderId } = fill;
    if (fill.isUnseen === true) {
      const before = this.unseenUntilMs.get(symbol) ?? 0;
      this.unseenUntilMs.set(symbol, Math.max(before, fill.timeMs));
      return;
    }
    // On paper nothing has an id.
    if (venueId === undefined) return;
    this.look();
    const key = `${symbol} ${venueId}`;
    const booked = this.booked.get(table) ?? new Set<string>();
    this.booked.set(table, booked);
    if (booked.has(key)) say('fill-booked-twice', `fill ${key} in ${table}`);
    booked.add(key);
    const trade = this.trades.get(key);
    if (trade === undefined) {
      say('fill-of-nobody', `the venue has no trade ${key} of ${clientOrderId}`);
      return;
    }
    const isOwn = new RegExp(`^${botId}-[0-9a-z]+-\\d+-e$`).test(trade.clientOrderId);
    if (isEntry && !isOwn) say('adopted', `trade ${key} of ${trade.clientOrderId} opens a position`);
    const difference = differenceOf(fill, trade, isEntry);
    if (difference !== undefined) say('fill-differs', `fill ${key}: ${difference}`);
  }
}

function differenceOf(fill: RecordedFill, trade: VenueTrade, isEntry: boolean): string | undefined {
  const { commission, commissionAsset, realizedPnl, symbol } = trade;
  const quantity = decimal(fill.quantity);
  // The venue has not told of whom its order was: the bot calls it by the venue's own number.
  const names = [trade.clientOrderId, `venue-${trade.orderId}`];
  if (!names.includes(fill.clientOrderId)) return `it is of ${trade.clientOrderId}`;
  if (decimal(fill.price) !== trade.price) return `the price is ${trade.price}e-8`;
  const isPart = !isEntry && quantity < trade.quantity;
  if (quantity !== trade.quantity && !isPart) return `the quantity is ${trade.quantity}e-8`;
  if (isPart) return undefined;
  const { realisedUsd, feeUsd, feePaidIn } = fill;
  if (realisedUsd !== undefined && realisedUsd !== realizedPnl) return `the result is ${realizedPnl}e-8`;
  if (symbol.endsWith(commissionAsset))
    return feeUsd === commission ? undefined : `the fee is ${commission}e-8`;
  const paid: Decimal | undefined = feePaidIn === undefined ? undefined : decimal(feePaidIn.amount);
  const isSame = paid === commission && feePaidIn?.currency === commissionAsset;
  return isSame ? undefined : `the fee is ${commission}e-8 ${commissionAsset}`;
}
