/**
 * Matches the resting orders of the simulated account with the market since they were last matched.
 *
 * Orders fill by the fill model, at real prices. A minute is matched whole when its candle has closed. A price that a
 * tick or a watch step sees during a minute counts as its open and uses nothing up, so that nothing between two ticks
 * is missed. A market close during a minute is gone before its candle comes, so the minute so far is matched first,
 * and a close after the stop was met comes too late. Where every trade is known, each is matched once, in its order,
 * and a stop fills at the trade that crosses it.
 *
 * Invariants:
 * - One position a symbol. Reduce-only orders fill only against it.
 * - Each moment of the market is matched once, in order, worst first inside a candle.
 * - A filled order has left the account, so that nothing fills twice.
 * - Fills and funding are reported as a real venue reports them.
 * - A closed minute of a market with sessions is passed over: nothing is filled and nothing charged in it.
 * - Funding is charged at the first price from its time on, before anything else there. What passed without a price is
 *   charged with the next one, once for each time.
 */
import {
  feeOfFill,
  fillAtOpen,
  fillInsideCandle,
  fundingOfPosition,
  isAmbiguous,
  takerExitPrice,
  type AmbiguousCandle,
  type CostParameters,
  type RestingFill,
  type RestingPrices,
} from '../fill-model.ts';
import { closingPrice, type Candles, type MarketView, type Trades } from '../market.ts';
import type { Fill } from '../ledger/fills.ts';
import type { ProtectiveOrder } from '../order.ts';
import {
  withPosition,
  withoutOrder,
  withoutPosition,
  type PaperAccount,
  type PaperActivity,
  type PaperPosition,
} from './paper-account.ts';
import {
  assumedRate,
  fundingDue,
  holdsFullHour,
  type FundingTerms,
  type RecordedFunding,
} from './funding-due.ts';
import { isClosed } from '../trading-sessions.ts';
import { MINUTE_MS, minuteStartMs } from '../units.ts';

/** The assumed costs, and the assumed order inside an ambiguous candle. */
export interface PaperAssumptions {
  readonly cost: CostParameters;
  readonly ambiguousCandle: AmbiguousCandle;
  /** By symbol; the rate of `cost` is assumed for the others. */
  readonly recordedFunding?: ReadonlyMap<string, RecordedFunding>;
  /** By symbol, as the exchange states them now; of the others the usual interval is assumed. */
  readonly fundingTerms?: ReadonlyMap<string, FundingTerms>;
}

export interface MatchedOrders {
  readonly account: PaperAccount;
  /** By time, then in the order of the views. */
  readonly activities: readonly PaperActivity[];
}

/**
 * Lets the resting orders meet every candle closed since they were last met, or every trade where trades are known,
 * then the price now.
 *
 * @param views a symbol without a view is left as it is: nothing is known of it.
 */
export function matchRestingOrders(
  account: PaperAccount,
  views: readonly MarketView[],
  assumptions: PaperAssumptions,
): MatchedOrders {
  const activities: PaperActivity[] = [];
  let settled = account;
  for (const view of views) {
    const position = account.positions.find(({ symbol }) => symbol === view.market.symbol);
    if (position !== undefined) settled = matchPosition(settled, position, view, assumptions, activities);
  }
  if (activities.length > 1) activities.sort((left, right) => left.timeMs - right.timeMs);
  return { account: settled, activities };
}

/** Appends the activities to `activities`; returns the account afterwards. */
function matchPosition(
  account: PaperAccount,
  position: PaperPosition,
  { market, candles, last, quote, trades }: MarketView,
  assumptions: PaperAssumptions,
  activities: PaperActivity[],
): PaperAccount {
  const { cost, ambiguousCandle } = assumptions;
  const resting = restingOrders(account, position);
  let metToMs = position.metToMs;

  const charge = (price: number, timeMs: number) => {
    activities.push(...fundingCharges({ ...position, metToMs }, price, timeMs, assumptions));
  };
  const close = (met: 'stop' | 'take-profit', stopBase: number, timeMs: number, ambiguous: boolean) => {
    const order = met === 'stop' ? resting.stop : resting.takeProfit;
    if (order === undefined) throw new Error(`${position.symbol}: a ${met} that does not rest cannot fill`);
    const basePrice = met === 'stop' ? stopBase : order.price;
    const fill = fillOfResting(order, basePrice, timeMs, cost);
    activities.push({ kind: 'fill', timeMs, fill, ambiguous, basePrice });
    return withoutOrder(withoutPosition(account, position.symbol), order);
  };

  /** One price, at its moment. */
  const meet = (price: number, timeMs: number): PaperAccount | undefined => {
    charge(price, timeMs);
    const met: RestingFill = fillAtOpen(resting, price);
    return met && close(met, price, timeMs, false);
  };

  const { length, price, timeMs } = trades ?? NO_TRADES;
  for (let k = firstAt(length, timeMs, metToMs); k < length; k += 1) {
    const closed = meet(price[k]!, timeMs[k]!);
    if (closed !== undefined) return closed;
    metToMs = timeMs[k]! + 1;
  }
  const bars = trades === undefined ? last : -1;
  for (let k = firstUnmet(candles, bars, metToMs); k <= bars; k += 1) {
    const openTimeMs = candles.openTimeMs[k]!;
    const open = candles.open[k]!;
    if (openTimeMs >= metToMs) {
      charge(open, openTimeMs);
      const met = fillAtOpen(resting, open);
      if (met !== undefined) return close(met, open, openTimeMs, false);
    }
    const high = candles.high[k]!;
    const low = candles.low[k]!;
    // The extremes of the minute in which a position was opened may be older than it: they can hurt, and not help.
    const wasOpenedInside = metToMs > openTimeMs + 1;
    const met = fillInsideCandle(
      wasOpenedInside ? withoutTakeProfit(resting) : resting,
      high,
      low,
      ambiguousCandle,
    );
    if (met !== undefined) {
      return close(met, resting.stopPrice, openTimeMs + MINUTE_MS - 1, isAmbiguous(resting, high, low));
    }
    metToMs = openTimeMs + MINUTE_MS;
  }
  if (quote !== undefined && !isClosed(market.sessions, quote.timeMs)) {
    const closed = meet(closingPrice(position.side, quote), quote.timeMs);
    if (closed !== undefined) return closed;
    // Where only candles are known, that of this minute is met whole when it has closed.
    const seenToMs = trades === undefined ? minuteStartMs(quote.timeMs) : quote.timeMs;
    metToMs = Math.max(metToMs, seenToMs + 1);
  }
  return metToMs === position.metToMs ? account : withPosition(account, { ...position, metToMs });
}

