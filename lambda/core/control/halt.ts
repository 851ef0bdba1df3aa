/**
 * Halts the bot: nothing is opened until a person has accepted the cause.
 *
 * Invariant: one row and one alert for each cause.
 */
import { haltedWords } from '../alerts/alert-texts.ts';
import { raise, record, type BotState } from '../bot-state.ts';

/** Halts the bot, once for each cause: while it is halted for one, only another is a row and an alert. */
export function halt(state: BotState, cause: string, atMs: number): BotState {
  if (state.ledger.halted?.cause === cause) return state;
  const halted = record(state, { kind: 'halted', atMs, cause });
  return raise(halted, { atMs, ...haltedWords(state.botId, cause) });
}
