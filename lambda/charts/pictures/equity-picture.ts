/**
 * The balance after each closed trade, how far it is below its peak, and where it could be had every ambiguous candle
 * gone the other way.
 */
import { percent } from '../../core/text/figure-words.ts';
import { amountWords, gainWords } from '../drawing/drawn-figures.ts';
import { element, tenth, type Child } from '../drawing/markup.ts';
import { fillOf, roleOf, strokeOf, textOf } from '../drawing/palette.ts';
import { emptyPicture, type Picture, type Size } from '../drawing/picture.ts';
import {
  decimalsOf,
  timeAxis,
  timeScale,
  valueAxis,
  valueScale,
  type Plot,
  type Span,
} from '../drawing/plot.ts';

/** Dollars at a time. */
export interface BalancePoint {
  readonly timeMs: number;
  readonly dollars: number;
}

export interface Equity extends Span {
  readonly beganDollars: number;
  /** By time. */
  readonly points: readonly BalancePoint[];
  /** The same run with the other order inside each ambiguous candle; absent where nobody has asked. */
  readonly otherBound?: readonly BalancePoint[];
}

const DRAWDOWN_PX = 54;
const AXIS_PX = 26;

export function equityPicture(equity: Equity, size: Size): Picture {
  if (equity.points.length === 0) return emptyPicture(size, 'No trade was closed: the balance did not move.');
  const plot: Plot = {
    leftPx: 74,
    rightPx: size.widthPx - 12,
    topPx: 12,
    bottomPx: size.heightPx - AXIS_PX - DRAWDOWN_PX - 14,
  };
  const whole = curveOf(equity.points, equity);
  const other = equity.otherBound === undefined ? [] : curveOf(equity.otherBound, equity);
  const drawn = thinned(whole, plot.rightPx - plot.leftPx);
  const drawnOther = thinned(other, plot.rightPx - plot.leftPx);
  const values = [...drawn, ...drawnOther].map(({ dollars }) => dollars);
  const [times, money] = [timeScale(equity, plot), valueScale([...values, equity.beganDollars], plot)];
  const last = drawn.at(-1)?.dollars ?? equity.beganDollars;
  const role = roleOf(last - equity.beganDollars);
  const places: Places = { times, values: money };
  const depths = depthsOf(whole);
  const deepest = depths.reduce((most, { share }) => Math.max(most, share), 0);
  const shapes: Child[] = [
    ...valueAxis(plot, money, (value) => amountWords(value, decimalsOf(money))),
    element('path', {
      class: 'ks-zero ks-dash',
      d: `M${plot.leftPx},${money(equity.beganDollars).toFixed(1)}H${plot.rightPx}`,
    }),
    ...band(drawn, drawnOther, places),
    element('path', { class: `${strokeOf(role)} ks-line`, d: stepPath(drawn, places) }),
    ...drawdown(depths, equity, { ...plot, topPx: plot.bottomPx + 14, bottomPx: size.heightPx - AXIS_PX }),
  ];
  const label =
    `Balance from ${amountWords(equity.beganDollars)} to ${amountWords(last)} USD, ` +
    `${gainWords(last - equity.beganDollars)}; deepest fall ${percent(deepest)} below a peak.`;
  return { ...size, label, shapes };
}

/** From the beginning to the end, with what was there before the first trade. */
function curveOf(
  points: readonly BalancePoint[],
  { beganDollars, fromMs, toMs }: Equity,
): readonly BalancePoint[] {
  const last = points.at(-1)?.dollars ?? beganDollars;
  return [{ timeMs: fromMs, dollars: beganDollars }, ...points, { timeMs: toMs, dollars: last }];
}

/** At most four points for two pixels: the first, the lowest, the highest and the last, as the eye sees them. */
function thinned(points: readonly BalancePoint[], columns: number): readonly BalancePoint[] {
  const most = Math.max(1, Math.floor(columns / 2));
  if (points.length <= most) return points;
  const [from, to] = [points[0]?.timeMs ?? 0, points.at(-1)?.timeMs ?? 0];
  const widthMs = (to - from) / most;
  const groups = Map.groupBy(points, ({ timeMs }) =>
    Math.min(most - 1, Math.floor((timeMs - from) / widthMs)),
  );
  return [...groups.values()].flatMap((group) => {
    const low = group.reduce((least, point) => (point.dollars < least.dollars ? point : least));
    const high = group.reduce((most_, point) => (point.dollars > most_.dollars ? point : most_));
    const kept = new Set([group[0], low, high, group.at(-1)]);
    return group.filter((point) => kept.has(point));
  });
}

