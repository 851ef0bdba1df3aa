/**
 * What did the venue do since we last looked, and what does the ledger say then?
 *
 * Invariants: each fill is booked once, through the order it belongs to; what happened before midnight is booked
 * before the day rolls over; an order that we cannot account for is never assumed to be filled.
 */
import type { BotParameters } from '../config.ts';
import { pausedWords } from './alert-texts.ts';
import { flushDenials, raise, record, type BotState } from './bot-state.ts';
import type { ClosedTrade, LedgerEvent } from './ledger-events.ts';
import { openPosition } from './ledger.ts';
import type { Market } from './market.ts';
import { nextStatus, type EntryOrder, type Fill, type Order, type Outcome, type Request } from './order.ts';
import { resultOfClose, stopPriceOf, takeProfitPriceOf, type Position } from './position.ts';
import type { ExitReason } from './reasons.ts';
import { MINUTE_MS, ZERO_USD, LAST_TIME_MS, dayStartMs } from './units.ts';
import type { VenueActivity, VenueReport } from './venue.ts';

/** The state that agrees with the venue at the start of the tick scheduled at `tickMs`. */
export function reconcile(
  state: BotState,
  report: VenueReport,
  tickMs: number,
  parameters: BotParameters,
): BotState {
  const midnightMs = dayStartMs(tickMs);
  const old = report.activities.filter(({ timeMs }) => timeMs < midnightMs);
  const young = report.activities.filter(({ timeMs }) => timeMs >= midnightMs);

  let next: BotState = { ...state, account: report.account };
  const book = (from: BotState, activity: VenueActivity) => bookActivity(from, activity, report, parameters);
  for (const activity of old) next = book(next, activity);
  next = flushDenials(next, tickMs);
  // A day begins when the venue shows that it has, not because our clock says so.
  const isLive = young.length > 0 || report.views.some(({ quote }) => quote !== undefined);
  if (isLive && midnightMs > next.ledger.dayMs) next = record(next, { kind: 'day-started', atMs: tickMs });
  for (const activity of young) next = book(next, activity);
  return withoutLostOrders(next, report);
}

function bookActivity(
  state: BotState,
  activity: VenueActivity,
  { views }: VenueReport,
  parameters: BotParameters,
): BotState {
  if (activity.kind === 'fill') {
    const order = state.orders.find(({ clientOrderId }) => clientOrderId === activity.fill.clientOrderId);
    if (order === undefined)
      throw new Error(`fill of ${activity.fill.clientOrderId}, an order that is not ours`);
    const market = views.find((view) => view.market.symbol === order.symbol)?.market;
    return bookFill(state, order, activity.fill, activity.ambiguous, market, parameters);
  }
  const position = state.ledger.positions.find(({ symbol }) => symbol === activity.symbol);
  if (position === undefined) throw new Error(`funding of ${activity.symbol}, in which no position is open`);
  const { timeMs: atMs, paidUsd } = activity;
  return record(state, { kind: 'funding', atMs, tradeId: position.tradeId, paidUsd });
}

/**
 * Orders of ours that the venue does not hold, and that did not fill. The account of a paper bot is committed with
 * its state, so that such an order was never placed, or was swept; a real venue is asked before anything is concluded.
 */
function withoutLostOrders(state: BotState, { account, restingOrderIds }: VenueReport): BotState {
  if (account === undefined) return state;
  const orders = state.orders.filter(({ clientOrderId }) => restingOrderIds.has(clientOrderId));
  return orders.length === state.orders.length ? state : { ...state, orders };
}

/** The state after the venue's answer to one request. */
export function bookOutcome(
  state: BotState,
  request: Request,
  outcome: Outcome,
  market: Market | undefined,
  parameters: BotParameters,
): BotState {
  const { order } = request;
  const status = nextStatus(order, outcome.status);
  if (outcome.status === 'filled') {
    const [fill, ...more] = outcome.fills;
    if (fill === undefined || more.length > 0)
      throw new Error(`order ${order.clientOrderId}: one fill expected`);
    return bookFill(state, order, fill, false, market, parameters);
  }
  if (status === 'closed') return withoutOrder(state, order);
  return {
    ...state,
    orders: state.orders.map((other) =>
      other.clientOrderId === order.clientOrderId ? { ...order, status } : other,
    ),
  };
}

function bookFill(
  state: BotState,
  order: Order,
  fill: Fill,
  ambiguous: boolean,
  market: Market | undefined,
  parameters: BotParameters,
): BotState {
  const left = withoutOrder(state, order);
  if (order.leg === 'entry') return record(left, openedBy(order, fill, market));
  const position = openPosition(state.ledger, order.tradeId);
  const closed = record(left, closedBy(order, position, fill, ambiguous));
  return pauseAfterStreak(closed, fill.timeMs, parameters);
}

function openedBy(order: EntryOrder, fill: Fill, market: Market | undefined): LedgerEvent {
  const { tradeId, symbol, side, terms, decision } = order;
  const position: Position = {
    tradeId,
    symbol,
    side,
    quantity: fill.quantity,
    entryPrice: fill.price,
    entryFeeUsd: fill.feeUsd,
    fundingUsd: ZERO_USD,
    decidedAtMs: decision.tickMs,
    filledAtMs: fill.timeMs,
    recoverySinceMs: undefined,
    stopPrice: stopPriceOf(side, fill.price, terms, market),
    takeProfitPrice: takeProfitPriceOf(side, fill.price, terms, market),
    terms,
  };
  return { kind: 'opened', atMs: fill.timeMs, position, decision, fills: [fill] };
}

function closedBy(
  order: Exclude<Order, EntryOrder>,
  position: Position,
  fill: Fill,
  ambiguous: boolean,
): LedgerEvent {
  const { liquidated, ...result } = resultOfClose(position, fill.price, fill.feeUsd);
  const { tradeId, symbol, side, quantity, entryPrice, filledAtMs: entryTimeMs } = position;
  const trade: ClosedTrade = {
    tradeId,
    symbol,
    side,
    quantity,
    entryPrice,
    entryTimeMs,
    exitPrice: fill.price,
    exitTimeMs: fill.timeMs,
    reason: liquidated ? 'liquidated' : reasonOf(order),
    ...result,
    ambiguous,
  };
  const decision = order.leg === 'exit' ? { decision: order.decision } : {};
  return { kind: 'closed', atMs: fill.timeMs, trade, ...decision, fills: [fill] };
}

function reasonOf(order: Exclude<Order, EntryOrder>): ExitReason {
  switch (order.leg) {
    case 'exit':
      return order.reason;
    case 'stop':
      return 'hard-stop';
    case 'take-profit':
      return 'target';
  }
}

/** A streak of losses pauses the bot from the exit that completed it, and restarts at 0. */
function pauseAfterStreak(state: BotState, exitTimeMs: number, parameters: BotParameters): BotState {
  const { lossesInARow } = state.ledger;
  if (lossesInARow < parameters.lossStreak) return state;
  const untilMs = Math.min(exitTimeMs + parameters.pauseMinutes * MINUTE_MS, LAST_TIME_MS);
  const paused = record(state, { kind: 'paused', atMs: exitTimeMs, untilMs, lossesInARow });
  return raise(paused, { atMs: exitTimeMs, ...pausedWords(state.botId, { lossesInARow, untilMs }) });
}

function withoutOrder(state: BotState, { clientOrderId }: Order): BotState {
  return { ...state, orders: state.orders.filter((order) => order.clientOrderId !== clientOrderId) };
}
