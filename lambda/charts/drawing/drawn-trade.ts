/**
 * A trade as pictures show it, whoever made it.
 */
import type { ClosedTrade } from '../../core/ledger/closed-trade.ts';
import { isExitReason, type ExitReason } from '../../core/reasons.ts';

/** Another tool has other reasons. */
export interface DrawnTrade extends Omit<ClosedTrade, 'reason'> {
  readonly reason: string;
}

/** One for each reason, as it stands beside an exit. */
const REASON_LETTERS: Readonly<Record<ExitReason, string>> = {
  target: 'T',
  'hard-stop': 'S',
  'session-end': 'E',
  'max-hold': 'M',
  recovered: 'R',
  'recovery-timeout': 'O',
  'quick-exit': 'Q',
  'daily-stop': 'D',
  liquidated: 'L',
  flatten: 'F',
  unprotected: 'U',
};

/** What each letter stands for: `T target, S hard stop`. */
export const LETTERS_WORDS = Object.entries(REASON_LETTERS)
  .map(([reason, letter]) => `${letter} ${reason.replaceAll('-', ' ')}`)
  .join(', ');

/** Of a reason that is none of ours. */
const OTHER_LETTER = '?';

export function reasonLetter(reason: string): string {
  return isExitReason(reason) ? REASON_LETTERS[reason] : OTHER_LETTER;
}
