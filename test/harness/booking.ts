/**
 * What the core's tests of booking and deciding share: live bots, the venue's answers and reports, ticks, and what a
 * state has written down.
 */
import type { BotState } from '../../lambda/core/bot-state.ts';
import type { TickView } from '../../lambda/core/decide.ts';
import type { Fill } from '../../lambda/core/ledger/fills.ts';
import type { LedgerEvent } from '../../lambda/core/ledger/ledger-events.ts';
import type { MarketView } from '../../lambda/core/market.ts';
import type { Order, Outcome } from '../../lambda/core/order.ts';
import { intendProtection, type StalledTrades } from '../../lambda/core/orders/order-plan.ts';
import { reconcile } from '../../lambda/core/reconcile.ts';
import type { VenueActivity, VenueReport } from '../../lambda/core/venue-report.ts';
import { FREE, NOON, botState, fillOf, parameters, position, quote, view } from './builders.ts';

/** The second trade, where a test has two. */
export const ETH = { tradeId: 2, symbol: 'ETH' } as const;

/** A bot with real money, its orders, and the builders' position unless others are given. */
export function liveBot(orders: readonly Order[], positions = [position()]): BotState {
  return botState({ account: undefined, orders, ledger: { positions } });
}

/** The order is filled, in whole unless the changes say otherwise. */
export function filled(order: Order, changes: Partial<Fill> = {}): Outcome {
  return { status: 'filled', fills: [fillOf(order, changes)] };
}

/** The venue reports a fill of 6 units. */
export function filledAt(
  order: { readonly clientOrderId: string },
  price: number,
  timeMs: number,
): VenueActivity {
  return { kind: 'fill', timeMs, fill: fillOf(order, { price, timeMs }), ambiguous: false, basePrice: price };
}

/** After a report of the venue: of nothing but what is told. */
export function reconciledWith(state: BotState, told: Partial<VenueReport>, tickMs = NOON): BotState {
  const report = { views: [], activities: [], restingOrderIds: new Set<string>(), account: undefined };
  return reconcile(state, { ...report, ...told }, tickMs, parameters());
}

/** After protection was intended at a tick that shows no market. */
export function protectedAt(state: BotState, stalled?: StalledTrades): BotState {
  return intendProtection(state, { views: [], parameters: parameters() }, stalled);
}

export function viewAt(symbol: string, price: number): MarketView {
  return view({ symbol, quote: quote(price) });
}

/** Noon in these markets, without costs. */
export function tickOf(
  views: readonly MarketView[],
  changes: Partial<Omit<TickView, 'views'>> = {},
): TickView {
  const symbols = views.map(({ market }) => market.symbol);
  return { tickMs: NOON, views, symbols, parameters: parameters(FREE), ...changes };
}

/** Orders that are intended and not sent. */
export function intendedOrders({ orders }: BotState): readonly Order[] {
  return orders.filter(({ status }) => status === 'intended');
}

export function eventsOf({ outbox }: BotState): readonly LedgerEvent[] {
  return outbox.rows.map(({ event }) => event);
}

export function eventKindsOf(state: BotState): readonly LedgerEvent['kind'][] {
  return eventsOf(state).map(({ kind }) => kind);
}
