/**
 * Who takes a turn, and what did it do?
 *
 * Invariant: one reason for each symbol that was not entered, or one for all of them.
 */
import type { BotParameters } from './config.ts';
import type { BotState } from './core/bot-state.ts';
import type { EntryVerdict } from './core/decide.ts';
import type { LedgerRow } from './core/ledger/ledger-events.ts';
import type { NoEntryReason } from './core/reasons.ts';

export interface Bot {
  readonly id: string;
  /** In order of priority. */
  readonly symbols: readonly string[];
}

/** One invocation of the bot. */
export interface Invocation {
  /** Never used by another execution, not even one of the same event. */
  readonly id: string;
  /** When the platform ends it, in ms since 1970. */
  readonly deadlineMs: number;
  /** Aborted when the execution was given up: nothing more is committed or sent. */
  readonly signal?: AbortSignal;
}

/** What a turn did, and why. */
export interface TickReport {
  /** The minute that the clock said it was, or the scheduled time of a watch step in it. */
  readonly tickMs: number;
  readonly status: 'committed' | 'lost-race';
  /** The state as committed, or as found by the execution that lost. */
  readonly state: BotState;
  readonly parameters: BotParameters;
  readonly rows: readonly LedgerRow[];
  readonly verdicts: readonly EntryVerdict[];
  /** Why no entry was considered at all. */
  readonly noEntry?: NoEntryReason;
  readonly commits: number;
  /** Why it trades on paper although one of the two keys to real money is turned. */
  readonly whyPaper?: string;
  /** Of the most belated symbol, when it was decided on; absent when no symbol has a candle. */
  readonly candleAgeMs?: number;
}
