/**
 * Compares a real account with the ledger, and lists the unexplained differences.
 *
 * Invariants:
 * - An order of ours is an orphan only when this ledger has issued its number. A later number belongs to an invocation
 *   that has overtaken this one, and protects its position.
 * - A market in which an order of ours is intended or unknown is left alone, because its size is not known.
 * - Positions and orders of others are named and never touched. A sentence names market, side and quantity.
 */
import type { BotState } from '../bot-state.ts';
import { ownOrder } from '../order.ts';
import { openQuantity, type Position } from '../ledger/position.ts';
import type { AccountOrder, AccountPosition } from '../venue-report.ts';

export interface AccountCheck {
  /** Positions of the ledger of which the venue has none: somebody else closed them. */
  readonly vanished: readonly Position[];
  /** Orphan orders, which the ledger has issued and finished: to be cancelled. */
  readonly orphans: readonly AccountOrder[];
  /** Unexplained differences, each in a sentence without a full stop. */
  readonly unexplained: readonly string[];
}

/** @param settling markets with an activity in this tick: they are compared at the next one. */
export function checkAccount(
  state: BotState,
  positions: readonly AccountPosition[],
  orders: readonly AccountOrder[],
  settling: ReadonlySet<string>,
): AccountCheck {
  const busy = new Set(settling);
  // A stop in doubt has no size of its own.
  for (const { symbol, status, leg } of state.orders)
    if (status !== 'resting' && leg !== 'stop') busy.add(symbol);
  const vanished: Position[] = [];
  const unexplained: string[] = [];
  if (positions.some(({ isHedged }) => isHedged)) {
    unexplained.push('the account is in hedge mode, in which a position has two sides');
  }
  for (const position of state.ledger.positions) {
    const { symbol, side } = position;
    if (busy.has(symbol)) continue;
    const held = positions.find((other) => other.symbol === symbol);
    const quantity = openQuantity(position);
    if (held === undefined) vanished.push(position);
    else if (held.side !== side || held.quantity !== quantity) {
      unexplained.push(
        `${symbol} is a ${held.side} of ${held.quantity}, the ledger has a ${side} of ${quantity}`,
      );
    }
  }
  const ours = new Set(state.ledger.positions.map(({ symbol }) => symbol));
  for (const { symbol, side, quantity } of positions) {
    if (!ours.has(symbol) && !busy.has(symbol)) {
      unexplained.push(`a ${side} of ${quantity} in ${symbol} is not the bot's`);
    }
  }
  return { vanished, ...sorted(state, orders, unexplained) };
}

function sorted(state: BotState, orders: readonly AccountOrder[], unexplained: readonly string[]) {
  const known = new Set(state.orders.map(({ clientOrderId }) => clientOrderId));
  const unknown = orders.filter(({ clientOrderId }) => !known.has(clientOrderId));
  const orphans = unknown.filter(({ clientOrderId }) => isIssued(state, clientOrderId));
  const words = unknown
    .filter((order) => !orphans.includes(order))
    .map(({ symbol, clientOrderId }) =>
      ownOrder(state.botId, clientOrderId) === undefined
        ? `an order in ${symbol} is not the bot's: ${clientOrderId}`
        : `an order in ${symbol} is of a later time than the ledger: ${clientOrderId}`,
    );
  return { orphans, unexplained: [...unexplained, ...words] };
}

/** Whether this ledger, or one that it continues, has given out that number. */
function isIssued({ botId, ledger, orderCount }: BotState, clientOrderId: string): boolean {
  const own = ownOrder(botId, clientOrderId);
  if (own === undefined) return false;
  return own.epoch === ledger.epoch ? own.sequence <= orderCount : own.epoch < ledger.epoch;
}
