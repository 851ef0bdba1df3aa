/**
 * How large may the bot's item become, and what has room in it?
 *
 * The item stays under `ITEM_BYTES_MAX`, whatever happens together. Some things cannot wait: the stop, the exit and the
 * rows of an open trade, a halt, a stopped day. Their room is kept free: an entry is denied unless all that may follow
 * from it fits as well, with no row delivered meanwhile. What can wait does: commands, parameters, and rows that only
 * count or sum up.
 *
 * Invariants:
 * - Alerts have the room that is left; the times without a stop what these leave, and the prices last seen what is left then.
 *   They never take it from anything else, and deny no entry.
 * - While no row waits for delivery, an event that can wait is recorded: its row is delivered at once.
 * - The sizes below are the largest of each part, with the longest numbers and names.
 */
import { boundWaiting, type Waiting } from './alerts/alert.ts';
import { OUTBOX_ROWS_MAX, modeOf, type BotState } from './bot-state.ts';
import type { PositionTerms } from './ledger/position.ts';
import type { Order } from './order.ts';
import { HOUR_MS, SECOND_MS } from './units.ts';
import { storedBytes } from './words.ts';

export const ITEM_BYTES_MAX = 32 * 1024;

/** Beside the body: keys, versions, the invocation's id, the name of the table. */
const ATTRIBUTES_BYTES = 450;

/** What is known of the alerts: how many there were, when and about what the last ones were sent, how many were not. */
const ALERT_LOG_BYTES = 2_000;
/**
 * A stopped day and its amounts, a streak, the words of an unread account and of invalid parameters, counts of denials,
 * the rest of a sum, since when commands wait, are unread and are remembered.
 */
const STANDING_BYTES = 2_190;
/** A halt: its cause in the item, and its row. */
const HALT_BYTES = 900;
/** The one event that is recorded though it could wait, because no row waits: a command that ends a halt. */
const EVENT_BYTES = 2_200;
/** A command that is remembered, with the longest id and why it was not obeyed; and how many have room in any case. */
const REMEMBERED_BYTES = 140;
const REMEMBERED_MIN = 3;

/** An order without terms. */
const ORDER_BYTES = 265;
const ENTRY_ORDER_BYTES = 800;
const EXIT_ORDER_BYTES = 320;
const SIMULATED_POSITION_BYTES = 125;
const OPENED_ROW_BYTES = 1_280;
/** What a position has more than the entry order that it comes from. */
const POSITION_MORE_BYTES = 150;
/** The row of recovery, and the note of an exit that fails. */
const TROUBLE_BYTES = 220;
/** With real money a part may close before the rest: two such rows, their fills in positions, and their fees in kind. */
const PARTIAL_CLOSES_BYTES = 1_700;
/** A fee that was paid in another currency: its transfer, or what waits for its price. */
const FEE_BYTES = 180;
/** A position of which the venue holds less. */
const SHORTFALL_BYTES = 100;
const FUNDING_ROW_BYTES = 140;
/** The shortest interval that a market has. */
const FUNDING_EVERY_MS = HOUR_MS;

/** The state with an event that can wait; without it where its row has no room. @param after with it. */
export function admit(before: BotState, after: BotState): BotState {
  return before.outbox.rows.length === 0 || fits(after) ? after : before;
}

/** Whether all that cannot wait still fits in this state. */
export function fits(state: BotState): boolean {
  return state.outbox.rows.length <= OUTBOX_ROWS_MAX && bytesNeeded(state) <= ITEM_BYTES_MAX;
}

/** Whether one more entry of these terms fits, with all that may follow from it. */
export function hasRoomForEntry(state: BotState, terms: Pick<PositionTerms, 'maxHoldSeconds'>): boolean {
  if (state.outbox.rows.length >= OUTBOX_ROWS_MAX) return false;
  const entryBytes = ENTRY_ORDER_BYTES + ORDER_BYTES + openingBytes(state) + followingBytes(state, terms);
  return bytesNeeded(state) + entryBytes + EVENT_BYTES + memoryBytes(state) <= ITEM_BYTES_MAX;
}

/** What the memory of commands may grow by in any case: one is obeyed while no row waits, whatever the item holds. */
function memoryBytes(state: BotState): number {
  return Math.max(0, REMEMBERED_MIN - rememberedCount(state)) * REMEMBERED_BYTES;
}

/** Whether the commands that a state remembers leave the room of one more event. */
export function hasRoomToRemember(state: BotState): boolean {
  return rememberedCount(state) <= REMEMBERED_MIN || bytesNeeded(state) + EVENT_BYTES <= ITEM_BYTES_MAX;
}

