/**
 * Halts the bot: nothing is opened until a person has accepted the cause.
 *
 * Invariant: one row and one alert for each cause.
 */
import { haltedAlert } from '../alerts/alert-texts.ts';
import { raiseAlert, recordEvent, type BotState } from '../bot-state.ts';

/** Halts the bot, once for each cause: while it is halted for one, only another is a row and an alert. */
export function halt(state: BotState, cause: string, atMs: number): BotState {
  if (state.ledger.halted?.cause === cause) return state;
  const halted = recordEvent(state, { kind: 'halted', atMs, cause });
  return raiseAlert(halted, { atMs, ...haltedAlert(cause) });
}
