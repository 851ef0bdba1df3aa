/**
 * What does the bot remember between two ticks?
 *
 * Invariants:
 * - One item per bot is the authority. Its ledger is a fold of its rows.
 * - Rows and alerts wait in the outbox until they are delivered.
 * - Orders in flight are part of the item.
 */
import {
  EMPTY_ALERT_LOG,
  boundWaiting,
  limitAlertRate,
  withUntold,
  type Alert,
  type AlertKind,
  type AlertLog,
  type NewAlert,
} from './alerts/alert.ts';
import type { BotParameters, Overrides } from '../config.ts';
import type { DenialCounts, EventOf, LedgerEvent, LedgerRow } from './ledger/ledger-events.ts';
import type { UnpricedFee } from './ledger/fills.ts';
import type { Shortfall } from './ledger/position.ts';
import type { CommandMemory } from './ledger/command-memory.ts';
import type { UnprotectedSoFar } from './ledger/unprotected-time.ts';
import { evolve } from './ledger/ledger.ts';
import { initialLedger, type LedgerState } from './ledger/ledger-state.ts';
import { clientOrderId, type Leg, type Order, type OrderIdentity } from './order.ts';
import { EMPTY_ACCOUNT, type PaperAccount } from './paper/paper-account.ts';
import { epochName, type EpochIdentity } from './text/epoch-name.ts';
import type { OutsideHours } from './trading-sessions.ts';
import { HOUR_MS, type Usd } from './units.ts';
import type { DenialCode } from './reasons.ts';
import type { EntryRejection, UnreadAccount, UnreadSince } from './standing-failures.ts';

export interface Outbox {
  readonly rows: readonly LedgerRow[];
  readonly alerts: readonly Alert[];
}

export const OUTBOX_ROWS_MAX = 100;

export const EMPTY_OUTBOX: Outbox = { rows: [], alerts: [] };

export interface BotState {
  readonly botId: string;
  /** Grows by one with every commit. */
  readonly version: number;
  /** Scheduled time of the last committed tick; `undefined` before the first. */
  readonly tickMs: number | undefined;
  readonly ledger: LedgerState;
  /**
   * Tells its epoch from one that began under the same number in another table. Absent in a bot's first epoch, and in one that an
   * earlier release has begun or gone on with.
   */
  readonly epochMark?: string;
  /** Sequence number of the last client order id. */
  readonly orderCount: number;
  readonly orders: readonly Order[];
  /** The simulated account of a paper bot; `undefined` in live mode, where the venue keeps it. */
  readonly account: PaperAccount | undefined;
  /** The overrides accepted last; absent where nothing but defaults was ever in force. */
  readonly parameters?: Overrides;
  /** The rejection of the parameters as they are stored now; absent when they are valid. */
  readonly refusal?: ParameterRejection;
  /** Booked movements of a real account; absent on paper. */
  readonly venueLog?: VenueLog;
  /** When the last trade ended that could not be protected; a second one within a day halts. Absent before the first. */
  readonly unprotectedAtMs?: number;
  /** When each open position of a real account had no stop. Absent on paper, while nothing is open, and where it is unknown. */
  readonly unprotectedSoFar?: readonly UnprotectedSoFar[];
  /** Positions whose exits the venue refuses, each until it is closed or may stay; absent when there are none. */
  readonly failingExits?: readonly FailingExit[];
  /** Why the exchange rejects entries, oldest first; absent while it rejects none. */
  readonly entryRejections?: readonly EntryRejection[];
  /** Absent while the real account can be read, and on paper. */
  readonly unreadAccount?: UnreadAccount;
  /** Fees in other currencies that have no price yet; absent when there are none. */
  readonly unpricedFees?: readonly UnpricedFee[];
  /** Positions of which the venue holds less, until a second look; absent when there are none. */
  readonly shortfalls?: readonly Shortfall[];
  /** The wallet differs since then, and the exchange does not say why. Absent while it does not, and on paper. */
  readonly unexplainedSinceMs?: number;
  /** Something was closed without all of its sum: the rest is what the wallet differs by once the bot is flat. */
  readonly isSumOpen?: true;
  /** Markets that the last tick could not enter because of their hours; absent while there are none. */
  readonly outsideHours?: OutsideHours;
  /** At which price each open position was last looked at; absent where none was seen, and where nothing is open. */
  readonly seenPrices?: readonly SeenPrice[];
  /** Denied entries since the last `denials` row. */
  readonly denials: DenialCounts;
  /** Commands that a commit has consumed and that may still be waiting to be removed. */
  readonly consumedCommandIds: readonly string[];
  /** Commands that were consumed lately; absent before the first tick, and in items of earlier releases. */
  readonly commandMemory?: CommandMemory;
  /**
   * Commands wait that a tick has read: the last one before it that left none. 0 where none was before. In a restored table
   * its first tick, until a later one has used up its minute. Absent otherwise.
   */
  readonly commandsLeftSinceMs?: number;
  /** Absent while the commands can be read. */
  readonly unreadCommands?: UnreadSince;
  readonly outbox: Outbox;
  readonly alertLog: AlertLog;
}

