/**
 * Since when can the operator's commands not be read to the end, and does somebody know?
 *
 * Invariants:
 * - Nothing is entered meanwhile: a pause may lie where nobody reads it. What is open is managed and protected as ever.
 * - It is over with the first tick or watch step that reads them all.
 * - After three minutes the bot sends an alert, once for each time that it lasts so long, and once an hour at most: one that
 *   comes too early waits until the hour is over.
 */
import { commandsFloodedAlert, commandsUnreadAlert } from '../alerts/command-alerts.ts';
import { raiseAlert, type BotState } from '../bot-state.ts';
import { NOTHING_REMEMBERED, withFlood } from '../ledger/command-memory.ts';
import type { UnreadCommands } from '../ledger/operator-command.ts';
import { afterAlert, isAlertDue, type UnreadSince } from '../standing-failures.ts';
import { cutText } from '../words.ts';
import type { CommandPass } from './command-pass.ts';

const CAUSE_BYTES_MAX = 100;

/** @param unread why this tick or watch step could not; absent where it could. */
export function noteUnread(state: BotState, unread: UnreadCommands | undefined, tickMs: number): BotState {
  if (unread === undefined && state.unreadCommands === undefined) return state;
  const { unreadCommands: before, ...rest } = state;
  if (unread === undefined) return rest;
  const { isFlood: _, ...lasting } = before ?? { sinceMs: tickMs };
  const cause = cutText(unread.cause, CAUSE_BYTES_MAX);
  const unreadCommands: UnreadSince = { ...lasting, cause, ...(unread.isFlood && { isFlood: true }) };
  const noted = { ...rest, unreadCommands };
  if (!isAlertDue(unreadCommands, tickMs)) return noted;
  const words = commandsUnreadAlert(unreadCommands);
  const told = raiseAlert(noted, { atMs: tickMs, subject: 'unread', ...words });
  return { ...told, unreadCommands: afterAlert(unreadCommands, tickMs, told === noted) };
}

/**
 * What a flood leaves: its commands to resume are not obeyed later either, and what was removed without a row is told, once
 * an hour.
 *
 * @param removed commands that are removed without a row.
 */
export function noteFlood(state: BotState, removed: number, { tickMs, clock }: CommandPass): BotState {
  const { commandMemory = NOTHING_REMEMBERED } = state;
  const noted =
    clock === undefined ? state : { ...state, commandMemory: withFlood(commandMemory, clock.nowMs) };
  if (removed === 0) return noted;
  return raiseAlert(noted, { atMs: tickMs, subject: 'flood', ...commandsFloodedAlert(removed) });
}