interface Places {
  readonly times: (timeMs: number) => number;
  readonly values: (value: number) => number;
}

/** Level until the next point, then straight up or down. */
function stepPath(points: readonly BalancePoint[], { times, values }: Places): string {
  return points
    .map(({ timeMs, dollars }, k) => {
      const [x, y] = [tenth(times(timeMs)), tenth(values(dollars))];
      return k === 0 ? `M${x},${y}` : `H${x}V${y}`;
    })
    .join('');
}

/** Between two step paths, both given from left to right. */
function stepArea(upper: readonly BalancePoint[], lower: readonly BalancePoint[], places: Places): string {
  const back = lower.toReversed().map(({ timeMs, dollars }) => {
    const [x, y] = [tenth(places.times(timeMs)), tenth(places.values(dollars))];
    return `V${y}H${x}`;
  });
  return `${stepPath(upper, places)}${back.join('')}Z`;
}

function band(
  points: readonly BalancePoint[],
  others: readonly BalancePoint[],
  places: Places,
): readonly Child[] {
  if (others.length === 0) return [];
  const both = merged(points, others);
  const [upper, lower] = [
    both.map(({ timeMs, high: dollars }) => ({ timeMs, dollars })),
    both.map(({ timeMs, low: dollars }) => ({ timeMs, dollars })),
  ];
  return [element('path', { class: `${fillOf('warn')} ks-band`, d: stepArea(upper, lower, places) })];
}

interface Both {
  readonly timeMs: number;
  readonly low: number;
  readonly high: number;
}

/** Both curves at every time at which one of them moves. */
function merged(points: readonly BalancePoint[], others: readonly BalancePoint[]): readonly Both[] {
  const both: Both[] = [];
  let [i, k] = [0, 0];
  let [first, second] = [points[0], others[0]];
  while (first !== undefined && second !== undefined && (i < points.length || k < others.length)) {
    const timeMs = Math.min(points[i]?.timeMs ?? Infinity, others[k]?.timeMs ?? Infinity);
    for (; points[i]?.timeMs === timeMs; i += 1) first = points[i] ?? first;
    for (; others[k]?.timeMs === timeMs; k += 1) second = others[k] ?? second;
    both.push({
      timeMs,
      low: Math.min(first.dollars, second.dollars),
      high: Math.max(first.dollars, second.dollars),
    });
  }
  return both;
}

interface Depth {
  readonly timeMs: number;
  /** Of the peak, from 0 to 1. */
  readonly share: number;
}

function depthsOf(points: readonly BalancePoint[]): readonly Depth[] {
  let peak = -Infinity;
  return points.map(({ timeMs, dollars }) => {
    peak = Math.max(peak, dollars);
    return { timeMs, share: peak > 0 ? (peak - dollars) / peak : 0 };
  });
}

function drawdown(depths: readonly Depth[], span: Span, plot: Plot): readonly Child[] {
  const times = timeScale(span, plot);
  const deepest = depths.reduce((most, { share }) => Math.max(most, share), 0);
  const shares = (share: number) =>
    plot.topPx + (deepest === 0 ? 0 : -share / deepest) * (plot.bottomPx - plot.topPx);
  const drawn = thinned(
    depths.map(({ timeMs, share }) => ({ timeMs, dollars: -share })),
    plot.rightPx - plot.leftPx,
  );
  const [from, to] = [span.fromMs, span.toMs].map((timeMs) => ({ timeMs, dollars: 0 }));
  const level = from === undefined || to === undefined ? [] : [from, to];
  return [
    element('path', {
      class: `${fillOf('loss')} ks-band`,
      d: stepArea(drawn, level, { times, values: shares }),
    }),
    element('path', { class: 'ks-zero', d: `M${plot.leftPx},${plot.topPx}H${plot.rightPx}` }),
    element(
      'text',
      { class: textOf('muted'), x: plot.leftPx - 6, y: plot.topPx + 4, 'text-anchor': 'end' },
      'drawdown',
    ),
    element(
      'text',
      { class: textOf('muted'), x: plot.leftPx - 6, y: plot.bottomPx + 4, 'text-anchor': 'end' },
      deepest === 0 ? 'none' : `−${percent(deepest)}`,
    ),
    ...timeAxis(plot, times),
  ];
}
