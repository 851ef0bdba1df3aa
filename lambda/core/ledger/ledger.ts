/**
 * `lambda/core/ledger/`: what has happened, row by row, and the balance, positions and statistics that follow from
 * it.
 *
 * Which state do the events lead to?
 *
 * `evolve` applies one event.
 *
 * Invariants:
 * - The state is a fold of its events and of nothing else.
 * - Balance = starting balance + transfers + Σ net of closed trades − late costs, to the last digit.
 * - Each event is one row, numbered without gaps.
 */
import {
  beginBook,
  beginDay,
  bookClose,
  bookEntry,
  bookLateCost,
  bookTransfer,
  endPause,
  isOfToday,
  pauseUntil,
  stopDay,
  type WritableDayBook,
} from './day-book.ts';
import {
  EMPTY_DAY,
  EMPTY_RUN,
  withLateCost,
  withLateCostOfRun,
  withNetOfTrade,
  withTrade,
  type BookedTrade,
  type EndedDay,
} from './day-statistics.ts';
import type { EventOf, LedgerEvent, LedgerRow } from './ledger-events.ts';
import { initialLedger, type LedgerState } from './ledger-state.ts';
import { withDayOfMode } from './left-day.ts';
import type { OperatorCommand } from './operator-command.ts';
import { slippageTogether, type Position } from './position.ts';
import { dayStartMs, plus } from '../units.ts';

/** The state after one more event. Pure; never throws on an event that `decide` and `reconcile` made of this state. */
export function evolve(state: LedgerState, event: LedgerEvent): LedgerState {
  const rowCount = state.rowCount + 1;
  switch (event.kind) {
    case 'started':
      return { ...begin(state, event), rowCount };
    case 'day-started': {
      const { stop: _stop, streak: _streak, leftDay: _left, ...others } = state;
      const { run = { ...EMPTY_RUN, sinceMs: event.atMs }, ...rest } = others;
      return booked({ ...rest, run, rowCount, today: EMPTY_DAY, lastDay: ended(state) }, (book) => {
        beginDay(book, event.atMs);
      });
    }
    case 'opened':
      return { ...openTrade(state, event.position), rowCount };
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
    case 'reduced': {
      const positions = replacePosition(state, reduced(state, event));
      return { ...state, rowCount, positions };
    }
    case 'closed':
      return { ...endFlattening(closeTrade(state, event)), rowCount };
    case 'transfer':
      return booked({ ...state, rowCount }, (book) => bookTransfer(book, event.amountUsd));
    case 'late-cost': {
      const today = state.today && withLateCost(state.today, event.paidUsd);
      const run = state.run && { run: withLateCostOfRun(state.run, event.paidUsd) };
      return booked({ ...state, ...run, rowCount, today }, (book) => bookLateCost(book, event.paidUsd));
    }
    case 'paused': {
      const streak = { sinceMs: event.atMs, losses: event.lossesInARow };
      return booked({ ...state, streak, rowCount }, (book) => pauseUntil(book, event.untilMs));
    }
    case 'stopped': {
      const { kind: _kind, atMs, ...stop } = event;
      return booked({ ...state, stop, rowCount }, (book) => stopDay(book, atMs));
    }
    case 'halted':
      return { ...state, rowCount, halted: { cause: event.cause, sinceMs: event.atMs } };
    case 'operator-command':
      return booked({ ...obey(state, event.command, event.atMs), rowCount }, (book) => {
        if (event.hasEndedPause === true) endPause(book, event.atMs);
      });
    case 'reconciled':
      return { ...state, rowCount, halted: undefined };
    case 'day-summarised':
      return { ...state, rowCount, lastDay: undefined };
    case 'parameters-changed':
    case 'denials':
      return { ...state, rowCount };
  }
}

/** @param copy of a state, which nobody else holds. */
function booked<State extends WritableDayBook>(copy: State, change: (book: WritableDayBook) => void): State {
  change(copy);
  return copy;
}

