/**
 * Answers the requests of a paper bot: places and cancels its simulated orders.
 *
 * Invariants:
 * - A reduce-only order needs a position, and an entry needs none.
 * - A market order fills at the price now, slipped.
 * - A close after the stop was met comes too late.
 */
import {
  feeOfFill,
  fillInsideCandle,
  takerEntryPrice,
  takerExitPrice,
  type CostParameters,
} from '../fill-model.ts';
import { closingPrice, openingPrice, type Quote } from '../market.ts';
import type { Fill } from '../ledger/fills.ts';
import type { EntryOrder, ExitOrder, Outcome, Protection, Request } from '../order.ts';
import {
  withPosition,
  withoutOrder,
  withoutPosition,
  type PaperAccount,
  type PaperPosition,
} from './paper-account.ts';
import { restingOrders, withoutTakeProfit } from './paper-matching.ts';

export interface Answer {
  readonly account: PaperAccount;
  readonly outcome: Outcome;
  /** Of an entry that was filled: its stop rests at once. */
  readonly protection?: Protection;
}

export interface PriceRange {
  readonly high: number;
  readonly low: number;
}

/**
 * The simulated venue's answer to a request, and the account afterwards. Market orders fill at the quote, slipped.
 *
 * @param soFar extremes of the minute up to now, where they are known.
 */
export function answer(
  account: PaperAccount,
  request: Request,
  quote: Quote | undefined,
  cost: CostParameters,
  soFar?: PriceRange,
): Answer {
  const first = answerOrder(account, request, quote, cost, soFar);
  if (request.kind === 'cancel' || request.stop === undefined || first.outcome.status !== 'filled')
    return first;
  const { account: left, outcome } = answerOrder(
    first.account,
    { kind: 'place', order: request.stop },
    quote,
    cost,
  );
  return { account: left, outcome: first.outcome, protection: { stop: outcome } };
}

function answerOrder(
  account: PaperAccount,
  request: Request,
  quote: Quote | undefined,
  cost: CostParameters,
  soFar?: PriceRange,
): Answer {
  const { order } = request;
  if (request.kind === 'cancel') {
    const rests = account.orders.some(({ clientOrderId }) => clientOrderId === order.clientOrderId);
    if (!rests) return { account, outcome: { status: 'gone' } };
    return { account: withoutOrder(account, order), outcome: { status: 'cancelled' } };
  }
  const rejected = (cause: string): Answer => ({ account, outcome: { status: 'rejected', cause } });
  const { symbol, side, quantity } = order;
  const held = account.positions.find((position) => position.symbol === symbol);
  if ((order.leg === 'entry') === (held !== undefined)) {
    return rejected(
      held !== undefined ? `${symbol} has a position already` : `reduce-only: ${symbol} has no position`,
    );
  }
  if (order.leg === 'stop' || order.leg === 'take-profit') {
    // How long it might be sent says nothing any more, and the item is small.
    const { sendBeforeMs: _, ...resting } = order;
    return { account: { ...account, orders: [...account.orders, resting] }, outcome: { status: 'resting' } };
  }
  if (quote === undefined) return rejected(`${symbol} has no price now`);
  if (held !== undefined && soFar !== undefined && hasMetStop(account, held, soFar)) {
    return rejected(`reduce-only: the stop of ${symbol} was met before, within this minute`);
  }
  const fill = fillOfMarketOrder(order, quote, cost);
  const left =
    order.leg === 'exit'
      ? withoutPosition(account, symbol)
      : withPosition(account, { symbol, side, quantity, metToMs: fill.timeMs + 1 });
  return { account: left, outcome: { status: 'filled', fills: [fill] } };
}

/** Then the close came too late: the candle of this minute will fill the stop. */
function hasMetStop(account: PaperAccount, position: PaperPosition, { high, low }: PriceRange): boolean {
  const resting = withoutTakeProfit(restingOrders(account, position));
  return fillInsideCandle(resting, high, low, 'stop-first') !== undefined;
}

function fillOfMarketOrder(order: EntryOrder | ExitOrder, quote: Quote, cost: CostParameters): Fill {
  const { clientOrderId, side, quantity } = order;
  const price =
    order.leg === 'entry'
      ? takerEntryPrice(side, openingPrice(side, quote), cost.slippageBps)
      : takerExitPrice(side, closingPrice(side, quote), cost.slippageBps);
  const feeUsd = feeOfFill(price, quantity, cost.takerFeePct);
  return { clientOrderId, price, quantity, feeUsd, liquidity: 'taker', timeMs: quote.timeMs };
}
