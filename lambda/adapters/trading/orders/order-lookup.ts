/**
 * What an order is looked up with: one look at the account, and what the ledger says beside it.
 */
import type { BotState } from '../../../core/bot-state.ts';
import { openQuantity } from '../../../core/ledger/position.ts';
import type { Order } from '../../../core/order.ts';
import { isLive } from '../../../core/orders/order-plan.ts';
import type { Clock } from '../../../ports.ts';
import type { Snapshot, VenueDialect } from '../venue-dialect.ts';
import type { OrderCancel } from './order-cancel.ts';

export interface Lookup {
  readonly dialect: VenueDialect;
  readonly snapshot: Snapshot;
  /** Venue time. */
  readonly nowMs: number;
  /** Fills that are booked already, by the venue's ids. */
  readonly bookedIds: ReadonlySet<string>;
  /** Open quantity of a market by the ledger, in base units. */
  readonly openQuantity: (symbol: string) => number;
  /** Whether the order's trade is open by the ledger, or may be: its entry is in doubt. */
  readonly isLive: (order: Order) => boolean;
  /** Cancels an order, and waits until it is over. */
  readonly cancel: (order: Order) => Promise<void>;
}

interface LookupOptions {
  readonly dialect: VenueDialect;
  readonly cancels: OrderCancel;
  readonly clock: Clock;
}

export function lookupOf(
  state: BotState,
  snapshot: Snapshot,
  { dialect, cancels, clock }: LookupOptions,
): Lookup {
  const { positions } = state.ledger;
  const exits = positions.flatMap((position) => position.exits ?? []);
  return {
    dialect,
    snapshot,
    nowMs: clock.nowMs(),
    bookedIds: new Set(exits.flatMap(({ venueId }) => (venueId === undefined ? [] : [venueId]))),
    openQuantity: (symbol) => {
      const position = positions.find((open) => open.symbol === symbol);
      return position === undefined ? 0 : openQuantity(position);
    },
    isLive: (order) => isLive(state, order),
    cancel: async (order) => {
      await cancels.requestCancel(order);
    },
  };
}