function rememberedCount({ commandMemory }: BotState): number {
  return commandMemory?.commands.length ?? 0;
}

/** The size of the item without alerts and prices, with everything that may come and cannot wait. */
export function bytesNeeded(state: BotState): number {
  const { ledger, orders, account } = state;
  let bytes = ALERT_LOG_BYTES + STANDING_BYTES + itemBytes(withoutOptional(state));
  if (ledger.halted === undefined) bytes += HALT_BYTES;
  if (account === undefined) bytes += PARTIAL_CLOSES_BYTES;
  for (const { tradeId, terms } of ledger.positions) {
    bytes += followingBytes(state, terms) + missingBytes(orders, tradeId);
    if (account !== undefined) bytes += missingBytes(account.orders, tradeId);
  }
  for (const order of orders) {
    if (order.leg === 'entry') bytes += openingBytes(state) + followingBytes(state, order.terms);
  }
  return bytes;
}

/** Without what has the room that is left. */
function withoutOptional(state: BotState): object {
  const { alertLog: _, unprotectedSoFar: _times, seenPrices: _prices, outbox, ...rest } = state;
  return { ...rest, outbox: { rows: outbox.rows } };
}

function itemBytes(body: object): number {
  return ATTRIBUTES_BYTES + storedBytes(body);
}

/** What an entry with its stop becomes when it is filled, beyond these two orders. */
function openingBytes(state: BotState): number {
  const venueBytes = modeOf(state) === 'paper' ? SIMULATED_POSITION_BYTES + 2 * ORDER_BYTES : FEE_BYTES;
  return OPENED_ROW_BYTES + POSITION_MORE_BYTES + ORDER_BYTES + venueBytes;
}

/** What may follow while a position is open. The rows of its close take less than what leaves with it. */
function followingBytes(state: BotState, { maxHoldSeconds }: Pick<PositionTerms, 'maxHoldSeconds'>): number {
  const fundings = Math.max(1, Math.ceil((maxHoldSeconds * SECOND_MS) / FUNDING_EVERY_MS));
  const venueBytes = modeOf(state) === 'live' ? SHORTFALL_BYTES : 0;
  return EXIT_ORDER_BYTES + TROUBLE_BYTES + fundings * FUNDING_ROW_BYTES + venueBytes;
}

/** The two protective orders of a position, as far as they are not there yet. */
function missingBytes(orders: readonly Order[], tradeId: number): number {
  const there = orders.filter(
    (order) => order.tradeId === tradeId && (order.leg === 'stop' || order.leg === 'take-profit'),
  );
  return Math.max(0, 2 - there.length) * ORDER_BYTES;
}

/**
 * The state as it is committed: where the item would be too large, the prices last seen leave, then the times without a stop,
 * which are unknown from then on, then waiting alerts, the oldest before the others. Without any it is not even measured:
 * everything else has its room.
 */
export function withinItem(state: BotState): BotState {
  const { seenPrices, ...unseen } = state;
  const { unprotectedSoFar, ...untimed } = unseen;
  if (seenPrices === undefined && unprotectedSoFar === undefined) return withinAlerts(state);
  if (itemBytes(state) <= ITEM_BYTES_MAX) return state;
  return itemBytes(unseen) <= ITEM_BYTES_MAX ? unseen : withinAlerts(untimed);
}

function withinAlerts(state: BotState): BotState {
  if (state.outbox.alerts.length === 0) return state;
  const aboveBytes = itemBytes(state) - ITEM_BYTES_MAX;
  if (aboveBytes <= 0) return state;
  const waiting: Waiting = { alerts: state.outbox.alerts, log: state.alertLog };
  const bytesMax = Math.max(0, storedBytes(waiting.alerts) - aboveBytes);
  const { alerts, log } = boundWaiting(waiting, bytesMax);
  return { ...state, alertLog: log, outbox: { ...state.outbox, alerts } };
}

/** The state without anything that a bot can do without: where even this is not taken, nothing can be written. */
export function lightest(state: BotState): BotState {
  const {
    refusal: _refusal,
    entryRejections: _rejections,
    outsideHours: _hours,
    unprotectedSoFar: _times,
    seenPrices: _prices,
    ...rest
  } = state;
  const { alerts, log } = boundWaiting({ alerts: state.outbox.alerts, log: state.alertLog }, 0);
  return { ...rest, alertLog: { ...log, told: {} }, outbox: { ...state.outbox, alerts } };
}
