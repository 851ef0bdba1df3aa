/**
 * Recorded funding, as tests write it: a time and a rate on each line.
 */
import type { RecordedFunding } from '../../lambda/core/paper/funding-due.ts';
import { HOUR_MS } from '../../lambda/core/units.ts';
import { at } from './builders.ts';

export function recordedRates(table: string, intervalHours = 8): RecordedFunding {
  const rows = table
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/));
  return {
    length: rows.length,
    timeMs: Float64Array.from(rows, ([time = '']) => at(time)),
    rate: Float64Array.from(rows, ([, rate]) => Number(rate)),
    intervalMs: new Float64Array(rows.length).fill(intervalHours * HOUR_MS),
  };
}
