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
  const isNews = (order: Order): order is StopOrder => {
    if (order.leg !== 'stop') return false;
    const isStood = isStoodIn(order, standIns);
    if ((order.hasStandIn ?? false) !== isStood) return true;
    // One that the venue had only told of is seen now.
    return isStood && order.confirmedAtMs === undefined && lookedAtMs !== undefined;
  };
  const changed = state.orders.filter(isNews);
  if (changed.length === 0) return state;
  const seen = (order: Order) =>
    isNews(order) ? asSeen(order, isStoodIn(order, standIns), lookedAtMs) : order;
  const next: BotState = { ...state, orders: state.orders.map(seen) };
  return changed.reduce((noted, stop) => noteProtection(noted, stop, lookedAtMs), next);
}

function asSeen(order: StopOrder, isStood: boolean, lookedAtMs: number | undefined): StopOrder {
  const { hasStandIn: _, confirmedAtMs, ...stop } = order;
  if (isStood)
    return { ...stop, hasStandIn: true, ...(lookedAtMs !== undefined && { confirmedAtMs: lookedAtMs }) };
  // It rests itself by now, or nothing does any more.
  return stop.status === 'resting' && confirmedAtMs !== undefined ? { ...stop, confirmedAtMs } : stop;
}

function isStoodIn({ symbol, status }: StopOrder, standIns: readonly string[] | undefined): boolean {
  return status !== 'resting' && standIns?.includes(symbol) === true;
}
