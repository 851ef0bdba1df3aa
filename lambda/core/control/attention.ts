/**
 * What waits for the operator?
 *
 * Invariant: nothing while the bot needs nobody; each reason counts once.
 */
import { OUTBOX_ROWS_MAX, type BotState } from '../bot-state.ts';

/** Stable codes, shared by the log, the metric and the dashboard. */
export type AttentionReason = 'halted' | 'parameters-refused' | 'rows-undelivered' | 'alerts-undelivered';

/** That many rows wait only when they cannot be delivered. */
const WAITING_ROWS = OUTBOX_ROWS_MAX / 2;

export function attentionOf({ ledger, refusal, outbox }: BotState): readonly AttentionReason[] {
  const reasons: AttentionReason[] = [];
  if (ledger.halted !== undefined) reasons.push('halted');
  if (refusal !== undefined) reasons.push('parameters-refused');
  if (outbox.rows.length >= WAITING_ROWS) reasons.push('rows-undelivered');
  // A tick ends by sending them: those that remain could not be sent.
  if (outbox.alerts.length > 0) reasons.push('alerts-undelivered');
  return reasons;
}
