/**
 * Halts the bot: it opens nothing until the operator accepts the cause.
 *
 * Invariant: one row and one alert for each cause.
 */
import { haltedAlert } from '../alerts/alert-texts.ts';
import { raiseAlert, recordEvent, type BotState } from '../bot-state.ts';

/** Halts the bot. While it is halted for a cause, only another cause makes a row and an alert. */
export function halt(state: BotState, cause: string, atMs: number): BotState {
  if (state.ledger.halted?.cause === cause) return state;
  const halted = recordEvent(state, { kind: 'halted', atMs, cause });
  return raiseAlert(halted, { atMs, ...haltedAlert(cause) });
}
