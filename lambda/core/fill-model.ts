/**
 * At what price does an order fill, and what does it cost?
 *
 * The assumptions are pessimistic:
 * - A taker fill is moved against us by the slippage.
 * - A stop that the market gapped through fills at the open, never at the stop.
 * - A resting take-profit fills only when the price trades *through* it.
 * - Where a candle holds both, the stop was first.
 * - A market close inside a minute that has met the stop already is too late. `paper-matching.ts` says how candles,
 *   ticks and watch steps go together.
 * - Fees are rate × price × quantity of each fill.
 *
 * Invariants:
 * - What we pay is rounded up and what we receive is rounded down, to 1e-8 USD.
 * - Nothing here allocates.
 */
import type { BotParameters } from '../config.ts';
import { direction, type Side } from './market.ts';
import { fractionOfBps, fractionOfPct, roundDown, roundUp, type Usd } from './units.ts';

/** The costs that paper trading and backtest assume. */
export type CostParameters = Pick<
  BotParameters,
  'takerFeePct' | 'makerFeePct' | 'slippageBps' | 'fundingPct'
>;

/** Which of two resting orders inside one candle is taken to have met the price first. */
export type AmbiguousCandle = 'stop-first' | 'take-profit-first';

export interface RestingPrices {
  readonly side: Side;
  readonly stopPrice: number;
  readonly takeProfitPrice: number;
}

export type RestingFill = 'stop' | 'take-profit' | undefined;

/** Price of a taker fill that opens (`side`) a position: `price` moved against us. */
export function takerEntryPrice(side: Side, price: number, slippageBps: number): number {
  return price * (1 + direction(side) * fractionOfBps(slippageBps));
}

/** Price of a taker fill that closes a position: `price` moved against us. */
export function takerExitPrice(side: Side, price: number, slippageBps: number): number {
  return price * (1 - direction(side) * fractionOfBps(slippageBps));
}

/**
 * What an entry was filled worse than `basePrice`, the price it has slipped from: d × (price − base) × quantity, rounded up;
 * negative where it was filled better.
 */
export function slippageOfEntry(side: Side, basePrice: number, price: number, quantity: number): Usd {
  return roundUp(direction(side) * (price - basePrice) * quantity, (price + basePrice) * quantity);
}

/** The same of an exit: d × (base − price) × quantity, rounded up. */
export function slippageOfExit(side: Side, basePrice: number, price: number, quantity: number): Usd {
  return slippageOfEntry(side, price, basePrice, quantity);
}

/** rate × price × quantity, rounded up; negative for a rebate. */
export function feeOfFill(price: number, quantity: number, feePct: number): Usd {
  return roundUp(fractionOfPct(feePct) * price * quantity);
}

/** d × (exit − entry) × quantity, rounded down. */
export function grossOfTrade(side: Side, entryPrice: number, exitPrice: number, quantity: number): Usd {
  const gross = direction(side) * (exitPrice - entryPrice) * quantity;
  return roundDown(gross, (entryPrice + exitPrice) * quantity);
}

/** d × rate × price × quantity, rounded up: the cost of the position; negative when it receives. */
export function fundingOfPosition(side: Side, price: number, quantity: number, rate: number): Usd {
  return roundUp(direction(side) * rate * price * quantity);
}

/** Which resting order the first price of a minute fills. */
export function fillAtOpen({ side, stopPrice, takeProfitPrice }: RestingPrices, open: number): RestingFill {
  if (side === 'long') {
    if (open <= stopPrice) return 'stop';
    return open > takeProfitPrice ? 'take-profit' : undefined;
  }
  if (open >= stopPrice) return 'stop';
  return open < takeProfitPrice ? 'take-profit' : undefined;
}

/** Which resting order the rest of a minute fills, given its extremes. */
export function fillInsideCandle(
  resting: RestingPrices,
  high: number,
  low: number,
  order: AmbiguousCandle,
): RestingFill {
  const stop = meetsStop(resting, high, low);
  const takeProfit = meetsTakeProfit(resting, high, low);
  if (stop && takeProfit) return order === 'stop-first' ? 'stop' : 'take-profit';
  if (stop) return 'stop';
  return takeProfit ? 'take-profit' : undefined;
}

/** Whether both resting orders lie inside one candle, so that nobody knows which came first. */
export function isAmbiguous(resting: RestingPrices, high: number, low: number): boolean {
  return meetsStop(resting, high, low) && meetsTakeProfit(resting, high, low);
}

function meetsStop({ side, stopPrice }: RestingPrices, high: number, low: number): boolean {
  return side === 'long' ? low <= stopPrice : high >= stopPrice;
}

function meetsTakeProfit({ side, takeProfitPrice }: RestingPrices, high: number, low: number): boolean {
  return side === 'long' ? high > takeProfitPrice : low < takeProfitPrice;
}
