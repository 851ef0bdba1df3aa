/**
 * What waits for the operator?
 *
 * Invariant: nothing while the bot needs nobody; each reason counts once.
 */
import { OUTBOX_ROWS_MAX, type BotState } from '../bot-state.ts';
import { isStanding } from './entry-rejections.ts';

/** Stable codes, shared by the log, the metric and the dashboard. */
export type AttentionReason =
  | 'halted'
  | 'account-unread'
  | 'commands-unread'
  | 'entries-rejected'
  | 'parameters-refused'
  | 'fees-unpriced'
  | 'rows-undelivered'
  | 'alerts-undelivered';

/** That many rows wait only when they cannot be delivered. */
const WAITING_ROWS = OUTBOX_ROWS_MAX / 2;

export function attentionOf(state: BotState): readonly AttentionReason[] {
  const {
    ledger,
    refusal,
    unpricedFees = [],
    outbox,
    unreadAccount,
    unreadCommands,
    entryRejections,
  } = state;
  const reasons: AttentionReason[] = [];
  if (ledger.halted !== undefined) reasons.push('halted');
  if (unreadAccount?.alertedAtMs !== undefined) reasons.push('account-unread');
  if (unreadCommands?.alertedAtMs !== undefined) reasons.push('commands-unread');
  if (entryRejections?.some(isStanding) === true) reasons.push('entries-rejected');
  if (refusal !== undefined) reasons.push('parameters-refused');
  if (unpricedFees.some(({ isTold }) => isTold === true)) reasons.push('fees-unpriced');
  if (outbox.rows.length >= WAITING_ROWS) reasons.push('rows-undelivered');
  // A tick ends by sending them: those that remain could not be sent.
  if (outbox.alerts.length > 0) reasons.push('alerts-undelivered');
  return reasons;
}
