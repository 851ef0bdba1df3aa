/**
 * The report of a tick or a watch step: its actions and their reasons.
 *
 * Invariant: a tick has one reason for each symbol that was not entered, or one for all of them.
 */
import type { BotParameters } from './config.ts';
import type { BotState } from './core/bot-state.ts';
import type { EntryVerdict } from './core/decide.ts';
import type { LedgerRow } from './core/ledger/ledger-events.ts';
import type { NoEntryReason } from './core/reasons.ts';

export interface TickReport {
  /** A watch step considers no entry. */
  readonly kind: 'tick' | 'watch-step';
  /** The minute that the clock said it was, or the scheduled time of a watch step in it. */
  readonly tickMs: number;
  /** `lost-race`: another invocation committed first. */
  readonly status: 'committed' | 'lost-race';
  /** The state as committed, or as found by the invocation whose commit met a conflict. */
  readonly state: BotState;
  readonly parameters: BotParameters;
  readonly rows: readonly LedgerRow[];
  readonly verdicts: readonly EntryVerdict[];
  /** Why a tick considered no entry at all. */
  readonly noEntry?: NoEntryReason;
  readonly commits: number;
  /** Why it trades on paper although one of the two keys to real money is turned. */
  readonly whyPaper?: string;
  /** Of the most belated symbol, when it was decided on; absent when no symbol has a candle. */
  readonly candleAgeMs?: number;
}
