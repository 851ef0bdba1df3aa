/**
 * Which times of a stored item or row cannot be right?
 *
 * Invariants:
 * - Every field whose name ends in `Ms` is looked at, wherever it is.
 * - 0 stands for a time that is not known, and may be.
 * - A pause may end in the future; everything else has happened.
 */
import { DAY_MS } from '../units.ts';

export interface ImpossibleTime {
  /** `ledger.dayMs`, `ledger.entryTimesMs[2]`. */
  readonly path: string;
  readonly timeMs: number;
}

/** Before any exchange that could be traded. */
const EARLIEST_MS = Date.UTC(2000, 0, 1);

/** Clocks differ, and a market of the other side of the world is a day ahead. */
const AHEAD_MAX_MS = DAY_MS;

/** @param nowMs by a clock that is right. */
export function impossibleTimes(stored: unknown, nowMs: number, path = ''): readonly ImpossibleTime[] {
  if (typeof stored === 'number') {
    return isTime(path) && isImpossible(stored, path, nowMs) ? [{ path, timeMs: stored }] : [];
  }
  if (typeof stored !== 'object' || stored === null) return [];
  return Object.entries(stored).flatMap(([key, value]) => {
    const inside = Array.isArray(stored) ? `${path}[${key}]` : `${path}${path === '' ? '' : '.'}${key}`;
    return impossibleTimes(value, nowMs, inside);
  });
}

function isTime(path: string): boolean {
  return /Ms(?:\[\d+\])?$/.test(path);
}

function isImpossible(timeMs: number, path: string, nowMs: number): boolean {
  if (timeMs === 0) return false;
  return timeMs < EARLIEST_MS || (timeMs > nowMs + AHEAD_MAX_MS && !/[uU]ntilMs$/.test(path));
}
