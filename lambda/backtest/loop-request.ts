/**
 * What a loop asks the gates with: one request, changed for every signal.
 */
import type { BotParameters } from '../config.ts';
import type { DayBook } from '../core/ledger/day-book.ts';
import type { EntryRequest } from '../core/risk/entry-gates.ts';
import { dayLimitsOf, type Stake } from '../core/risk/limits.ts';

export type LoopRequest = { -readonly [Key in keyof EntryRequest]: EntryRequest[Key] };

/** Nobody halts or pauses a loop, nothing of it is in flight, and it has no item that could be full. */
export function requestOf(parameters: BotParameters, book: DayBook, stake: Stake): LoopRequest {
  return {
    tickMs: 0,
    parameters,
    book,
    stake,
    limits: dayLimitsOf(parameters, book.dayStartBalanceUsd),
    entriesInFlight: 0,
    isTaken: false,
    isHalted: false,
    isOperatorPaused: false,
    hasRoom: () => true,
  };
}
