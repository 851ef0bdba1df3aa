/**
 * Books fills and finished orders into the ledger.
 *
 * Invariants:
 * - Each fill is booked once, through the order it belongs to, by the exchange's own id where it has one.
 * - The balance moves when all of a position is closed.
 * - A finished order leaves the state.
 * - Intended orders of a finished trade are dropped unsent.
 * - The row of a trade tells when it had no stop, where the item has room for that.
 */
import type { BotParameters } from '../../config.ts';
import { pausedAlert } from '../alerts/alert-texts.ts';
import { flatAlert } from '../alerts/command-alerts.ts';
import { modeOf, recordEvent, raiseAlert, type BotState } from '../bot-state.ts';
import {
  averagePrice,
  ownPartOf,
  slippageOfEntryFills,
  slippageOfExitFills,
  totalFeeUsd,
  totalQuantity,
  unbooked,
  type Fill,
} from '../ledger/fills.ts';
import type { Decision, EventOf } from '../ledger/ledger-events.ts';
import { closedTradeOf, type ClosedTrade } from '../ledger/closed-trade.ts';
import { openPosition } from '../ledger/ledger.ts';
import { bookFeesInKind } from './fees-in-kind.ts';
import { fits } from '../item-room.ts';
import { direction, type Market } from '../market.ts';
import { ownOrder, type EntryOrder, type Order } from '../order.ts';
import { afterUnprotected, withoutFailingExit } from './rejected-order.ts';
import { beginUnprotected, unprotectedOf, withoutUnprotected } from './unprotected-spans.ts';
import {
  openQuantity,
  resultOfFills,
  slippageTogether,
  stopPriceOf,
  takeProfitPriceOf,
  type Position,
} from '../ledger/position.ts';
import type { ExitReason } from '../reasons.ts';
import { streakPauseUntilMs } from '../risk/limits.ts';
import { SECOND_MS, ZERO_USD } from '../units.ts';

export interface BookingContext {
  readonly market: Market | undefined;
  readonly parameters: BotParameters;
  /** Both protective orders lay inside the candle that filled it. */
  readonly ambiguous: boolean;
  /** When the venue accepted an entry; absent where nobody has seen it. */
  readonly acceptedAtMs?: number | undefined;
  /** The stop that went out with an entry rests. */
  readonly isStopAccepted?: boolean;
  /** The price that a protective order has slipped from. @default - that at which it rested */
  readonly basePrice?: number;
}

interface ClosingContext extends BookingContext {
  readonly decision?: Decision;
}

/** @param fills all fills of the order; those that are booked already are left out. */
export function bookFills(
  state: BotState,
  order: Order,
  fills: readonly Fill[],
  context: BookingContext,
): BotState {
  if (order.leg === 'entry') {
    const event = openedBy(state, order, fills, context);
    const opened = recordEvent(state, event);
    const noted = isOfThisEpoch(state, order) ? beginUnprotected(opened, event.position) : opened;
    return bookFeesInKind(noted, order.symbol, fills);
  }
  const isOver = !state.ledger.positions.some(({ tradeId }) => tradeId === order.tradeId);
  // With real money the fills of a reduce-only order were booked before the rest of its trade was closed.
  if (isOver && modeOf(state) === 'live') return state;
  const position = openPosition(state.ledger, order.tradeId);
  const fresh = unbooked(fills, position.exits ?? []);
  return closeBy(state, position, fresh, reasonOf(order), { ...context, ...decidedAt(order, context) });
}

/** The price at which an order that closes was decided, with the decision where there was one. */
export function decidedAt(
  order: Exclude<Order, EntryOrder>,
  { basePrice }: Pick<BookingContext, 'basePrice'>,
): Pick<ClosingContext, 'decision' | 'basePrice'> {
  if (order.leg === 'exit') return { decision: order.decision, basePrice: order.decision.price };
  return { basePrice: basePrice ?? order.price };
}

/**
 * Books fills that reduce a position: a part of it, or all that was open. Without a `basePrice` nobody knows what they have
 * slipped from.
 */
export function closeBy(
  before: BotState,
  position: Position,
  all: readonly Fill[],
  reason: ExitReason,
  { parameters, ambiguous, decision, basePrice }: ClosingContext,
): BotState {
  const fills = modeOf(before) === 'live' ? ownPartOf(all, openQuantity(position)) : all;
  // A stop closes all that is there: what was somebody else's has its sum in the wallet, and not here.
  const state: BotState = fills === all ? before : { ...before, isSumOpen: true };
  const last = fills.at(-1);
  if (last === undefined) return state;
  const { tradeId, symbol, side } = position;
  const ofFillsUsd = slippageOfExitFills(side, fills, basePrice);
  if (totalQuantity(fills) < openQuantity(position)) {
    const slipped = ofFillsUsd !== undefined && { slippageUsd: ofFillsUsd };
    const reduced = recordEvent(state, { kind: 'reduced', atMs: last.timeMs, tradeId, fills, ...slipped });
    return shrinkExit(bookFeesInKind(reduced, symbol, fills), openPosition(reduced.ledger, tradeId));
  }
  const trade = tradeClosedBy(position, fills, reason, ambiguous);
  const unprotected = unprotectedOf(state, position, trade.exitTimeMs);
  const isUnprotected = reason === 'unprotected' || wasRefused(state, tradeId);
  const slippageUsd = slippageTogether(position.slippageUsd, ofFillsUsd);
  const close = (told: ClosedTrade) =>
    recordEvent(withoutUnsent(state, tradeId), {
      kind: 'closed',
      atMs: last.timeMs,
      trade: told,
      ...(decision !== undefined && { decision }),
      fills,
      ...(slippageUsd !== undefined && { slippageUsd }),
    });
  const whole = unprotected && close({ ...trade, unprotected });
  // Its times without a stop have the room that is left.
  const closed = whole !== undefined && fits(whole) ? whole : close(trade);
  const paid = bookFeesInKind(closed, symbol, fills);
  const paused = tellFlat(state, pauseAfterStreak(paid, last.timeMs, parameters), last.timeMs);
  return isUnprotected ? afterUnprotected(paused, position, last.timeMs) : paused;
}

