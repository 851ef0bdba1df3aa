/**
 * What happened, and what does it leave?
 *
 * Events are the ledger's rows; `evolve` applies one. Invariants: the state is a fold of its events and of nothing
 * else; balance = starting balance + transfers + Σ net of closed trades, to the last digit; each event is one row,
 * numbered without gaps.
 */
import type { Fill } from './order.ts';
import type { Position } from './position.ts';
import type { DenialCode, ExitReason } from './reasons.ts';
import type { SignalValues } from './strategy/micro-scalper.ts';
import { HOUR_MS, ZERO_USD, dayStartMs, plus, type Usd } from './units.ts';
import type { Side } from './market.ts';

/** What was seen when something was decided: the price it could be done at, and when. */
export interface Decision {
  readonly price: number;
  readonly tickMs: number;
}

/** A trade that is over. Times in ms, prices as paid, quantity in base units. */
export interface ClosedTrade {
  readonly tradeId: number;
  readonly symbol: string;
  readonly side: Side;
  readonly quantity: number;
  readonly entryPrice: number;
  readonly entryTimeMs: number;
  readonly exitPrice: number;
  readonly exitTimeMs: number;
  readonly reason: ExitReason;
  readonly grossUsd: Usd;
  readonly feesUsd: Usd;
  readonly fundingUsd: Usd;
  readonly netUsd: Usd;
  /** Stop and take-profit lay inside one candle: nobody knows which came first. */
  readonly ambiguous: boolean;
}

export type LedgerEvent =
  | { readonly kind: 'started'; readonly atMs: number; readonly balanceUsd: Usd }
  | { readonly kind: 'day-started'; readonly atMs: number }
  | {
      readonly kind: 'opened';
      readonly atMs: number;
      readonly position: Position;
      readonly decision: Decision & { readonly signal: SignalValues };
      readonly fills: readonly Fill[];
    }
  | { readonly kind: 'recovery'; readonly atMs: number; readonly tradeId: number; readonly price: number }
  | { readonly kind: 'funding'; readonly atMs: number; readonly tradeId: number; readonly paidUsd: Usd }
  | {
      readonly kind: 'closed';
      readonly atMs: number;
      readonly trade: ClosedTrade;
      /** Absent when a resting order filled by itself. */
      readonly decision?: Decision;
      readonly fills: readonly Fill[];
    }
  | {
      readonly kind: 'paused';
      readonly atMs: number;
      readonly untilMs: number;
      readonly lossesInARow: number;
    }
  | {
      readonly kind: 'stopped';
      readonly atMs: number;
      readonly cause: 'budget' | 'loss';
      readonly realisedUsd: Usd;
      readonly unrealisedUsd: Usd;
      readonly limitUsd: Usd;
    }
  | { readonly kind: 'halted'; readonly atMs: number; readonly cause: string }
  | { readonly kind: 'denials'; readonly atMs: number; readonly counts: DenialCounts };

export type DenialCounts = Readonly<Partial<Record<DenialCode, number>>>;

/** One immutable row of the ledger. `sequence` counts from 1 within the epoch, without gaps. */
export interface LedgerRow {
  readonly epoch: number;
  readonly sequence: number;
  readonly event: LedgerEvent;
}

export interface LedgerState {
  readonly epoch: number;
  /** Sequence of the last row. */
  readonly rowCount: number;
  readonly tradeCount: number;
  readonly balanceUsd: Usd;
  readonly dayMs: number;
  readonly dayStartBalanceUsd: Usd;
  readonly realisedTodayUsd: Usd;
  /** When today was stopped, latched until the day rolls over. */
  readonly stoppedAtMs: number | undefined;
  readonly lossesInARow: number;
  /** 0 when the bot has never paused. */
  readonly pausedUntilMs: number;
  /** Times of the entries of the hour before the last one, oldest first. */
  readonly entryTimesMs: readonly number[];
  readonly positions: readonly Position[];
  /** Why and since when nothing may be opened until a person has looked. */
  readonly halted: { readonly cause: string; readonly sinceMs: number } | undefined;
  readonly operatorPausedSinceMs: number | undefined;
}

