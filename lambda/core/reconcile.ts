/**
 * Brings the ledger in line with the venue, by events.
 *
 * Invariants:
 * - Each fill is booked once, through the order it belongs to.
 * - Activities from before midnight are booked before the day rolls over.
 * - An order without an explanation is never assumed to be filled.
 */
import type { BotParameters } from '../config.ts';
import { moneyMovedAlert, namelessMoneyAlert } from './alerts/money-alerts.ts';
import { flushDenials, modeOf, raiseAlert, recordEvent, type BotState } from './bot-state.ts';
import { alertUnpricedFees, bookPricedFee } from './orders/fees-in-kind.ts';
import { closeExternally } from './orders/closed-elsewhere.ts';
import { bookFills, withoutOrder } from './orders/fill-booking.ts';
import { bookResolution } from './orders/outcome-booking.ts';
import { isNewDay } from './ledger/day-book.ts';
import type { LedgerEvent } from './ledger/ledger-events.ts';
import { noteEntry, withoutOldRejections } from './control/entry-rejections.ts';
import { halt } from './control/halt.ts';
import { withBalanced, withBooked, withBookedUntil, withWalletDoubt } from './control/venue-log.ts';
import { noteReading, type Unreadable } from './control/unread-account.ts';
import { afterExit, alertRejection } from './orders/rejected-order.ts';
import { withStandIns } from './orders/stand-ins.ts';
import { admit } from './item-room.ts';
import { dayStartMs, minuteStartMs, negate, plus, toDollars, type Usd } from './units.ts';
import { ledgerCurrency } from './settlement.ts';
import { canWait, withFundingTogether, type VenueActivity, type VenueReport } from './venue-report.ts';

/** The state that agrees with the venue at the start of the tick scheduled at `tickMs`. */
export function reconcile(
  state: BotState,
  report: VenueReport,
  tickMs: number,
  parameters: BotParameters,
): BotState {
  const midnightMs = dayStartMs(tickMs);
  const activities = withFundingTogether(report.activities);
  const old = activities.filter(({ timeMs }) => timeMs < midnightMs);
  const young = activities.filter(({ timeMs }) => timeMs >= midnightMs);

  let next: BotState = { ...state, account: report.account };
  let isPortionFull = false;
  const book = (from: BotState, activity: VenueActivity) => {
    if (isPortionFull && canWait(activity)) return from;
    const booked = bookActivity(from, activity, report, parameters);
    if (!canWait(activity) || admit(from, booked) === booked) return booked;
    isPortionFull = true;
    const isMovement = activity.kind === 'transfer' || activity.kind === 'late-cost';
    return isMovement ? withBookedUntil(from, activity.timeMs) : from;
  };
  for (const activity of old) next = book(next, activity);
  next = admit(next, flushDenials(next, tickMs));
  // A day begins when the venue shows that it has, not because our clock says so.
  const isLive = young.length > 0 || report.views.some(({ quote }) => quote !== undefined);
  if (isLive && isNewDay(next.ledger, tickMs))
    next = admit(next, recordEvent(next, { kind: 'day-started', atMs: tickMs }));
  for (const activity of young) next = book(next, activity);
  if (report.balancedAtMs !== undefined) next = withBalanced(withoutOpenSum(next), report.balancedAtMs);
  next = withWalletDoubt(withShortfalls(next, report.shortfalls), report.walletDoubt);
  const { unreadable } = report;
  next = withStandIns(withoutLostOrders(next, report), report);
  next = noteReading(
    withoutOldRejections(next, tickMs),
    unreadable ?? unpriced(next, report, tickMs),
    tickMs,
  );
  next = alertUnpricedFees(next, tickMs);
  return unreadable === undefined ? next : alertRejection(next, unreadable, tickMs);
}

/**
 * A real position without a price is not judged: its stop rests, and no rule closes it. It begins at a tick: between two
 * ticks a quiet market may have no new quote.
 */
function unpriced(state: BotState, { views }: VenueReport, tickMs: number): Unreadable | undefined {
  if (modeOf(state) === 'paper') return undefined;
  if (state.unreadAccount === undefined && tickMs !== minuteStartMs(tickMs)) return undefined;
  const priced = new Set(views.flatMap(({ market, quote }) => (quote === undefined ? [] : [market.symbol])));
  const symbols = state.ledger.positions.map(({ symbol }) => symbol).filter((symbol) => !priced.has(symbol));
  if (symbols.length === 0) return undefined;
  return { cause: `there is no price of ${symbols.join(', ')}`, isOfPrice: true };
}

