/**
 * What has failed at the exchange, and since when? The part of the bot's memory that survives the tick.
 *
 * Invariant: as small as it can be: a failure of the same reason again changes a count and a time, and adds nothing.
 */

import { MINUTE_MS } from './units.ts';

/** A reason for which the exchange has rejected entries. */
export interface EntryRejection {
  /** A code of ours, or the exchange's words without their numbers. */
  readonly reason: string;
  /** Symbols in which no entry was accepted since; none where the reason is over. */
  readonly symbols: readonly string[];
  /** Entries rejected since `sinceMs`. */
  readonly count: number;
  readonly sinceMs: number;
  /** The last rejection, and the exchange's words in it. */
  readonly lastMs: number;
  readonly cause: string;
  /** Midnight of the UTC day on which the operator was alerted last. */
  readonly alertedDayMs?: number;
}

/** Commands of the operator that cannot be read to the end. */
export interface UnreadSince {
  /** Scheduled time of the first tick or watch step that could not read them. */
  readonly sinceMs: number;
  /** Why the last one could not. */
  readonly cause: string;
  /** There are too many, or too large ones. */
  readonly isFlood?: true;
  /** When it had lasted too long; absent before. */
  readonly alertedAtMs?: number;
  /** Its alert waits until the one of the time before is an hour old. */
  readonly isHeldBack?: true;
}

/** A real account that cannot be read. */
export interface UnreadAccount {
  /** Scheduled time of the first tick or watch step that could not read it. */
  readonly sinceMs: number;
  /** Why the last one could not. */
  readonly cause: string;
  /** The account was read, and a price of what is open in it was not. */
  readonly isOfPrice?: true;
  /** When it had lasted too long with something open; absent before. */
  readonly alertedAtMs?: number;
  /** Its alert waits until the last one of the same reason is an hour old. */
  readonly isHeldBack?: true;
}

type Unread = Omit<UnreadAccount, 'cause' | 'isOfPrice'>;

const UNREAD_MAX_MS = 3 * MINUTE_MS;

/** Whether its alert is due: it has lasted too long just now, or the alert had to wait. */
export function isAlertDue({ sinceMs, alertedAtMs, isHeldBack }: Unread, tickMs: number): boolean {
  return alertedAtMs === undefined ? tickMs - sinceMs >= UNREAD_MAX_MS : isHeldBack === true;
}

/** The failure after its alert was raised. @param mustWait the last alert of the same subject is not an hour old. */
export function afterAlert<Failure extends Unread>(
  failure: Failure,
  tickMs: number,
  mustWait: boolean,
): Omit<Failure, 'isHeldBack'> & Unread {
  const { isHeldBack: _, ...rest } = failure;
  return { ...rest, alertedAtMs: failure.alertedAtMs ?? tickMs, ...(mustWait && { isHeldBack: true }) };
}