/** A position that should be closed, and that the venue does not close. */
export interface FailingExit {
  readonly tradeId: number;
  /** Since its first exit that did not succeed. */
  readonly sinceMs: number;
  /** The operator was told. */
  readonly isTold: boolean;
}

/** What an open position could have been closed at when the bot last looked. */
export interface SeenPrice {
  readonly tradeId: number;
  readonly price: number;
  /** When the venue stated it. */
  readonly atMs: number;
}

export type Mode = BotParameters['mode'];

/** The mode traded now: a paper bot keeps its simulated account in its item, a live one has none there. */
export function modeOf({ account }: BotState): Mode {
  return account === undefined ? 'live' : 'paper';
}

/** What is traded, in the one word that a person must not misread: `live` is real money, and nothing else. */
export type TradedAs = Mode | 'demo';

export function tradedAs(state: BotState): TradedAs {
  const mode = modeOf(state);
  return mode === 'live' && state.ledger.isDemo ? 'demo' : mode;
}

/** Stored parameters that were rejected as invalid. */
export interface ParameterRejection {
  readonly sinceMs: number;
  /** Every key, value and bound, in words: other words are another rejection. */
  readonly text: string;
  /** Its alert waits until the last one of the same words is an hour old. */
  readonly isHeldBack?: true;
}

/** Movements of a real account that are no fills, each booked once. */
export interface VenueLog {
  /** Earlier movements are not read any more. */
  readonly sinceMs: number;
  /** The venue's ids of the movements booked since then, newest last. */
  readonly bookedIds: readonly string[];
}

/** A paper bot on its first tick. @param origin of one that is not its first. */
export function newPaperBot(
  botId: string,
  epoch: number,
  balanceUsd: Usd,
  tickMs: number,
  origin: Pick<EventOf<'started'>, 'isDemo' | 'currency' | 'after' | 'asked'> = {},
): BotState {
  const unborn: BotState = {
    botId,
    version: 0,
    tickMs: undefined,
    ledger: initialLedger(epoch),
    orderCount: 0,
    orders: [],
    account: EMPTY_ACCOUNT,
    denials: {},
    consumedCommandIds: [],
    outbox: EMPTY_OUTBOX,
    alertLog: EMPTY_ALERT_LOG,
  };
  return recordEvent(unborn, { kind: 'started', atMs: tickMs, balanceUsd, ...origin });
}

/** The epoch of a bot, as its ids name it. */
export function epochOf({ ledger: { epoch }, epochMark }: BotState): EpochIdentity {
  return { epoch, epochMark };
}

/** Applies an event and puts its row in the outbox. */
export function recordEvent(state: BotState, event: LedgerEvent): BotState {
  const ledger = evolve(state.ledger, event);
  const row: LedgerRow = { epoch: ledger.epoch, sequence: ledger.rowCount, event };
  return { ...state, ledger, outbox: { ...state.outbox, rows: [...state.outbox.rows, row] } };
}

/** An alert that says nothing new is not sent: the next one counts it. */
export function holdBackAlert(state: BotState, kind: AlertKind): BotState {
  return { ...state, alertLog: withUntold(state.alertLog, kind) };
}

/**
 * Puts an alert in the outbox, under an id that is the same when the same tick is run again. Beyond the limit of the
 * hour it only counts the alert. Where too many wait, the oldest leave.
 *
 * @returns the state itself where an alert of its subject was sent within the hour.
 */
export function raiseAlert(state: BotState, alert: NewAlert): BotState {
  const { log: limited, words } = limitAlertRate(state.alertLog, alert);
  if (words === undefined) return limited === state.alertLog ? state : { ...state, alertLog: limited };
  const id = [state.botId, epochName(epochOf(state)), limited.count, alert.kind].join('-');
  const waiting = [...state.outbox.alerts, { id, atMs: alert.atMs, ...words }];
  const { alerts, log: alertLog } = boundWaiting({ alerts: waiting, log: limited });
  return { ...state, alertLog, outbox: { ...state.outbox, alerts } };
}

/** Puts an order in the book as intended, under a client order id of its own. */
export function intendOrder(state: BotState, leg: Leg, order: (identity: OrderIdentity) => Order): BotState {
  const orderCount = state.orderCount + 1;
  const id = clientOrderId(state.botId, epochOf(state), orderCount, leg);
  return {
    ...state,
    orderCount,
    orders: [...state.orders, order({ clientOrderId: id, status: 'intended' })],
  };
}

export function countDenial(state: BotState, code: DenialCode): BotState {
  return { ...state, denials: { ...state.denials, [code]: (state.denials[code] ?? 0) + 1 } };
}

/** Writes the denials of a past hour as one row, when the hour has changed. */
export function flushDenials(state: BotState, tickMs: number): BotState {
  const sameHour =
    state.tickMs === undefined || Math.floor(state.tickMs / HOUR_MS) === Math.floor(tickMs / HOUR_MS);
  if (sameHour || Object.keys(state.denials).length === 0) return state;
  return { ...recordEvent(state, { kind: 'denials', atMs: tickMs, counts: state.denials }), denials: {} };
}
