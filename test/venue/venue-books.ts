/**
 * What do the venue's own books say, for an auditor who does not ask the bot?
 */
import { ONE, moneyText, plainText, type Decimal } from './decimal.ts';
import { unprotectedTimes, type UnprotectedTime } from './orders/protection.ts';
import {
  walletOf,
  type AlgoOrder,
  type Unprotected,
  type VenueOrder,
  type VenuePosition,
  type VenueState,
  type VenueTrade,
} from './venue-state.ts';

export class VenueBooks {
  private readonly state: VenueState;

  constructor(state: VenueState) {
    this.state = state;
  }

  get trades(): readonly VenueTrade[] {
    return this.state.trades;
  }

  get positions(): readonly VenuePosition[] {
    return [...this.state.positions.values()];
  }

  get openOrders(): readonly VenueOrder[] {
    return [...this.state.openOrders];
  }

  get openAlgos(): readonly AlgoOrder[] {
    return [...this.state.openAlgos];
  }

  /** Exact, in 1e-8. */
  wallet(asset?: string): Decimal {
    return walletOf(this.state, asset);
  }

  /** `1999.42` */
  walletText(asset?: string): string {
    return moneyText(this.wallet(asset));
  }

  /** Orders ever accepted, by client id; a conditional order and the order that it became count as one. */
  acceptedByClientId(): ReadonlyMap<string, number> {
    const counts = new Map<string, number>();
    const add = (clientId: string) => counts.set(clientId, (counts.get(clientId) ?? 0) + 1);
    const triggered = new Set(this.state.algos.map(({ order }) => order));
    for (const order of this.state.orders) if (!triggered.has(order)) add(order.clientOrderId);
    for (const algo of this.state.algos) add(algo.clientAlgoId);
    return counts;
  }

  /** Client ids that were accepted more than once: never any. */
  duplicates(): readonly string[] {
    return [...this.acceptedByClientId()].filter(([, count]) => count > 1).map(([clientId]) => clientId);
  }

  /** Σ of the incomes of a type; exact, in 1e-8. */
  total(type: string, asset = 'USDT'): Decimal {
    return this.state.incomes
      .filter((income) => income.type === type && income.asset === asset)
      .reduce((sum, { amount }) => sum + amount, 0n);
  }

  /** The times in which a position had no stop that covers it. */
  get unprotected(): readonly Unprotected[] {
    return this.state.unprotected;
  }

  /** The longest of them, in ms of the venue's time, those that go on included. */
  longestUnprotectedMs(): number {
    return Math.max(0, ...this.unprotectedTimes().map(({ longestMs }) => longestMs));
  }

  /** The same, counted from when the venue accepted stops again. */
  longestUnprotectedSinceStopsAcceptedMs(): number {
    return Math.max(0, ...this.unprotectedTimes().map(({ sinceStopsAcceptedMs }) => sinceStopsAcceptedMs));
  }

  /** By position. */
  unprotectedTimes(): readonly UnprotectedTime[] {
    return unprotectedTimes(this.state);
  }

  /** `BUY 0.006 BTCUSDT at 95000.5, fee 0.28500150 USDT, realised 0.00000000`, for each trade. */
  tradesInWords(): readonly string[] {
    return this.state.trades.map(
      ({ side, quantity, symbol, price, commission, commissionAsset, realizedPnl, isMaker }) =>
        `${side} ${plainText(quantity)} ${symbol} at ${plainText(price)}${isMaker ? ' (maker)' : ''}, ` +
        `fee ${moneyText(commission)} ${commissionAsset}, realised ${moneyText(realizedPnl)}`,
    );
  }

  /** `BTCUSDT 0.006 at 95000.5`, for each open position. */
  positionsInWords(): readonly string[] {
    return this.positions.map(({ symbol, amount, entryValue }) => {
      const size = amount < 0n ? -amount : amount;
      return `${symbol} ${plainText(amount)} at ${plainText(size === 0n ? 0n : entryValue / size)}`;
    });
  }

  /** Σ price × quantity of all trades, in quote currency. */
  turnover(): Decimal {
    return this.state.trades.reduce((sum, { price, quantity }) => sum + (price * quantity) / ONE, 0n);
  }
}
