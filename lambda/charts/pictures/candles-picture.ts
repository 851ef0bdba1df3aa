/**
 * `lambda/charts/pictures/`: one picture each, of plain values.
 *
 * Candles with what the bot did in them: entries, exits by their reason, times of recovery and without a stop.
 *
 * - A body that rose is filled, one that fell is hollow.
 * - ▲ is an entry that bought, ▼ one that sold; ● is an exit, with the letter of its reason.
 * - Where there are more minutes than there is room for, several become one: first open, highest high, lowest low, last
 *   close.
 */
import { firstFrom, type Candles } from '../../core/market.ts';
import { MINUTE_MS, toDollars } from '../../core/units.ts';
import { minute } from '../../core/text/figure-words.ts';
import { gainWords, priceWords, tradesWords } from '../drawing/drawn-figures.ts';
import { reasonLetter, type DrawnTrade } from '../drawing/drawn-trade.ts';
import { element, tenth, type Child } from '../drawing/markup.ts';
import { fillOf, roleOf, strokeOf, textOf, type Role } from '../drawing/palette.ts';
import { emptyPicture, type Picture, type Size } from '../drawing/picture.ts';
import {
  timeAxis,
  timeScale,
  valueAxis,
  valueScale,
  type Plot,
  type Span,
  type TimeScale,
  type ValueScale,
} from '../drawing/plot.ts';

export interface Chart extends Span {
  readonly symbol: string;
  readonly candles: Candles;
  /** Of this symbol, also in part inside the span. */
  readonly trades: readonly DrawnTrade[];
  readonly shades?: readonly Shade[];
  /** Prices across the plot, with their names. */
  readonly levels?: readonly Level[];
}

/** A time that is marked behind the candles: of recovery, or without a stop, which has a bar at the foot as well. */
export interface Shade extends Span {
  readonly role: Extract<Role, 'warn' | 'loss'>;
  /** Whoever points at it reads them. */
  readonly words: string;
}

export interface Level {
  readonly name: string;
  readonly price: number;
  readonly role: Role;
}

const CANDLE_PX = 4;
const LEVEL_NAME_PX = 132;
/** A letter beside each exit can be read where a trade has as much room. */
const LETTER_ROOM_PX = 28;

export function candlesPicture(chart: Chart, size: Size): Picture {
  const { symbol, candles, trades, levels = [], shades = [] } = chart;
  const plot: Plot = {
    leftPx: 78,
    rightPx: size.widthPx - (levels.length > 0 ? LEVEL_NAME_PX : 12),
    topPx: 14,
    bottomPx: size.heightPx - 26,
  };
  const bars = barsIn(candles, chart, Math.floor((plot.rightPx - plot.leftPx) / CANDLE_PX));
  if (bars.length === 0) return emptyPicture(size, `There are no candles of ${symbol} in this time.`);
  const shown = trades.filter(
    ({ entryTimeMs, exitTimeMs }) => entryTimeMs < chart.toMs && exitTimeMs >= chart.fromMs,
  );
  const [times, prices] = [
    timeScale(chart, plot),
    valueScale([...bars.flatMap(({ high, low }) => [high, low]), ...levels.map(({ price }) => price)], plot),
  ];
  const hasLetters = shown.length * LETTER_ROOM_PX <= plot.rightPx - plot.leftPx;
  const scales = { times, prices, plot, hasLetters };
  const net = shown.reduce((sum, { netUsd }) => sum + toDollars(netUsd), 0);
  const shapes: Child[] = [
    ...shades.flatMap((shade) => shadeShape(shade, scales)),
    ...valueAxis(plot, prices, priceWords),
    ...timeAxis(plot, times),
    ...levels.map((level) =>
      element('path', {
        class: `${strokeOf(level.role)} ks-dash`,
        d: `M${plot.leftPx},${tenth(prices(level.price))}H${plot.rightPx}`,
      }),
    ),
    ...levelNames(levels, scales),
    ...bodies(bars, scales),
    ...shown.flatMap((trade) => tradeShapes(trade, scales, chart)),
  ];
  const label =
    `${symbol} from ${minute(chart.fromMs)} to ${minute(chart.toMs)} UTC, ` +
    `${tradesWords(shown.length)}, ${gainWords(net)}.`;
  return { ...size, label, shapes };
}

/** Several minutes as one candle. */
export interface CandleBar {
  readonly fromMs: number;
  readonly lengthMs: number;
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
}

const NICE_MINUTES = [1, 2, 3, 5, 10, 15, 30, 60, 120, 240, 480, 720, 1440];

/** At most so many, each of as many whole minutes as that takes. */
function barsIn(candles: Candles, span: Span, most: number): readonly CandleBar[] {
  const minutes = Math.max(1, (span.toMs - span.fromMs) / MINUTE_MS);
  const least = minutes / Math.max(1, most);
  const lengthMs = (NICE_MINUTES.find((nice) => nice >= least) ?? Math.ceil(least)) * MINUTE_MS;
  return barsOf(candles, span, lengthMs);
}

