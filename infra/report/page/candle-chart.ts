/**
 * The chart of candles itself: which candles it has, which trades it marks, and what is in view.
 */
import {
  CandlestickSeries,
  CrosshairMode,
  HistogramSeries,
  createChart,
  createSeriesMarkers,
  type CreatePriceLineOptions,
  type IChartApi,
  type IPriceLine,
  type ISeriesApi,
  type ISeriesMarkersPluginApi,
  type Time,
} from 'lightweight-charts';
import { barsOf } from '../../../lambda/charts/pictures/candles-picture.ts';
import { lengthWords, signed } from '../../../lambda/charts/drawing/drawn-figures.ts';
import type { Span } from '../../../lambda/charts/drawing/plot.ts';
import type { Candles } from '../../../lambda/core/market.ts';
import { MINUTE_MS } from '../../../lambda/core/units.ts';
import {
  TIME_WORDS,
  candleColours,
  chartColours,
  figuresOf,
  priceFormatOf,
  timeWords,
  type PageColours,
} from './chart-options.ts';
import { openLines, openMarks, type OpenMark } from './open-marks.ts';
import { isNearEnd, levelFor, placesOf, windowFor, type CandleLevel } from './candle-levels.ts';
import { pageColours } from './page-colours.ts';
import { SpanShades, shadesIn } from './span-shades.ts';
import { chartTime, marksIn, netsIn, type PlacedTrade, type TradesInTime } from './trade-marks.ts';

export interface ChartListeners {
  /** A trade was clicked: its place in the list. */
  readonly onClick: (index: number) => void;
  readonly onView: (view: Span, barWords: string) => void;
}

export interface Opened {
  readonly candles: Candles;
  readonly trades: TradesInTime;
  readonly selected: PlacedTrade | undefined;
  /** At the end of the candles; none where nobody looks at a run that goes on. */
  readonly open?: readonly OpenMark[];
}

const NET_PANE_PX = 80;
/** Right of the last candle: for its time, or for what lines are called. */
const TIME_PX = 22;
const NAMES_PX = 58;
const ROOM_MOST = 0.25;
/** Handed over while they grow, many times a second; any view has fewer. */
const GROWING_BARS = 3_000;

export class CandleChart {
  readonly #host: HTMLElement;
  readonly #listeners: ChartListeners;
  readonly #chart: IChartApi;
  readonly #candles: ISeriesApi<'Candlestick'>;
  readonly #nets: ISeriesApi<'Histogram'>;
  readonly #marks: ISeriesMarkersPluginApi<Time>;
  readonly #shades = new SpanShades();
  #opened: Opened | undefined;
  #level: CandleLevel | undefined;
  #loaded: Span = { fromMs: 0, toMs: 0 };
  #colours: PageColours = pageColours();
  #isWaiting = false;
  #drawnMarks = '';
  #lines: readonly IPriceLine[] = [];
  #drawnLines = '';

