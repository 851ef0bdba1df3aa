/**
 * When does a candle of each interval of Binance begin, and when the one after it?
 *
 * Days begin at 00:00 UTC, weeks on Monday, months on the first.
 */
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../../lambda/core/units.ts';

export interface CandleInterval {
  /** When the candle began that holds a time. */
  readonly openOf: (timeMs: number) => number;
  /** When the candle ends that began at a time. */
  readonly endOf: (openMs: number) => number;
}

/** 1970 began on a Thursday. */
const FIRST_MONDAY_MS = 4 * DAY_MS;

function steps(stepMs: number, firstMs = 0): CandleInterval {
  return {
    openOf: (timeMs) => Math.floor((timeMs - firstMs) / stepMs) * stepMs + firstMs,
    endOf: (openMs) => openMs + stepMs,
  };
}

function month(timeMs: number, monthsOn: number): number {
  const date = new Date(timeMs);
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + monthsOn);
}

const INTERVALS = new Map<string, CandleInterval>([
  ...[1, 3, 5, 15, 30].map((count) => [`${count}m`, steps(count * MINUTE_MS)] as const),
  ...[1, 2, 4, 6, 8, 12].map((count) => [`${count}h`, steps(count * HOUR_MS)] as const),
  ...[1, 3].map((count) => [`${count}d`, steps(count * DAY_MS)] as const),
  ['1w', steps(7 * DAY_MS, FIRST_MONDAY_MS)],
  ['1M', { openOf: (timeMs) => month(timeMs, 0), endOf: (openMs) => month(openMs, 1) }],
]);

/** `undefined` for what is no interval of Binance. */
export function intervalOf(name: string): CandleInterval | undefined {
  return INTERVALS.get(name);
}
