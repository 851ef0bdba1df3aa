/**
 * The report of a tick or a watch step: its actions and their reasons.
 *
 * Invariant: a tick has one reason for each symbol that was not entered, or one for all of them.
 */
import type { BotParameters } from './config.ts';
import type { BotState } from './core/bot-state.ts';
import type { EntryDecision } from './core/decide.ts';
import type { LedgerRow } from './core/ledger/ledger-events.ts';
import type { Side } from './core/market.ts';
import type { NoEntryReason, RejectionCode } from './core/reasons.ts';

/** What became of an entry that was decided on. */
export type EntryEnd =
  /** Filled, in part or in full. */
  | { readonly kind: 'entered' }
  /** By the exchange, in its words. */
  | { readonly kind: 'rejected'; readonly cause: string; readonly code?: RejectionCode }
  /** Sent, and nobody knows yet: a later step finds it out. */
  | { readonly kind: 'unknown'; readonly cause: string }
  | { readonly kind: 'resting' }
  /** Accepted, and over without a fill. */
  | { readonly kind: 'unfilled' }
  /** Too late, or given up before it went out. */
  | { readonly kind: 'unsent' };

/** The outcome for each symbol that might have been entered. */
export type EntryVerdict =
  | Exclude<EntryDecision, { readonly kind: 'intended' }>
  | (EntryEnd & { readonly symbol: string; readonly side: Side });

/** Why the exchange has rejected it: a code of ours where there is one, and its own words. */
export function rejectionWords({ code, cause }: Extract<EntryEnd, { readonly kind: 'rejected' }>): string {
  return code === undefined ? cause : `${code}: ${cause}`;
}

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
  /** Commits that another invocation's came before; absent when none did. */
  readonly lostRaces?: number;
  /** How many commands were removed and not obeyed: repeated, too late, overruled. Absent where none was. */
  readonly unobeyedCommands?: number;
  /** Why it trades on paper although one of the two keys to real money is turned. */
  readonly whyPaper?: string;
  /** Of the most belated symbol, when it was decided on; absent when no symbol has a candle. */
  readonly candleAgeMs?: number;
  /**
   * How late it decided: a tick after the close of its candle, a watch step after its scheduled time. Absent where that
   * is not known: nothing was decided, no symbol has that candle, or time is simulated.
   */
  readonly decisionLagMs?: number;
}