  constructor(host: HTMLElement, listeners: ChartListeners) {
    this.#host = host;
    this.#listeners = listeners;
    this.#chart = createChart(host, {
      autoSize: true,
      crosshair: { mode: CrosshairMode.Normal },
      timeScale: { ...TIME_WORDS, minBarSpacing: 0.001, rightOffset: 0 },
      localization: { timeFormatter: timeWords },
      // The wheel turns the page until somebody has clicked into the chart.
      handleScroll: { mouseWheel: false },
      handleScale: { mouseWheel: false },
    });
    this.#candles = this.#chart.addSeries(CandlestickSeries, {
      priceLineVisible: false,
      lastValueVisible: false,
    });
    this.#nets = this.#chart.addSeries(
      HistogramSeries,
      { priceLineVisible: false, lastValueVisible: false, priceFormat: figuresOf(signed, 2) },
      1,
    );
    this.#chart.panes()[1]?.setHeight(NET_PANE_PX);
    this.#marks = createSeriesMarkers(this.#candles, []);
    this.#candles.attachPrimitive(this.#shades);
    this.#chart.timeScale().subscribeVisibleTimeRangeChange(() => this.#later());
    this.#chart.subscribeClick(({ time }) => {
      this.#heedWheel();
      const clicked = typeof time === 'number' ? this.#tradeIn(time * 1e3) : undefined;
      if (clicked !== undefined) listeners.onClick(clicked.index);
    });
    this.recolour();
  }

  open(opened: Opened): void {
    this.#opened = opened;
    this.#level = undefined;
    this.#candles.applyOptions({ priceFormat: priceFormatOf(opened.candles) });
    this.show(Infinity);
  }

  /** More of the same symbol, or less. @param follows whether the view goes with its end; all of it stays all. */
  grow(opened: Opened, follows: boolean): void {
    const [before, view] = [this.#whole(), this.#seen()];
    const isFirst = this.#opened === undefined || this.#opened.candles.length === 0;
    this.#opened = opened;
    if (isFirst || view === undefined) return this.open(opened);
    const whole = this.#whole();
    const isAll = view.fromMs <= before.fromMs && view.toMs >= before.toMs;
    const isSame = whole.toMs === before.toMs && whole.fromMs === before.fromMs;
    if (isSame) return this.#mark(view);
    const byMs = follows || view.toMs > whole.toMs ? whole.toMs - view.toMs : 0;
    const next = isAll ? whole : { fromMs: view.fromMs + byMs, toMs: view.toMs + byMs };
    return this.#load(next, levelFor(next.toMs - next.fromMs, this.#level), GROWING_BARS);
  }

  /** So much time around the selected trade, or all of it. */
  show(lengthMs: number): void {
    const whole = this.#whole();
    if (lengthMs >= whole.toMs - whole.fromMs) return this.#view(whole);
    const middleMs = this.#opened?.selected?.trade.entryTimeMs ?? whole.toMs - lengthMs / 2;
    return this.#view({ fromMs: middleMs - lengthMs / 2, toMs: middleMs + lengthMs / 2 });
  }

  /** Marks it, and moves so far that it is in view. */
  select(selected: PlacedTrade): void {
    const view = this.#seen();
    if (this.#opened === undefined || view === undefined) return;
    this.#opened = { ...this.#opened, selected };
    const atMs = selected.trade.entryTimeMs;
    if (atMs < view.fromMs || atMs >= view.toMs) this.show(view.toMs - view.fromMs);
    else this.#mark(view);
  }

  /** What is seen; `undefined` before there are candles. */
  get view(): Span | undefined {
    return this.#seen();
  }

  recolour(): void {
    this.#colours = pageColours();
    this.#chart.applyOptions(chartColours(this.#colours));
    this.#candles.applyOptions(candleColours(this.#colours));
    const view = this.#seen();
    if (view !== undefined && this.#level !== undefined) this.#load(view, this.#level);
  }

  #heedWheel(): void {
    this.#chart.applyOptions({ handleScroll: { mouseWheel: true }, handleScale: { mouseWheel: true } });
  }

  #whole(): Span {
    const { openTimeMs, length } = this.#opened?.candles ?? { openTimeMs: new Float64Array(), length: 0 };
    return { fromMs: openTimeMs[0] ?? 0, toMs: (openTimeMs[length - 1] ?? 0) + MINUTE_MS };
  }

  #tradeIn(timeMs: number): PlacedTrade | undefined {
    const barMs = this.#level?.barMs ?? MINUTE_MS;
    return this.#opened?.trades.at(timeMs + barMs / 2);
  }

  #view(view: Span): void {
    const level = levelFor(view.toMs - view.fromMs, undefined);
    this.#load(view, level);
  }

  #seen(): Span | undefined {
    const range = this.#chart.timeScale().getVisibleRange();
    if (range === null || typeof range.from !== 'number' || typeof range.to !== 'number') return undefined;
    return { fromMs: range.from * 1e3, toMs: range.to * 1e3 + (this.#level?.barMs ?? 0) };
  }

  /** Once for each picture that the screen shows. */
  #later(): void {
    if (this.#isWaiting) return;
    this.#isWaiting = true;
    requestAnimationFrame(() => {
      this.#isWaiting = false;
      const view = this.#seen();
      if (view === undefined) return;
      const level = levelFor(view.toMs - view.fromMs, this.#level);
      const isOther = level.barMs !== this.#level?.barMs;
      if (isOther || isNearEnd(view, this.#loaded, this.#whole())) this.#load(view, level);
      else this.#mark(view);
    });
  }

  /** Hands over the candles around the view, and keeps it where it is. */
  #load(view: Span, level: CandleLevel, barsMax?: number): void {
    if (this.#opened === undefined) return;
    const { candles, trades, open: positions = [] } = this.#opened;
    this.#level = level;
    this.#loaded = windowFor(view, this.#whole(), level, barsMax);
    const bars = barsOf(candles, this.#loaded, level.barMs);
    this.#candles.setData(
      bars.map(({ fromMs, open, high, low, close }) => ({ time: chartTime(fromMs), open, high, low, close })),
    );
    this.#nets.setData([...netsIn(trades, this.#loaded, level.barMs, this.#colours)]);
    const [first, last] = [bars[0], bars.at(-1)];
    if (first === undefined || last === undefined) return;
    const from = Math.max(first.fromMs, view.fromMs);
    const to = Math.min(last.fromMs, view.toMs - level.barMs);
    const scale = this.#chart.timeScale();
    const roomPx = positions.length === 0 ? TIME_PX : NAMES_PX;
    const roomShare = Math.min(ROOM_MOST, roomPx / this.#host.clientWidth);
    const places = placesOf(bars, { fromMs: from, toMs: to }, roomShare);
    if (places !== undefined) scale.setVisibleLogicalRange(places);
    else if (from < to) scale.setVisibleRange({ from: chartTime(from), to: chartTime(to) });
    this.#mark(view);
  }

  #mark(view: Span): void {
    if (this.#opened === undefined || this.#level === undefined) return;
    const { trades, selected, open = [] } = this.#opened;
    const { barMs } = this.#level;
    const widthPx = this.#host.clientWidth;
    const ofTrades = marksIn(trades, { view, widthPx, barMs, selected, colours: this.#colours });
    const marks = [...ofTrades, ...openMarks(open, barMs, this.#colours)];
    const drawn = JSON.stringify(marks);
    // Setting them costs a whole drawing, and a view that moves a little has the same ones.
    if (drawn !== this.#drawnMarks) this.#marks.setMarkers([...marks]);
    this.#drawnMarks = drawn;
    this.#shades.show(shadesIn(trades, { view, widthPx, selected }), barMs, this.#colours);
    this.#draw(openLines(open, this.#colours));
    this.#listeners.onView(view, lengthWords(barMs));
  }

  #draw(lines: readonly CreatePriceLineOptions[]): void {
    const drawn = JSON.stringify(lines);
    if (drawn === this.#drawnLines) return;
    for (const line of this.#lines) this.#candles.removePriceLine(line);
    this.#lines = lines.map((line) => this.#candles.createPriceLine(line));
    this.#drawnLines = drawn;
  }
}
