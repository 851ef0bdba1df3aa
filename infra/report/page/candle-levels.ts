/**
 * How closely candles are drawn, and which of them are handed to the chart.
 *
 * A chart of all minutes of a year takes seconds to draw. So it gets hours, or four, and minutes only of the time in
 * view, with as many on both sides to go on to.
 */
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../../lambda/core/units.ts';
import type { Span } from '../../../lambda/charts/drawing/plot.ts';

export interface CandleLevel {
  readonly barMs: number;
  /** The longest view that has it, and from how long on it is left again: between them nothing jumps. */
  readonly enterMs: number;
  readonly leaveMs: number;
}

export const CANDLE_LEVELS: readonly CandleLevel[] = [
  { barMs: MINUTE_MS, enterMs: 12 * HOUR_MS, leaveMs: 18 * HOUR_MS },
  { barMs: 5 * MINUTE_MS, enterMs: 3 * DAY_MS, leaveMs: 4 * DAY_MS },
  { barMs: HOUR_MS, enterMs: 70 * DAY_MS, leaveMs: 100 * DAY_MS },
  { barMs: 4 * HOUR_MS, enterMs: 400 * DAY_MS, leaveMs: 500 * DAY_MS },
  { barMs: DAY_MS, enterMs: Infinity, leaveMs: Infinity },
];

/** @param now the one that is shown; it stays while it may. */
export function levelFor(lengthMs: number, now: CandleLevel | undefined): CandleLevel {
  const finest = CANDLE_LEVELS.find(({ enterMs }) => lengthMs <= enterMs);
  if (now !== undefined && finest !== undefined && now.barMs < finest.barMs && lengthMs <= now.leaveMs)
    return now;
  const [last] = CANDLE_LEVELS.slice(-1);
  return finest ?? last ?? { barMs: DAY_MS, enterMs: Infinity, leaveMs: Infinity };
}

const BARS_MAX = 10_000;

/** What is handed over for a view: all of it where that is little, else as much before and after as fits. */
export function windowFor(view: Span, whole: Span, { barMs }: CandleLevel, barsMax = BARS_MAX): Span {
  const roomMs = barsMax * barMs;
  if (whole.toMs - whole.fromMs <= roomMs) return whole;
  const sideMs = Math.max(0, (roomMs - (view.toMs - view.fromMs)) / 2);
  const align = (timeMs: number) => Math.floor(timeMs / barMs) * barMs;
  return {
    fromMs: Math.max(whole.fromMs, align(view.fromMs - sideMs)),
    toMs: Math.min(whole.toMs, align(view.toMs + sideMs)),
  };
}

/** Whether a view comes so near to the end of what the chart has that it needs more. */
export function isNearEnd(view: Span, loaded: Span, whole: Span): boolean {
  const roomMs = (view.toMs - view.fromMs) / 2;
  const isBeforeIt = loaded.fromMs > whole.fromMs && view.fromMs - roomMs < loaded.fromMs;
  const isAfterIt = loaded.toMs < whole.toMs && view.toMs + roomMs > loaded.toMs;
  return isBeforeIt || isAfterIt;
}

/** A part of the chart's row of candles: 0 is the middle of the first candle that it has. */
export interface Places {
  readonly from: number;
  readonly to: number;
}

/** Of all candles: the marks of the first one need room. */
const EDGE = 0.015;

/**
 * Where a view that reaches the last candle has room after it: for its marks and its time, and for the names of lines,
 * which would stand over the candle. `undefined` for a view that ends before.
 *
 * @param bars at least one, by time. @param view from the first candle in it to the last one.
 * @param roomShare of the width.
 */
export function placesOf(
  bars: readonly { readonly fromMs: number }[],
  { fromMs, toMs }: Span,
  roomShare: number,
): Places | undefined {
  const [first, last] = [bars[0]?.fromMs ?? fromMs, bars.at(-1)?.fromMs ?? toMs];
  if (toMs < last) return undefined;
  const isWhole = fromMs <= first;
  const from = isWhole ? -bars.length * EDGE : bars.findIndex((bar) => bar.fromMs >= fromMs);
  const to = bars.length - 1;
  return { from, to: to + ((to - from) * roomShare) / (1 - roomShare) };
}
