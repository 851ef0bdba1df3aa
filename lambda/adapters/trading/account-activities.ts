/**
 * Turns readings of the account into activities for the ledger. Pure.
 *
 * - Activities come oldest first.
 * - The outcome of an order has the time of its last fill. A stop that has ended has the time at which it did: whatever closed its
 *   position later found that without a stop.
 */
import type { BotState } from '../../core/bot-state.ts';
import { fillsOf, type Order, type Resolution } from '../../core/order.ts';
import type { VenueActivity } from '../../core/venue-report.ts';
import { isOverdue } from './orders/order-resolution.ts';
import type { Snapshot } from './venue-dialect.ts';

export function activityOf(
  { clientOrderId, leg }: Order,
  resolution: Resolution,
  nowMs: number,
): VenueActivity {
  const filledMs = fillsOf(resolution).at(-1)?.timeMs;
  const endedMs = leg === 'stop' && resolution.status === 'expired' ? resolution.endedAtMs : undefined;
  return { kind: 'resolved', timeMs: filledMs ?? endedMs ?? nowMs, clientOrderId, resolution };
}

/** Oldest first; at one moment, costs of a position come before its close. */
export function inOrder(left: VenueActivity, right: VenueActivity): number {
  const rank = ({ kind }: VenueActivity) => (kind === 'funding' || kind === 'transfer' ? 0 : 1);
  return left.timeMs === right.timeMs ? rank(left) - rank(right) : left.timeMs - right.timeMs;
}

/** Markets whose positions differ from the ledger's in this tick. */
export function symbolsFilled({ orders }: BotState, resolved: readonly VenueActivity[]): ReadonlySet<string> {
  const ids = new Set(
    resolved.flatMap((activity) => {
      const isFill = activity.kind === 'resolved' && 'fills' in activity.resolution;
      return isFill ? [activity.clientOrderId] : [];
    }),
  );
  return new Set(orders.filter(({ clientOrderId }) => ids.has(clientOrderId)).map(({ symbol }) => symbol));
}

/** Orders whose outcome the venue has not shown, long after it must have known it. */
export function overdueOrders(
  { orders }: BotState,
  resolved: readonly VenueActivity[],
  nowMs: number,
): readonly Order[] {
  const known = new Set(
    resolved.map((activity) => ('clientOrderId' in activity ? activity.clientOrderId : '')),
  );
  return orders.filter(
    (order) => order.status !== 'resting' && !known.has(order.clientOrderId) && isOverdue(order, nowMs),
  );
}

export function unknownWords({ symbol, clientOrderId }: Order): string {
  return `what became of an order in ${symbol} is not known: ${clientOrderId}`;
}

/** Markets of positions in which another stop than ours closes all. */
export function standInsOf({ ledger, orders }: BotState, { conditional }: Snapshot): readonly string[] {
  const own = new Set(orders.map(({ clientOrderId }) => clientOrderId));
  const others = conditional.filter(
    ({ clientOrderId, status }) => status === 'open' && !own.has(clientOrderId),
  );
  return ledger.positions
    .filter(({ symbol, side }) => others.some((other) => other.symbol === symbol && other.closes === side))
    .map(({ symbol }) => symbol);
}