/** A ledger before its first event. */
export function initialLedger(epoch: number): LedgerState {
  return {
    epoch,
    rowCount: 0,
    tradeCount: 0,
    balanceUsd: ZERO_USD,
    dayMs: 0,
    dayStartBalanceUsd: ZERO_USD,
    realisedTodayUsd: ZERO_USD,
    stoppedAtMs: undefined,
    lossesInARow: 0,
    pausedUntilMs: 0,
    entryTimesMs: [],
    positions: [],
    halted: undefined,
    operatorPausedSinceMs: undefined,
  };
}

/** The state after one more event. Pure; never throws on an event that `decide` and `reconcile` made of this state. */
export function evolve(state: LedgerState, event: LedgerEvent): LedgerState {
  const rowCount = state.rowCount + 1;
  switch (event.kind) {
    case 'started': {
      const { balanceUsd } = event;
      return {
        ...state,
        rowCount,
        balanceUsd,
        dayMs: dayStartMs(event.atMs),
        dayStartBalanceUsd: balanceUsd,
      };
    }
    case 'day-started':
      return {
        ...state,
        rowCount,
        dayMs: dayStartMs(event.atMs),
        dayStartBalanceUsd: state.balanceUsd,
        realisedTodayUsd: ZERO_USD,
        stoppedAtMs: undefined,
      };
    case 'opened': {
      const { position } = event;
      const hourAgoMs = position.decidedAtMs - HOUR_MS;
      const recent = state.entryTimesMs.filter((timeMs) => timeMs > hourAgoMs);
      return {
        ...state,
        rowCount,
        tradeCount: Math.max(state.tradeCount, position.tradeId),
        entryTimesMs: [...recent, position.decidedAtMs],
        positions: [...state.positions, position],
      };
    }
    case 'recovery':
      return {
        ...state,
        rowCount,
        positions: withPosition(state, event.tradeId, { recoverySinceMs: event.atMs }),
      };
    case 'funding': {
      const fundingUsd = plus(openPosition(state, event.tradeId).fundingUsd, event.paidUsd);
      return { ...state, rowCount, positions: withPosition(state, event.tradeId, { fundingUsd }) };
    }
    case 'closed':
      return { ...closeTrade(state, event.trade), rowCount };
    case 'paused':
      return {
        ...state,
        rowCount,
        pausedUntilMs: Math.max(state.pausedUntilMs, event.untilMs),
        lossesInARow: 0,
      };
    case 'stopped':
      return { ...state, rowCount, stoppedAtMs: event.atMs };
    case 'halted':
      return { ...state, rowCount, halted: { cause: event.cause, sinceMs: event.atMs } };
    case 'denials':
      return { ...state, rowCount };
  }
}

function closeTrade(state: LedgerState, trade: ClosedTrade): LedgerState {
  const today = dayStartMs(trade.exitTimeMs) >= state.dayMs;
  return {
    ...state,
    balanceUsd: plus(state.balanceUsd, trade.netUsd),
    // A trade counts on the UTC day it closes: one learned of late belongs to the balance that this day began with.
    dayStartBalanceUsd: today ? state.dayStartBalanceUsd : plus(state.dayStartBalanceUsd, trade.netUsd),
    realisedTodayUsd: today ? plus(state.realisedTodayUsd, trade.netUsd) : state.realisedTodayUsd,
    lossesInARow: trade.netUsd < 0 ? state.lossesInARow + 1 : 0,
    positions: state.positions.filter(({ tradeId }) => tradeId !== trade.tradeId),
  };
}

/** The open position of that trade. @throws when there is none: the event belongs to another ledger. */
export function openPosition(state: LedgerState, tradeId: number): Position {
  const position = state.positions.find((candidate) => candidate.tradeId === tradeId);
  if (position === undefined) throw new Error(`trade ${tradeId} is not open in ledger epoch ${state.epoch}`);
  return position;
}

function withPosition(state: LedgerState, tradeId: number, change: Partial<Position>): readonly Position[] {
  const position = openPosition(state, tradeId);
  return state.positions.map((other) => (other === position ? { ...position, ...change } : other));
}

/** The state after all rows, oldest first. @throws when a row is missing, doubled or of another epoch. */
export function replay(epoch: number, rows: Iterable<LedgerRow>): LedgerState {
  let state = initialLedger(epoch);
  for (const row of rows) {
    if (row.epoch !== epoch || row.sequence !== state.rowCount + 1) {
      throw new Error(
        `ledger row ${row.epoch}/${row.sequence} found where ${epoch}/${state.rowCount + 1} belongs`,
      );
    }
    state = evolve(state, row.event);
  }
  return state;
}
