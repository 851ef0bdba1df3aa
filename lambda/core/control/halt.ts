/**
 * Halts the bot: it opens nothing until the operator accepts the cause.
 *
 * Invariants:
 * - One row and one alert for each cause. Its words are cut.
 * - A halt has a name, which follows from its cause and time alone: the operator accepts that one, and no other.
 * - A bot that trades is halted whatever waits. Another cause of one that is halted needs room in the outbox.
 */
import { haltedAlert } from '../alerts/alert-texts.ts';
import { raiseAlert, recordEvent, type BotState } from '../bot-state.ts';
import { admit } from '../item-room.ts';
import type { LedgerState } from '../ledger/ledger-state.ts';
import { cutText, shortHash } from '../words.ts';

export type Halt = NonNullable<LedgerState['halted']>;

const CAUSE_BYTES_MAX = 350;

/** Halts the bot. While it is halted for a cause, only another cause makes a row and an alert. */
export function halt(state: BotState, words: string, atMs: number): BotState {
  const cause = cutText(words, CAUSE_BYTES_MAX);
  const { halted: before } = state.ledger;
  if (before?.cause === cause) return state;
  const halted = recordEvent(state, { kind: 'halted', atMs, cause });
  if (before !== undefined && admit(state, halted) === state) return state;
  return raiseAlert(halted, { atMs, ...haltedAlert(cause, haltName({ cause, sinceMs: atMs })) });
}

/** Such as `k3f9ab`: what `resume --accept` takes. */
export function haltName({ cause, sinceMs }: Halt): string {
  return shortHash(`${sinceMs} ${cause}`);
}
