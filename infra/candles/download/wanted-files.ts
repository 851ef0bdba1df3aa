/**
 * `infra/candles/download/`: recorded candles from where they are published, kept in files that are whole.
 *
 * Which files hold the candles of these days?
 *
 * - A month that is over, and wanted whole, is one file. Of any other month each day that is over is one.
 * - What is not over yet is in none: its candles would be missing in a file that says that it has them all.
 */
import { DAY_MS, dayStartMs } from '../../../lambda/core/units.ts';
import { readFileName } from '../../recordings/file-name.ts';

export interface WantedFile {
  readonly kind: 'month' | 'day';
  /** `2024-01` or `2024-01-31`. */
  readonly period: string;
  readonly fromMs: number;
  /** Not in it any more. */
  readonly toMs: number;
}

export interface WantedSpan {
  /** The start of a day. */
  readonly fromMs: number;
  /** Not wanted any more: the start of another day. */
  readonly toMs: number;
}

/** The month in which it is. */
export function monthAt(timeMs: number): WantedFile {
  const date = new Date(timeMs);
  const [year, month] = [date.getUTCFullYear(), date.getUTCMonth()];
  const fromMs = Date.UTC(year, month, 1);
  return {
    kind: 'month',
    period: new Date(fromMs).toISOString().slice(0, 7),
    fromMs,
    toMs: Date.UTC(year, month + 1, 1),
  };
}

function dayAt(timeMs: number): WantedFile {
  const fromMs = dayStartMs(timeMs);
  return {
    kind: 'day',
    period: new Date(fromMs).toISOString().slice(0, 10),
    fromMs,
    toMs: fromMs + DAY_MS,
  };
}

export function daysOf({ fromMs, toMs }: WantedSpan): readonly WantedFile[] {
  return Array.from({ length: (toMs - fromMs) / DAY_MS }, (_, k) => dayAt(fromMs + k * DAY_MS));
}

/** What a file of this name holds; `undefined` where it tells neither a month nor a day. */
export function wantedOfName(name: string): WantedFile | undefined {
  const { period } = readFileName(name);
  if (period === undefined) return undefined;
  return [monthAt(period.fromMs), dayAt(period.fromMs)].find((file) => file.period === period.words);
}

/** The oldest first; none where nothing of the span is over. */
export function wantedFiles({ fromMs, toMs }: WantedSpan, nowMs: number): readonly WantedFile[] {
  const untilMs = Math.min(toMs, dayStartMs(nowMs));
  const files: WantedFile[] = [];
  for (let atMs = fromMs; atMs < untilMs;) {
    const month = monthAt(atMs);
    const file = atMs === month.fromMs && month.toMs <= untilMs ? month : dayAt(atMs);
    files.push(file);
    atMs = file.toMs;
  }
  return files;
}
