/**
 * The room in which something is drawn, its scales and its axes.
 */
import { scaleLinear, scaleUtc, type ScaleLinear, type ScaleTime } from 'd3-scale';
import { DAY_MS } from '../../core/units.ts';
import { clockWords, dayWords } from './drawn-figures.ts';
import { element, tenth, type Markup } from './markup.ts';
import { textOf } from './palette.ts';

/** In px of the picture; `topPx` is above `bottomPx`. */
export interface Plot {
  readonly leftPx: number;
  readonly rightPx: number;
  readonly topPx: number;
  readonly bottomPx: number;
}

export type ValueScale = ScaleLinear<number, number>;
export type TimeScale = ScaleTime<number, number>;

export interface Span {
  readonly fromMs: number;
  readonly toMs: number;
}

export function timeScale({ fromMs, toMs }: Span, { leftPx, rightPx }: Plot): TimeScale {
  return scaleUtc().domain([fromMs, toMs]).range([leftPx, rightPx]);
}

/** @param values finite; at least one. `nice` ends on round numbers. */
export function valueScale(values: readonly number[], { topPx, bottomPx }: Plot): ValueScale {
  return scaleLinear().domain(domainOf(values)).range([bottomPx, topPx]).nice(VALUE_TICKS);
}

/** Room around a single value, so that it has a place. */
function domainOf(values: readonly number[]): readonly [number, number] {
  let [low, high] = [Infinity, -Infinity];
  for (const value of values) {
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  if (low < high) return [low, high];
  const room = Math.abs(low) > 0 ? Math.abs(low) / 100 : 1;
  return [low - room, high + room];
}

const VALUE_TICKS = 5;
const TIME_TICK_PX = 90;
const LABEL_GAP_PX = 6;

/** Lines across with their values left of the plot. */
export function valueAxis(
  plot: Plot,
  scale: ValueScale,
  words: (value: number) => string,
): readonly Markup[] {
  const ticks = scale.ticks(VALUE_TICKS);
  const lines = ticks.map((value) => `M${tenth(plot.leftPx)},${tenth(scale(value))}H${tenth(plot.rightPx)}`);
  return [
    element('path', { class: 'ks-grid', d: lines.join('') }),
    ...ticks.map((value) =>
      element(
        'text',
        {
          class: textOf('muted'),
          x: plot.leftPx - LABEL_GAP_PX,
          y: scale(value) + 4,
          'text-anchor': 'end',
        },
        words(value),
      ),
    ),
  ];
}

/** Digits of dollars that tell one line across from the next. */
export function decimalsOf(scale: ValueScale): number {
  const [first = 0, second = 1] = scale.ticks(VALUE_TICKS);
  const apart = second - first;
  return apart < 1 ? Math.max(2, Math.ceil(-Math.log10(apart))) : 0;
}

/** Times below the plot: days, and hours where there is room for several of a day. */
export function timeAxis(plot: Plot, scale: TimeScale): readonly Markup[] {
  const [from, to] = scale.domain();
  if (from === undefined || to === undefined) return [];
  const lengthMs = to.getTime() - from.getTime();
  const amount = Math.max(2, Math.floor((plot.rightPx - plot.leftPx) / TIME_TICK_PX));
  const ticks = scale.ticks(amount);
  // Two ticks of one day have no name of their own.
  const isShort = ticks.some((tick) => tick.getTime() % DAY_MS !== 0);
  const marks = ticks.map((tick) => `M${tenth(scale(tick))},${tenth(plot.bottomPx)}v4`);
  return [
    element('path', { class: 'ks-zero', d: marks.join('') }),
    ...ticks.map((tick) =>
      element(
        'text',
        {
          class: textOf('muted'),
          x: scale(tick),
          y: plot.bottomPx + 17,
          'text-anchor': anchorOf(scale(tick), plot),
        },
        isShort
          ? shortWords(tick.getTime())
          : dayWords(tick.getTime()).slice(lengthMs > 300 * DAY_MS ? 0 : 5),
      ),
    ),
  ];
}

/** The date where a day begins. */
function shortWords(timeMs: number): string {
  return timeMs % DAY_MS === 0 ? dayWords(timeMs).slice(5) : clockWords(timeMs);
}

/** A word at the edge stays in the picture. */
function anchorOf(xPx: number, { leftPx, rightPx }: Plot): string {
  const edgePx = 18;
  if (xPx < leftPx + edgePx) return 'start';
  return xPx > rightPx - edgePx ? 'end' : 'middle';
}
