/**
 * What becomes of a day when the bot changes between paper and real money, and comes back before it is over?
 *
 * Invariants:
 * - A day of one mode is one day, however many epochs it has: what it has lost counts towards its limit, and once stopped it
 *   stays so until 00:00 UTC.
 * - What was lost on paper never counts for real money, nor the other way round.
 * - Another exchange, its demo, and another settlement currency have other money: no day of theirs goes on.
 * - A bot that is begun anew on paper has a new day there. That of real money is kept.
 */
import { ZERO_USD } from '../units.ts';
import type { EndedEpoch } from './ledger-events.ts';
import type { LedgerState, LeftDay } from './ledger-state.ts';

/** @param begun with a new balance on a new day, which goes on where the bot comes back to it. */
export function withDayOfMode(begun: LedgerState, { cause, ledger }: EndedEpoch): LedgerState {
  if (begun.isDemo !== ledger.isDemo || begun.currency !== ledger.currency) return begun;
  const { leftDay: before } = ledger;
  const back = before?.dayMs === begun.dayMs ? before : undefined;
  if (cause === 'begun') return withLeftDay(begun, back);
  const leaving = ledger.dayMs === begun.dayMs ? leftDayOf(ledger) : undefined;
  return withLeftDay({ ...begun, ...back }, leaving);
}

function withLeftDay(state: LedgerState, leftDay: LeftDay | undefined): LedgerState {
  return leftDay === undefined ? state : { ...state, leftDay };
}

/** Nothing where nothing has happened. */
function leftDayOf({ dayMs, realisedTodayUsd, stoppedAtMs, stop, today }: LedgerState): LeftDay | undefined {
  const hasTraded = today !== undefined && today.trades > 0;
  if (realisedTodayUsd === ZERO_USD && stoppedAtMs === undefined && !hasTraded) return undefined;
  return {
    dayMs,
    realisedTodayUsd,
    ...(today && { today }),
    ...(stoppedAtMs !== undefined && { stoppedAtMs }),
    ...(stop && { stop }),
  };
}

/** Of a bot whose item is missing: whether it was on paper nobody knows, and so not of which mode that day is. */
export function withoutLeftDay(ledger: LedgerState): LedgerState {
  const { leftDay: _, ...rest } = ledger;
  return rest;
}
