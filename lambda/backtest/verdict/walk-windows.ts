/**
 * Which days is a set chosen by, and which days is it then tried on?
 *
 * Invariants:
 * - Windows are whole UTC days, and roll on by the days that are tried: no day is tried twice.
 * - Between the days of the choice and those of the trial lies the longest time that a position is held, so that no
 *   trade of the one reaches into the other.
 */
import { DAY_MS } from '../../core/units.ts';

/** From a time to another one, exclusive. */
export interface Span {
  readonly fromMs: number;
  readonly toMs: number;
}

export interface WalkWindow {
  readonly choose: Span;
  readonly attempt: Span;
}

interface WindowOptions extends Span {
  readonly chooseDays: number;
  readonly attemptDays: number;
  /** Longest time that a position is held, in any set. */
  readonly longestHoldMs: number;
}

/**
 * Every window that fits, first to last. Days that begin before the data or end after it are left out, as are days at
 * the end that fill no window.
 */
export function walkWindows(options: WindowOptions): readonly WalkWindow[] {
  const { chooseDays, attemptDays, longestHoldMs } = options;
  const firstMs = Math.ceil(options.fromMs / DAY_MS) * DAY_MS;
  const lastMs = Math.floor(options.toMs / DAY_MS) * DAY_MS;
  const gapDays = Math.ceil(longestHoldMs / DAY_MS);
  const windows: WalkWindow[] = [];
  for (let fromMs = firstMs; ; fromMs += attemptDays * DAY_MS) {
    const chosenMs = fromMs + chooseDays * DAY_MS;
    const attemptMs = chosenMs + gapDays * DAY_MS;
    const toMs = attemptMs + attemptDays * DAY_MS;
    if (toMs > lastMs) return windows;
    windows.push({ choose: { fromMs, toMs: chosenMs }, attempt: { fromMs: attemptMs, toMs } });
  }
}
