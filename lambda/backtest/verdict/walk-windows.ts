/**
 * Which days is a set chosen by, and which days is it then tried on?
 *
 * Invariants:
 * - Windows are whole UTC days that have candles, and roll on by the days that are tried: no day is tried twice.
 * - Between the days of the choice and those of the trial lies the longest time that a position is held, so that no
 *   trade of the one reaches into the other.
 */
import { DAY_MS } from '../../core/units.ts';
import type { Span } from '../span.ts';

export interface WalkWindow {
  readonly choose: Span;
  readonly attempt: Span;
}

interface WindowOptions {
  /** Starts of the days that have candles, in order. */
  readonly daysMs: readonly number[];
  readonly chooseDays: number;
  readonly attemptDays: number;
  /** Longest time that a position is held, in any set. */
  readonly longestHoldMs: number;
}

/** Every window that fits, first to last. Days at the end that fill no window are left out. */
export function walkWindows({
  daysMs,
  chooseDays,
  attemptDays,
  longestHoldMs,
}: WindowOptions): readonly WalkWindow[] {
  const gapDays = Math.ceil(longestHoldMs / DAY_MS);
  const span = (from: number, days: number): Span => ({
    fromMs: daysMs[from]!,
    toMs: daysMs[from + days - 1]! + DAY_MS,
  });
  const windows: WalkWindow[] = [];
  const needed = chooseDays + gapDays + attemptDays;
  for (let first = 0; first + needed <= daysMs.length; first += attemptDays) {
    const attempt = first + chooseDays + gapDays;
    windows.push({ choose: span(first, chooseDays), attempt: span(attempt, attemptDays) });
  }
  return windows;
}
