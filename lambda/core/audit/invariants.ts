/**
 * `lambda/core/audit/`: whether a state may be committed, and whether state, rows and the real account agree.
 *
 * May this state be committed after that one?
 *
 * Checked at every commit, in production too, as far as a draft shows it. A broken invariant never stops exits: the
 * draft's new entries are discarded, the bot is halted and the operator gets an alert. The invariants of the whole
 * bot, by the numbers that the titles of tests name:
 *
 *  1. The version grows by one with each commit; an invocation that lost the race has sent nothing.
 *  2. No commit increases exposure beyond a cap. Orders in flight or unknown count.
 *  3. The time of a position without a confirmed hard stop is measured and limited; an intended stop is no protection.
 *  3a. The ledger holds nothing that the venue does not hold. A position that the bot did not open is never adopted.
 *  3b. A request is not a fact: closed, flat and entered are said of the venue's state.
 *  4. Each fill is booked once. The balance is the first one, transfers and net of closed trades, to the last digit.
 *  5. No order is sent without its committed intent; no client order id is used for two orders.
 *  6. A stopped, paused or halted bot opens nothing, and still manages its open positions.
 *  7. The realised loss of a day stays within its limit, but for gaps through a stop and slippage beyond the model.
 *  8. Unknown, late, malformed or contradictory input opens nothing, and never loses a row.
 */
import type { BotParameters } from '../../config.ts';
import { modeOf, type BotState } from '../bot-state.ts';
import { isPaused, isStopped } from '../ledger/day-book.ts';
import { evolve } from '../ledger/ledger.ts';
import { initialLedger } from '../ledger/ledger-state.ts';
import { halt } from '../control/halt.ts';
import type { Position } from '../ledger/position.ts';
import { isConfirmedStop, type EntryOrder, type Order } from '../order.ts';
import { exposureOf } from '../risk/entry-gates.ts';
import {
  exceedsBalance,
  exceedsBudget,
  exceedsCollateral,
  exceedsHour,
  exceedsPositions,
} from '../risk/limits.ts';

/** The invariants that a draft breaks, in words; empty when it breaks none. */
export function brokenInvariants(
  before: BotState,
  draft: BotState,
  tickMs: number,
  parameters: BotParameters,
): readonly string[] {
  return [
    ...brokenLedger(before, draft),
    ...brokenOrders(draft),
    ...brokenCaps(before, draft, tickMs, parameters),
  ];
}

/** The draft as it may be committed: halted and without its new entries where an invariant is broken. */
export function safeguard(
  before: BotState,
  draft: BotState,
  tickMs: number,
  parameters: BotParameters,
): BotState {
  const broken = brokenInvariants(before, draft, tickMs, parameters);
  if (broken.length === 0) return draft;
  const exitsOnly = withoutNewEntries(before, draft);
  if (draft.ledger.halted !== undefined) return exitsOnly;
  const cause = `invariant broken: ${broken.join('; ')}`;
  return halt(exitsOnly, cause, tickMs);
}

/** The draft without the entries that it adds, and without the stops that they take along. */
export function withoutNewEntries(before: BotState, draft: BotState): BotState {
  const added = new Set(newEntries(before, draft).map(({ tradeId }) => tradeId));
  const isAdded = ({ leg, tradeId }: Order) => added.has(tradeId) && (leg === 'entry' || leg === 'stop');
  return { ...draft, orders: draft.orders.filter((order) => !isAdded(order)) };
}

