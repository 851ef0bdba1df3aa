/**
 * Which stops that do not rest have another one in their place, which somebody else has placed?
 *
 * Invariants:
 * - A stand-in closes all of the bot's position, as the account showed it last.
 * - An account that was not read says nothing new.
 */
import type { BotState } from '../bot-state.ts';
import type { Order, StopOrder } from '../order.ts';
import type { VenueReport } from '../venue-report.ts';
import { noteProtection } from './unprotected-spans.ts';

export function withStandIns(state: BotState, { standIns, unreadable, lookedAtMs }: VenueReport): BotState {
  if (unreadable !== undefined && standIns === undefined) return state;
  const isWrong = (order: Order): order is StopOrder =>
    order.leg === 'stop' && (order.hasStandIn ?? false) !== isStoodIn(order, standIns);
  const wrong = state.orders.filter(isWrong);
  if (wrong.length === 0) return state;
  const orders = state.orders.map((order) => (isWrong(order) ? withOtherStandIn(order, lookedAtMs) : order));
  const corrected: BotState = { ...state, orders };
  return wrong.reduce((next, stop) => noteProtection(next, stop, lookedAtMs), corrected);
}

function withOtherStandIn(order: StopOrder, lookedAtMs: number | undefined): StopOrder {
  const { hasStandIn, confirmedAtMs, ...stop } = order;
  if (hasStandIn !== true)
    return { ...stop, hasStandIn: true, ...(lookedAtMs !== undefined && { confirmedAtMs: lookedAtMs }) };
  // It rests itself by now, or nothing does any more.
  return stop.status === 'resting' && confirmedAtMs !== undefined ? { ...stop, confirmedAtMs } : stop;
}

function isStoodIn({ symbol, status }: StopOrder, standIns: readonly string[] | undefined): boolean {
  return status !== 'resting' && standIns?.includes(symbol) === true;
}