function bookActivity(
  state: BotState,
  activity: VenueActivity,
  { views }: VenueReport,
  parameters: BotParameters,
): BotState {
  const marketOf = (symbol: string) => views.find((view) => view.market.symbol === symbol)?.market;
  switch (activity.kind) {
    case 'fill': {
      const { fill, ambiguous, basePrice } = activity;
      const order = state.orders.find(({ clientOrderId }) => clientOrderId === fill.clientOrderId);
      if (order === undefined) throw new Error(`fill of ${fill.clientOrderId}, an order that is not ours`);
      const context = { market: marketOf(order.symbol), parameters, ambiguous, basePrice };
      return bookFills(withoutOrder(state, order), order, [fill], context);
    }
    case 'resolved': {
      const { clientOrderId, resolution, timeMs } = activity;
      const order = state.orders.find((other) => other.clientOrderId === clientOrderId);
      // Another activity of this tick may have closed its trade.
      if (order === undefined) return state;
      const booked = bookResolution(state, order, resolution, {
        market: marketOf(order.symbol),
        parameters,
        ambiguous: false,
      });
      if (order.leg === 'entry') return noteEntry(booked, order, resolution, timeMs);
      return order.leg === 'exit' ? afterExit(booked, order, resolution, timeMs) : booked;
    }
    case 'closed-elsewhere':
      return closeExternally(state, activity, parameters);
    case 'funding': {
      const { timeMs: atMs, paidUsd, symbol } = activity;
      const position = state.ledger.positions.find((open) => open.symbol === symbol);
      if (position === undefined) {
        if (activity.venueId === undefined)
          throw new Error(`funding of ${symbol}, in which no position is open`);
        // Charged while it was being closed.
        return bookLateCost(state, { atMs, symbol, paidUsd, venueId: activity.venueId });
      }
      const next = activity.venueId === undefined ? state : withBooked(state, activity.venueId);
      return recordEvent(next, { kind: 'funding', atMs, tradeId: position.tradeId, paidUsd });
    }
    case 'transfer': {
      const { timeMs: atMs, amountUsd, venueId, name } = activity;
      const moved = { atMs, amountUsd, venueId, ...(name !== undefined && { name }) };
      const booked = recordEvent(withBooked(state, venueId), { kind: 'transfer', ...moved });
      if (name === undefined) return booked;
      const subject = `${name} ${amountUsd < 0 ? 'out' : 'in'}`;
      return raiseAlert(booked, { atMs, subject, ...moneyMovedAlert(name, amountUsd, state.ledger) });
    }
    case 'fee-priced':
      return bookPricedFee(state, activity);
    case 'late-cost': {
      const { timeMs: atMs, symbol, paidUsd, venueId } = activity;
      return bookLateCost(state, { atMs, symbol, paidUsd, venueId });
    }
  }
}

function bookLateCost(
  state: BotState,
  cost: Omit<Extract<LedgerEvent, { kind: 'late-cost' }>, 'kind'>,
): BotState {
  return recordEvent(withBooked(state, cost.venueId), { kind: 'late-cost', ...cost });
}

/**
 * Orders of ours that the venue does not hold, and that did not fill. The account of a paper bot is committed with
 * its state, so that such an order was never placed, or was cancelled. At a real venue each is resolved first.
 */
function withoutLostOrders(state: BotState, { restingOrderIds }: VenueReport): BotState {
  if (modeOf(state) === 'live') return state;
  const orders = state.orders.filter(({ clientOrderId }) => restingOrderIds.has(clientOrderId));
  return orders.length === state.orders.length ? state : { ...state, orders };
}

/**
 * An earlier invocation may have sent its intended orders: they are unknown now. None is sent again but a stop, which
 * can only reduce.
 */
export function doubtSentOrders(state: BotState): BotState {
  if (modeOf(state) === 'paper' || !state.orders.some(({ status }) => status === 'intended')) return state;
  return {
    ...state,
    orders: state.orders.map((order) =>
      order.status === 'intended' ? { ...order, status: 'unknown' } : order,
    ),
  };
}

/** What the wallet lacks of a close is known now. */
function withoutOpenSum(state: BotState): BotState {
  const { isSumOpen: _, ...rest } = state;
  return rest;
}

function withShortfalls(state: BotState, shortfalls: VenueReport['shortfalls']): BotState {
  if (shortfalls === undefined) return state;
  const { shortfalls: _, ...rest } = state;
  return shortfalls.length === 0 ? rest : { ...rest, shortfalls };
}

export interface AccountVerdict {
  readonly tickMs: number;
  /** The operator has accepted a halt at this tick. */
  readonly isAccepted: boolean;
}

/**
 * Halts the bot for differences between account and ledger that nothing explains. It runs after the commands of a
 * tick. A difference that was accepted and persists halts the bot again before any entry. Money that was accepted is
 * booked, and so is the rest of the sum of what was closed: a loss counts in the day, a gain does not.
 */
export function judgeAccount(
  state: BotState,
  { unexplained = [], unexplainedUsd }: VenueReport,
  { tickMs, isAccepted }: AccountVerdict,
): BotState {
  const words = [...unexplained];
  let next = state;
  if (unexplainedUsd !== undefined && (isAccepted || state.isSumOpen === true)) {
    next = bookNameless(withoutOpenSum(state), unexplainedUsd, tickMs);
  } else if (unexplainedUsd !== undefined) {
    const { balanceUsd } = state.ledger;
    const [held, told] = [plus(balanceUsd, unexplainedUsd), balanceUsd].map((amount) =>
      toDollars(amount).toFixed(8),
    );
    words.push(`the wallet holds ${held} ${ledgerCurrency(state.ledger)}, the ledger has ${told}`);
  }
  if (words.length === 0) return next;
  return halt(next, `the account is not what the ledger says: ${words.join('; ')}`, tickMs);
}

/** Money of which nobody knows the name. */
function bookNameless(state: BotState, amountUsd: Usd, atMs: number): BotState {
  const venueId = `nameless/${atMs}`;
  const paidUsd = negate(amountUsd);
  const booked = recordEvent(
    state,
    amountUsd < 0
      ? { kind: 'late-cost', atMs, symbol: '', paidUsd, venueId }
      : { kind: 'transfer', atMs, amountUsd, venueId },
  );
  return raiseAlert(booked, { atMs, ...namelessMoneyAlert(amountUsd, state.ledger) });
}