/** Of whole minutes; one without a candle is left out. */
export function barsOf(candles: Candles, { fromMs, toMs }: Span, lengthMs: number): readonly CandleBar[] {
  const bars: CandleBar[] = [];
  for (let i = firstFrom(candles.openTimeMs, candles.length, fromMs); i < candles.length; i += 1) {
    const timeMs = candles.openTimeMs[i]!;
    if (timeMs >= toMs) break;
    const barMs = Math.floor(timeMs / lengthMs) * lengthMs;
    const before = bars.at(-1);
    const [open, high, low, close] = [candles.open[i]!, candles.high[i]!, candles.low[i]!, candles.close[i]!];
    if (before?.fromMs !== barMs) bars.push({ fromMs: barMs, lengthMs, open, high, low, close });
    else
      bars[bars.length - 1] = {
        ...before,
        high: Math.max(before.high, high),
        low: Math.min(before.low, low),
        close,
      };
  }
  return bars;
}

interface Scales {
  readonly times: TimeScale;
  readonly prices: ValueScale;
  readonly plot: Plot;
  readonly hasLetters: boolean;
}

/** Two paths, however many candles: those that rose, and those that fell. */
function bodies(bars: readonly CandleBar[], { times, prices }: Scales): readonly Child[] {
  const paths = { up: '', down: '' };
  for (const { fromMs, lengthMs, open, high, low, close } of bars) {
    const [left, right] = [times(fromMs), times(fromMs + lengthMs)];
    const [x, half] = [(left + right) / 2, Math.max(0.5, (right - left) * 0.33)];
    const [top, bottom] = [prices(Math.max(open, close)), prices(Math.min(open, close))];
    paths[close >= open ? 'up' : 'down'] +=
      `M${tenth(x)},${tenth(prices(high))}V${tenth(top)}M${tenth(x)},${tenth(bottom)}V${tenth(prices(low))}` +
      `M${tenth(x - half)},${tenth(top)}H${tenth(x + half)}V${tenth(Math.max(bottom, top + 0.6))}H${tenth(x - half)}Z`;
  }
  return [
    element('path', { class: 'ks-up', d: paths.up }),
    element('path', { class: 'ks-hollow', d: paths.down }),
  ];
}

/** Narrower than a point, it is not to be seen: words beside the picture tell of it. */
function shadeShape({ fromMs, toMs, role, words }: Shade, { times, plot }: Scales): readonly Child[] {
  const [from, to] = [within(times(fromMs), plot), within(times(toMs), plot)];
  if (to - from < 1) return [];
  const part = (look: string, y: number) =>
    element('rect', { class: look, x: from, y, width: to - from, height: plot.bottomPx - y });
  return [
    element(
      'g',
      {},
      element('title', {}, words),
      part(`${fillOf(role)} ks-band`, plot.topPx),
      ...(role === 'loss' ? [part(fillOf(role), plot.bottomPx - FOOT_PX)] : []),
    ),
  ];
}

function within(xPx: number, { leftPx, rightPx }: Plot): number {
  return Math.min(rightPx, Math.max(leftPx, xPx));
}

const LEVEL_ROW_PX = 14;

/** Right of the plot, each at its price or below the name above it. */
function levelNames(levels: readonly Level[], { prices, plot }: Scales): readonly Child[] {
  let lastPx = -Infinity;
  return levels
    .toSorted((a, b) => b.price - a.price)
    .map(({ name, price, role }) => {
      lastPx = Math.max(prices(price) + 4, lastPx + LEVEL_ROW_PX);
      return element(
        'text',
        { class: textOf(role), x: plot.rightPx + 6, y: lastPx },
        `${name} ${priceWords(price)}`,
      );
    });
}

/** Of the bar that tells a time without a stop from a recovery, whatever the colours. */
const FOOT_PX = 4;

const MARK_PX = 5;

/** From entry to exit, if both are in the plot; else to its edge. */
function tradeShapes(trade: DrawnTrade, scales: Scales, { fromMs, toMs }: Span): readonly Child[] {
  const { side, entryTimeMs, exitTimeMs, entryPrice, exitPrice, reason, netUsd } = trade;
  const { times, prices, plot, hasLetters } = scales;
  const role = roleOf(netUsd);
  const [x0, x1] = [within(times(entryTimeMs), plot), within(times(exitTimeMs), plot)];
  const [y0, y1] = [prices(entryPrice), prices(exitPrice)];
  const tip = side === 'long' ? -MARK_PX : MARK_PX;
  const words = `${side} ${trade.symbol}: ${priceWords(entryPrice)} → ${priceWords(exitPrice)}, ${reason}, ${gainWords(toDollars(netUsd))}`;
  return [
    element(
      'g',
      {},
      element('title', {}, words),
      element('path', {
        class: `${strokeOf(role)} ks-line`,
        d: `M${tenth(x0)},${tenth(y0)}L${tenth(x1)},${tenth(y1)}`,
      }),
      ...(entryTimeMs < fromMs
        ? []
        : [
            element('path', {
              class: fillOf('plain'),
              d: `M${tenth(x0)},${tenth(y0 + tip)}l${MARK_PX},${-2 * tip}h${-2 * MARK_PX}Z`,
            }),
          ]),
      ...(exitTimeMs >= toMs
        ? []
        : [
            element('circle', { class: fillOf(role), cx: x1, cy: y1, r: 3.5 }),
            ...(hasLetters
              ? [
                  element(
                    'text',
                    { class: `${textOf(role)} ks-strong ks-halo`, x: x1 + 6, y: y1 + 4 },
                    reasonLetter(reason),
                  ),
                ]
              : []),
          ]),
    ),
  ];
}
