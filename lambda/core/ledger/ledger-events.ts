/**
 * The events of a bot. Each of them is a row of its ledger.
 *
 * Invariants:
 * - One event for each thing that happened, never changed afterwards.
 * - Together they are enough to rebuild the state.
 */
import type { ParameterName, ParameterValue } from '../../config.ts';
import type { ClosedTrade } from './closed-trade.ts';
import type { DayStop, LedgerState } from './ledger-state.ts';
import type { OperatorCommand } from './operator-command.ts';
import type { Fill } from './fills.ts';
import type { Position } from './position.ts';
import type { DenialCode } from '../reasons.ts';
import type { SettlementCurrency } from '../settlement.ts';
import type { Usd } from '../units.ts';

/** The market at a decision: the price at which it could be carried out, and the time. */
export interface Decision {
  readonly price: number;
  readonly tickMs: number;
}

/** The values behind a signal, kept in the ledger. Fractions, but for the ratio. */
export interface SignalValues {
  readonly momentum: number;
  readonly volumeRatio: number;
  readonly range: number;
}

/** What an entry was decided on. */
export interface EntryBasis extends Decision {
  readonly signal: SignalValues;
}

/** How the epoch before this one ended. */
export interface EndedEpoch {
  /** A table restored from backup goes on with everything; the others begin with a new balance. */
  readonly cause: 'restored' | 'mode-changed' | 'begun';
  /** As its rows leave it. */
  readonly ledger: LedgerState;
}

export interface Asked {
  readonly by: string;
  readonly why: string;
}

export type LedgerEvent =
  | {
      readonly kind: 'started';
      readonly atMs: number;
      readonly balanceUsd: Usd;
      /** The epoch is of the exchange's demo, with its prices and its play money; absent where it is not. */
      readonly isDemo?: true;
      /** What the epoch's amounts are in; absent where that is the usual one. */
      readonly currency?: SettlementCurrency;
      /** Absent in a bot's first epoch, and where the one before cannot be read. */
      readonly after?: EndedEpoch;
      /** Who has begun the bot anew, and why; absent where nobody has. */
      readonly asked?: Asked;
    }
  | { readonly kind: 'day-started'; readonly atMs: number }
  /** The operator gets the summary of the day before. */
  | { readonly kind: 'day-summarised'; readonly atMs: number }
  | {
      readonly kind: 'opened';
      readonly atMs: number;
      readonly position: Position;
      readonly decision: EntryBasis;
      readonly fills: readonly Fill[];
      /**
       * From the close of the candle whose signal was entered to the venue's acceptance of the entry. Absent where
       * nobody has seen that, where time is simulated, and in rows of earlier releases.
       */
      readonly decisionLagSeconds?: number;
    }
  | { readonly kind: 'recovery'; readonly atMs: number; readonly tradeId: number; readonly price: number }
  | { readonly kind: 'funding'; readonly atMs: number; readonly tradeId: number; readonly paidUsd: Usd }
  /** A part of the position is closed. The balance moves when all of it is. */
  | {
      readonly kind: 'reduced';
      readonly atMs: number;
      readonly tradeId: number;
      readonly fills: readonly Fill[];
      /** Of these fills; absent where it is unknown. */
      readonly slippageUsd?: Usd;
    }
  | {
      readonly kind: 'closed';
      readonly atMs: number;
      readonly trade: ClosedTrade;
      /** Absent when a resting order filled by itself. */
      readonly decision?: Decision;
      /** The fills that closed the part that was still open. */
      readonly fills: readonly Fill[];
      /** What all fills of the trade were worse than decided; absent where that is unknown, and in rows of earlier releases. */
      readonly slippageUsd?: Usd;
    }
  /** Money that moved and is no result of trading, in dollars in; outside P&L and outside the day's limit. */
  | {
      readonly kind: 'transfer';
      readonly atMs: number;
      readonly amountUsd: Usd;
      /** The venue's own id of the movement, by which it is booked once. */
      readonly venueId: string;
      /** What the venue calls it, where it does. */
      readonly name?: string;
    }
  /** A cost of a trade that was closed before the venue had charged it: funding, or an insurance fee. */
  | {
      readonly kind: 'late-cost';
      readonly atMs: number;
      /** Empty where nobody knows its cause. */
      readonly symbol: string;
      readonly paidUsd: Usd;
      readonly venueId: string;
    }
  | {
      readonly kind: 'paused';
      readonly atMs: number;
      readonly untilMs: number;
      readonly lossesInARow: number;
    }
  | ({ readonly kind: 'stopped'; readonly atMs: number } & DayStop)
  | { readonly kind: 'halted'; readonly atMs: number; readonly cause: string }
  | {
      readonly kind: 'operator-command';
      readonly atMs: number;
      readonly command: OperatorCommand;
      /** A `resume` that has ended a streak pause. Absent in rows of releases in which it did not. */
      readonly hasEndedPause?: true;
    }
  /** The operator has looked at the cause of the halt, and accepts it. */
  | {
      readonly kind: 'reconciled';
      readonly atMs: number;
      readonly acceptedCause: string;
      readonly commandId: string;
    }
  /** The operator's change of parameters, which the bot accepted. */
  | {
      readonly kind: 'parameters-changed';
      readonly atMs: number;
      readonly changes: readonly ParameterChange[];
    }
  | { readonly kind: 'denials'; readonly atMs: number; readonly counts: DenialCounts };

export type EventOf<Kind extends LedgerEvent['kind']> = Extract<LedgerEvent, { readonly kind: Kind }>;

export interface ParameterChange {
  readonly name: ParameterName;
  readonly from: ParameterValue;
  readonly to: ParameterValue;
}

export type DenialCounts = Readonly<Partial<Record<DenialCode, number>>>;

/** One immutable row of the ledger. `sequence` counts from 1 within the epoch, without gaps. */
export interface LedgerRow {
  readonly epoch: number;
  readonly sequence: number;
  readonly event: LedgerEvent;
}
