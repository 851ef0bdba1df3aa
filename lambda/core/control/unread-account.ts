/**
 * Since when can the real account, or a price of what is open in it, not be read, and does the operator know?
 *
 * Invariants:
 * - It is over with the first tick or watch step that can read it.
 * - After three minutes with something open the bot sends an alert, once for each time that it lasts so long, and once
 *   an hour for each reason: one that comes too early waits until the hour is over.
 */
import { accountUnreadAlert } from '../alerts/alert-texts.ts';
import { raiseAlert, type BotState } from '../bot-state.ts';
import type { RejectionCode } from '../reasons.ts';
import { afterAlert, isAlertDue, type UnreadAccount } from '../standing-failures.ts';
import { cutText } from '../words.ts';
import { isToldOtherwise, reasonOf } from './entry-rejections.ts';

const CAUSE_BYTES_MAX = 200;

export interface Unreadable {
  readonly cause: string;
  readonly code?: RejectionCode;
  /** The account was read, and a price of what is open in it was not. */
  readonly isOfPrice?: true;
}

/** @param unreadable why this tick or watch step could not read it, or a price of what is open; absent where it could. */
export function noteReading(state: BotState, unreadable: Unreadable | undefined, tickMs: number): BotState {
  if (unreadable === undefined && state.unreadAccount === undefined) return state;
  const { unreadAccount: before, ...rest } = state;
  if (unreadable === undefined) return rest;
  const cause = cutText(unreadable.cause, CAUSE_BYTES_MAX);
  const { isOfPrice: _, ...since } = { sinceMs: tickMs, ...before };
  const { isOfPrice } = unreadable;
  const unreadAccount: UnreadAccount = { ...since, cause, ...(isOfPrice && { isOfPrice }) };
  const noted = { ...rest, unreadAccount };
  if (!isAlertDue(unreadAccount, tickMs) || !hasSomethingOpen(state)) return noted;
  if (isToldOtherwise(unreadable.code))
    return { ...noted, unreadAccount: afterAlert(unreadAccount, tickMs, false) };
  const { sinceMs } = unreadAccount;
  const words = accountUnreadAlert({ sinceMs, cause, openPositions: state.ledger.positions.length });
  const told = raiseAlert(noted, { atMs: tickMs, subject: reasonOf(unreadable), ...words });
  return { ...told, unreadAccount: afterAlert(unreadAccount, tickMs, told === noted) };
}

/** A position, or an order of which nobody knows whether it has opened one. */
function hasSomethingOpen({ ledger, orders }: BotState): boolean {
  return ledger.positions.length > 0 || orders.some(({ status }) => status === 'unknown');
}