/** What came due since the position has met a price, at the price of this moment. */
function fundingCharges(
  { symbol, side, quantity, metToMs }: PaperPosition,
  price: number,
  timeMs: number,
  { cost, recordedFunding, fundingTerms }: PaperAssumptions,
): readonly PaperActivity[] {
  const terms = fundingTerms?.get(symbol);
  return fundingDue(recordedFunding?.get(symbol), metToMs, timeMs, terms?.intervalMs).map(
    ({ rate = assumedRate(cost.fundingPct, terms) }) => {
      const paidUsd = fundingOfPosition(side, price, quantity, rate);
      return { kind: 'funding', timeMs, symbol, paidUsd };
    },
  );
}

/** The symbols of positions that meet a full hour in these views: their funding may be due. */
export function symbolsMeetingHours(
  { positions }: PaperAccount,
  views: readonly MarketView[],
): readonly string[] {
  return views.flatMap(({ market: { symbol }, candles, last, quote }) => {
    const position = positions.find((open) => open.symbol === symbol);
    const lastMs = Math.max(quote?.timeMs ?? -Infinity, candles.openTimeMs[last] ?? -Infinity);
    return position !== undefined && holdsFullHour(position.metToMs, lastMs) ? [symbol] : [];
  });
}

const NO_TRADES: Trades = { length: 0, timeMs: new Float64Array(), price: new Float64Array() };

/** Index of the first of these moments at or after `fromMs`. */
function firstAt(length: number, timeMs: Float64Array, fromMs: number): number {
  let k = length;
  while (k > 0 && timeMs[k - 1]! >= fromMs) k -= 1;
  return k;
}

/** Index of the first candle that holds a moment at or after `metToMs`. */
function firstUnmet(candles: Candles, last: number, metToMs: number): number {
  let k = last;
  while (k >= 0 && candles.openTimeMs[k]! + MINUTE_MS > metToMs) k -= 1;
  return k + 1;
}

interface RestingOrders extends RestingPrices {
  readonly stop: ProtectiveOrder | undefined;
  readonly takeProfit: ProtectiveOrder | undefined;
}

export function withoutTakeProfit(resting: RestingPrices): RestingPrices {
  return { ...resting, takeProfitPrice: resting.side === 'long' ? Infinity : -Infinity };
}

/** The orders that could close a position; a price that is never met stands for one that does not rest. */
export function restingOrders({ orders }: PaperAccount, { symbol, side }: PaperPosition): RestingOrders {
  const stop = orders.find((order) => order.symbol === symbol && order.leg === 'stop');
  const takeProfit = orders.find((order) => order.symbol === symbol && order.leg === 'take-profit');
  const never = side === 'long' ? Infinity : -Infinity;
  return {
    side,
    stop,
    takeProfit,
    stopPrice: stop?.price ?? -never,
    takeProfitPrice: takeProfit?.price ?? never,
  };
}

function fillOfResting(
  order: ProtectiveOrder,
  basePrice: number,
  timeMs: number,
  cost: CostParameters,
): Fill {
  const taker = order.leg === 'stop';
  const price = taker ? takerExitPrice(order.side, basePrice, cost.slippageBps) : basePrice;
  const feeUsd = feeOfFill(price, order.quantity, taker ? cost.takerFeePct : cost.makerFeePct);
  const { clientOrderId, quantity } = order;
  return { clientOrderId, price, quantity, feeUsd, liquidity: taker ? 'taker' : 'maker', timeMs };
}
