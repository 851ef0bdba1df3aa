/**
 * Compares a real account with the ledger, and lists the unexplained differences.
 *
 * Invariants:
 * - An order of ours is an orphan only when this ledger has issued its number. A later number belongs to an invocation
 *   that has overtaken this one, or to another copy of the ledger, and protects its position.
 * - A stop of ours in a market in which the venue holds what the ledger does not know is left: it may be all that protects
 *   it.
 * - A market in which an order of ours is intended or unknown is left alone, because its size is not known.
 * - What is more than the ledger's, or on the other side, is somebody else's.
 * - Positions and orders of others are named and never touched. A sentence names market, side and quantity.
 */
import type { BotState } from '../bot-state.ts';
import { ownOrder } from '../order.ts';
import { openQuantity, type Position } from '../ledger/position.ts';
import type { AccountOrder, AccountPosition } from '../venue-report.ts';

export interface MissingPosition {
  readonly position: Position;
  /** What the venue holds in its direction, in base units. */
  readonly heldQuantity: number;
}

export interface AccountCheck {
  /** Positions of the ledger of which the venue holds less, or nothing: somebody else closed them. */
  readonly missing: readonly MissingPosition[];
  /** Orphan orders, which the ledger has issued and finished: to be cancelled. */
  readonly orphans: readonly AccountOrder[];
  /** Unexplained differences, each in a sentence without a full stop. */
  readonly unexplained: readonly string[];
}

/**
 * @param settling markets with an activity in this tick: they are compared at the next one.
 * @param overdueIds orders whose outcome was due long ago: nothing waits for them.
 */
export function checkAccount(
  state: BotState,
  positions: readonly AccountPosition[],
  orders: readonly AccountOrder[],
  settling: ReadonlySet<string>,
  overdueIds: ReadonlySet<string> = new Set(),
): AccountCheck {
  const busy = new Set(settling);
  for (const { symbol, status, leg, clientOrderId } of state.orders) {
    // An intended order was not sent yet; a stop in doubt has no size of its own.
    const isInDoubt = status === 'unknown' && leg !== 'stop';
    if (isInDoubt && !overdueIds.has(clientOrderId)) busy.add(symbol);
  }
  const missing: MissingPosition[] = [];
  const unexplained: string[] = [];
  if (positions.some(({ isHedged }) => isHedged)) {
    unexplained.push('the account is in hedge mode, in which a position has two sides');
  }
  for (const position of state.ledger.positions) {
    const { symbol, side } = position;
    if (busy.has(symbol)) continue;
    const held = positions.find((other) => other.symbol === symbol);
    const quantity = openQuantity(position);
    const heldQuantity = held?.side === side ? held.quantity : 0;
    if (heldQuantity < quantity) missing.push({ position, heldQuantity });
    if (held !== undefined && held.side !== side) unexplained.push(foreign(held));
    if (heldQuantity > quantity) {
      unexplained.push(`${symbol} is a ${side} of ${heldQuantity}, the ledger has a ${side} of ${quantity}`);
    }
  }
  const ours = new Set(state.ledger.positions.map(({ symbol }) => symbol));
  for (const position of positions) {
    const { symbol } = position;
    if (!ours.has(symbol) && !busy.has(symbol)) unexplained.push(foreign(position));
  }
  // Where something has just moved, nobody knows yet whose the position is.
  const isKnown = (symbol: string) => ours.has(symbol) && !settling.has(symbol);
  const notOurs = new Set(positions.map(({ symbol }) => symbol).filter((symbol) => !isKnown(symbol)));
  return { missing, ...sorted(state, orders, { unexplained, notOurs }) };
}

function foreign({ symbol, side, quantity }: AccountPosition): string {
  return `a ${side} of ${quantity} in ${symbol} is not the bot's`;
}

function sorted(
  state: BotState,
  orders: readonly AccountOrder[],
  {
    unexplained,
    notOurs,
  }: { readonly unexplained: readonly string[]; readonly notOurs: ReadonlySet<string> },
) {
  const known = new Set(state.orders.map(({ clientOrderId }) => clientOrderId));
  const unknown = orders.filter(({ clientOrderId }) => !known.has(clientOrderId));
  const issued = unknown.filter(({ clientOrderId }) => isIssued(state, clientOrderId));
  const mayProtect = ({ symbol, clientOrderId }: AccountOrder) =>
    notOurs.has(symbol) && ownOrder(state.botId, clientOrderId)?.leg === 'stop';
  const orphans = issued.filter((order) => !mayProtect(order));
  const words = unknown
    .filter((order) => !issued.includes(order))
    .map(({ symbol, clientOrderId }) => `an order in ${symbol} is ${whoseWords(state, clientOrderId)}`);
  return { orphans, unexplained: [...unexplained, ...words] };
}

/** Whether this ledger, or one that it continues, has given out that number. */
function isIssued({ botId, ledger, epochMark, orderCount }: BotState, clientOrderId: string): boolean {
  const own = ownOrder(botId, clientOrderId);
  if (own === undefined) return false;
  if (own.epoch !== ledger.epoch) return own.epoch < ledger.epoch;
  return own.epochMark === epochMark && own.sequence <= orderCount;
}

/** Of an order that it has not issued. */
function whoseWords({ botId, ledger, epochMark }: BotState, clientOrderId: string): string {
  const own = ownOrder(botId, clientOrderId);
  if (own === undefined) return `not the bot's: ${clientOrderId}`;
  const isOfAnother = own.epoch === ledger.epoch && own.epochMark !== epochMark;
  return `of ${isOfAnother ? 'another copy of the ledger' : 'a later time than the ledger'}: ${clientOrderId}`;
}