/** The last position of a flatten is closed. */
function tellFlat({ ledger }: BotState, closed: BotState, atMs: number): BotState {
  if (ledger.flatteningSinceMs === undefined || closed.ledger.positions.length > 0) return closed;
  return raiseAlert(closed, { atMs, ...flatAlert() });
}

/** Whether the venue has refused the stop of a trade, and it has not rested since. */
function wasRefused({ orders }: BotState, tradeId: number): boolean {
  return orders.some(
    (order) =>
      order.leg === 'stop' &&
      order.tradeId === tradeId &&
      order.status !== 'resting' &&
      order.refusedAtMs !== undefined,
  );
}

/**
 * One of an earlier epoch was in flight when the backup of its table was taken: nobody knows what stops it has had since. Its
 * number is less: a table holds no order of another.
 */
function isOfThisEpoch({ botId, ledger }: BotState, { clientOrderId }: EntryOrder): boolean {
  return ownOrder(botId, clientOrderId)?.epoch === ledger.epoch;
}

/** An exit that was intended for the whole position closes the rest of it. */
function shrinkExit(state: BotState, position: Position): BotState {
  const quantity = openQuantity(position);
  const orders = state.orders.map((order) => {
    const isMeant = order.leg === 'exit' && order.tradeId === position.tradeId && order.status === 'intended';
    return isMeant ? { ...order, quantity } : order;
  });
  return { ...state, orders };
}

/** Without what a finished trade has left behind: its unsent orders, exits that failed, its times without a stop. */
function withoutUnsent(state: BotState, tradeId: number): BotState {
  const orders = state.orders.filter((order) => order.tradeId !== tradeId || order.status !== 'intended');
  const next = orders.length === state.orders.length ? state : { ...state, orders };
  return withoutUnprotected(withoutFailingExit(next, tradeId), tradeId);
}

function openedBy(
  { orders }: BotState,
  order: EntryOrder,
  fills: readonly Fill[],
  { market, acceptedAtMs, isStopAccepted = false }: BookingContext,
): EventOf<'opened'> {
  const { tradeId, symbol, side, terms, decision } = order;
  const entryPrice = averagePrice(fills);
  const stop = orders.filter((other) => other.leg === 'stop').find((other) => other.tradeId === tradeId);
  const isBeyond = stop !== undefined && direction(side) * (entryPrice - stop.price) <= 0;
  const rests = stop?.status === 'resting' || isStopAccepted;
  // A fill beyond its stop as it was planned: the exchange refuses that one, and the next may lie where it can rest.
  const planned = isBeyond && !rests ? undefined : stop?.price;
  const filledAtMs = Math.min(...fills.map(({ timeMs }) => timeMs));
  const position: Position = {
    tradeId,
    symbol,
    side,
    quantity: totalQuantity(fills),
    entryPrice,
    entryFeeUsd: totalFeeUsd(fills),
    ...(fills.some(({ feePaidIn }) => feePaidIn?.isPriced === false) && { hasUnpricedFee: true }),
    fundingUsd: ZERO_USD,
    decidedAtMs: decision.tickMs,
    filledAtMs,
    recoverySinceMs: undefined,
    stopPrice: planned ?? stopPriceOf(side, entryPrice, terms, market),
    takeProfitPrice: takeProfitPriceOf(side, entryPrice, terms, market),
    terms,
    slippageUsd: slippageOfEntryFills(side, fills, decision.price),
  };
  const lag =
    acceptedAtMs === undefined ? {} : { decisionLagSeconds: (acceptedAtMs - decision.tickMs) / SECOND_MS };
  return { kind: 'opened', atMs: filledAtMs, position, decision, fills, ...lag };
}

function tradeClosedBy(
  position: Position,
  fills: readonly Fill[],
  reason: ExitReason,
  ambiguous: boolean,
): ClosedTrade {
  const all = [...(position.exits ?? []), ...fills];
  const exitTimeMs = Math.max(...all.map(({ timeMs }) => timeMs));
  const close = { exitPrice: averagePrice(all), exitTimeMs, reason, ambiguous };
  return closedTradeOf(position, close, resultOfFills(position, all));
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
  const untilMs = streakPauseUntilMs(state.ledger, exitTimeMs, parameters);
  if (untilMs === undefined) return state;
  const paused = recordEvent(state, { kind: 'paused', atMs: exitTimeMs, untilMs, lossesInARow });
  return raiseAlert(paused, { atMs: exitTimeMs, ...pausedAlert({ lossesInARow, untilMs }) });
}

/** The state without that order. */
export function withoutOrder(state: BotState, { clientOrderId }: Order): BotState {
  return { ...state, orders: state.orders.filter((order) => order.clientOrderId !== clientOrderId) };
}