/** The ledger agrees with its rows: the rows since the last commit lead from one to the other. */
function brokenLedger(before: BotState, draft: BotState): readonly string[] {
  if (before.ledger === draft.ledger) return [];
  const goesOn = before.ledger.epoch === draft.ledger.epoch;
  let replayed = goesOn ? before.ledger : initialLedger(draft.ledger.epoch);
  const { rowCount } = replayed;
  for (const { epoch, sequence, event } of draft.outbox.rows) {
    // Rows of the epoch before may wait for their delivery.
    if (epoch !== replayed.epoch || sequence <= rowCount) continue;
    if (sequence !== replayed.rowCount + 1) return [`row ${sequence} follows row ${replayed.rowCount}`];
    replayed = evolve(replayed, event);
  }
  const { ledger } = draft;
  const broken: string[] = [];
  if (ledger.epoch < before.ledger.epoch)
    broken.push(`epoch ${ledger.epoch} follows epoch ${before.ledger.epoch}`);
  if (replayed.rowCount !== ledger.rowCount)
    broken.push(`rows end at ${replayed.rowCount}, the ledger at ${ledger.rowCount}`);
  if (replayed.balanceUsd !== ledger.balanceUsd) {
    broken.push(`the balance is ${ledger.balanceUsd}e-8 USD where its rows leave ${replayed.balanceUsd}e-8`);
  }
  if (replayed.positions.length !== ledger.positions.length)
    broken.push('the open positions are not those of the rows');
  return broken;
}

function brokenOrders(draft: BotState): readonly string[] {
  const { orders, ledger, orderCount } = draft;
  const broken: string[] = [];
  const ids = new Set(orders.map(({ clientOrderId }) => clientOrderId));
  if (ids.size !== orders.length) broken.push('a client order id is used by two orders');
  if (orders.length > orderCount)
    broken.push(`${orders.length} orders in the book, ${orderCount} ever intended`);
  for (const position of ledger.positions) {
    if (!(position.quantity > 0) || !(hasTwoSides(position) || isTakenCareOf(draft, position)))
      broken.push(`the position in ${position.symbol} cannot be protected`);
  }
  return broken;
}

/** Its stop and its take-profit lie on either side of a price. */
function hasTwoSides({ side, stopPrice, takeProfitPrice }: Position): boolean {
  return side === 'long' ? stopPrice < takeProfitPrice : stopPrice > takeProfitPrice;
}

/** An entry that was filled beyond its stop is closed at once; or a real exchange has taken the stop all the same. */
function isTakenCareOf(draft: BotState, { tradeId }: Position): boolean {
  const ofTrade = draft.orders.filter((order) => order.tradeId === tradeId);
  const isClosing = ofTrade.some(({ leg }) => leg === 'exit');
  return isClosing || (modeOf(draft) === 'live' && ofTrade.some(isConfirmedStop));
}

/** No commit increases exposure beyond a cap. Open positions may exceed one that was lowered since. */
function brokenCaps(
  before: BotState,
  draft: BotState,
  tickMs: number,
  parameters: BotParameters,
): readonly string[] {
  const added = newEntries(before, draft);
  if (added.length === 0) return [];
  const { ledger } = draft;
  const exposure = exposureOf(draft, parameters);
  const { symbols, collateralUsd, worstUsd, entriesInFlight } = exposure;
  const broken: readonly (readonly [isBroken: boolean, words: string])[] = [
    [ledger.halted !== undefined, 'a halted bot enters'],
    [ledger.operatorPausedSinceMs !== undefined, 'a bot paused by its operator enters'],
    [isStopped(ledger), 'a stopped bot enters'],
    [isPaused(ledger, tickMs), 'a paused bot enters'],
    [exceedsPositions(exposure.positions, parameters), `${exposure.positions} positions`],
    [new Set(symbols).size < symbols.length, 'two positions in one symbol'],
    [exceedsCollateral(collateralUsd, parameters), 'more collateral open than allowed'],
    [exceedsHour(ledger, entriesInFlight.length, tickMs, parameters), 'more entries than an hour allows'],
    [exceedsBalance(ledger, collateralUsd), 'more collateral open than the balance'],
    [exceedsBudget(ledger, worstUsd, parameters), 'more at risk than the day may lose'],
  ];
  return broken.filter(([isBroken]) => isBroken).map(([, words]) => words);
}

function newEntries(before: BotState, draft: BotState): readonly EntryOrder[] {
  const isKnown = (id: string) => before.orders.some(({ clientOrderId }) => clientOrderId === id);
  return draft.orders
    .filter((order) => order.leg === 'entry')
    .filter((order) => !isKnown(order.clientOrderId));
}