/** A new ledger; one that was restored is the ledger that ended, under another number. */
function begin(
  state: LedgerState,
  { atMs, balanceUsd, isDemo, currency, after }: Extract<LedgerEvent, { readonly kind: 'started' }>,
): LedgerState {
  const begun = booked(
    { ...state, ...(isDemo && { isDemo }), ...(currency && { currency }), run: EMPTY_RUN },
    (book) => beginBook(book, balanceUsd, atMs),
  );
  switch (after?.cause) {
    case undefined:
      return begun;
    case 'restored':
      return { ...after.ledger, epoch: state.epoch, balanceUsd };
    case 'begun':
    case 'mode-changed': {
      const { halted, operatorPausedSinceMs, askedBy } = after.ledger;
      const kept = { ...begun, halted, operatorPausedSinceMs, ...(askedBy && { askedBy }) };
      return withDayOfMode(kept, after);
    }
  }
}

function ended({ today, dayMs, stoppedAtMs, realisedTodayUsd: netUsd }: LedgerState): EndedDay | undefined {
  return today && { dayMs, netUsd, wasStopped: stoppedAtMs !== undefined, ...today };
}

/** Flattening is over when the operator has resumed and nothing is open. */
function endFlattening(state: LedgerState): LedgerState {
  if (state.operatorPausedSinceMs !== undefined || state.positions.length > 0) return state;
  if (state.flatteningSinceMs === undefined) return state;
  const { askedBy: _, ...rest } = state;
  return { ...rest, flatteningSinceMs: undefined };
}

function obey(state: LedgerState, command: OperatorCommand, atMs: number): LedgerState {
  const { issuedBy: by, why } = command;
  const { operatorPausedSinceMs = atMs } = state;
  switch (command.kind) {
    case 'pause':
      // Of two pauses, or of a pause after a flatten, the first one is in force.
      if (state.operatorPausedSinceMs !== undefined) return state;
      return { ...state, operatorPausedSinceMs, askedBy: { by, why } };
    case 'flatten':
      return { ...state, operatorPausedSinceMs, flatteningSinceMs: atMs, askedBy: { by, why } };
    case 'resume':
      // A flatten that was asked for is finished first.
      return endFlattening(withoutPause(state));
  }
}

function withoutPause(state: LedgerState): LedgerState {
  const { askedBy, ...rest } = state;
  const isFlattening = state.flatteningSinceMs !== undefined && askedBy !== undefined;
  return { ...rest, operatorPausedSinceMs: undefined, ...(isFlattening && { askedBy }) };
}

function openTrade(state: LedgerState, position: Position): LedgerState {
  const { streak: _streak, ...rest } = state;
  const entryTimesMs = [...state.entryTimesMs];
  bookEntry(entryTimesMs, position.decidedAtMs);
  return {
    ...rest,
    tradeCount: Math.max(state.tradeCount, position.tradeId),
    entryTimesMs,
    positions: [...state.positions, position],
  };
}

function reduced(state: LedgerState, { tradeId, fills, slippageUsd: more }: EventOf<'reduced'>): Position {
  const { exits = [], slippageUsd: before, ...position } = openPosition(state, tradeId);
  const slippageUsd = slippageTogether(before, more);
  return { ...position, exits: [...exits, ...fills], ...(slippageUsd !== undefined && { slippageUsd }) };
}

function closeTrade(state: LedgerState, close: BookedTrade): LedgerState {
  const { trade } = close;
  const { netUsd, exitTimeMs } = trade;
  const { today, lastDay } = state;
  const next = {
    ...state,
    today: isOfToday(state, exitTimeMs) ? today && withTrade(today, close) : today,
    lastDay: dayStartMs(exitTimeMs) === lastDay?.dayMs ? withNetOfTrade(lastDay, close) : lastDay,
    ...(state.run && { run: withNetOfTrade(state.run, close) }),
    positions: state.positions.filter(({ tradeId }) => tradeId !== trade.tradeId),
  };
  return booked(next, (book) => bookClose(book, netUsd, exitTimeMs));
}

/** The open position of that trade. @throws when there is none: the event belongs to another ledger. */
export function openPosition(state: LedgerState, tradeId: number): Position {
  const position = state.positions.find((candidate) => candidate.tradeId === tradeId);
  if (position === undefined) throw new Error(`trade ${tradeId} is not open in ledger epoch ${state.epoch}`);
  return position;
}

function withPosition(state: LedgerState, tradeId: number, change: Partial<Position>): readonly Position[] {
  return replacePosition(state, { ...openPosition(state, tradeId), ...change });
}

/** The open positions, that of the same trade as this one. */
function replacePosition({ positions }: LedgerState, changed: Position): readonly Position[] {
  return positions.map((other) => (other.tradeId === changed.tradeId ? changed : other));
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
