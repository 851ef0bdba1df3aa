/**
 * Trades as the chart of candles marks them: an arrow where they were entered, a square where their recovery began, a dot
 * with the letter of the reason where they were left.
 */
import type { HistogramData, SeriesMarker, UTCTimestamp } from 'lightweight-charts';
import { reasonLetter, type DrawnTrade } from '../../../lambda/charts/drawing/drawn-trade.ts';
import type { Span } from '../../../lambda/charts/drawing/plot.ts';
import type { UnprotectedTime } from '../../../lambda/core/ledger/unprotected-time.ts';
import { toDollars } from '../../../lambda/core/units.ts';
import type { PageColours } from './chart-options.ts';

/** A trade of all trades, with its place among them. */
export interface PlacedTrade {
  readonly trade: DrawnTrade;
  readonly index: number;
  /** Absent where it never was in recovery, and where no row tells. */
  readonly recoverySinceMs?: number;
  /** Absent where that is unknown. */
  readonly unprotected?: UnprotectedTime;
}

/** More marks than these hide the candles, and each other. */
const PX_PER_TRADE = 9;
const PX_PER_LETTER = 30;
const MOST = 1_000;

export function isUtcTimestamp(seconds: number): seconds is UTCTimestamp {
  return Number.isFinite(seconds);
}

/** As the chart counts time. */
export function chartTime(timeMs: number): UTCTimestamp {
  const seconds = timeMs / 1e3;
  if (!isUtcTimestamp(seconds)) throw new RangeError('a time is a number');
  return seconds;
}

/** The trades of one symbol, as they are found by time. */
export class TradesInTime {
  /** In the order in which they closed. */
  readonly #placed: readonly PlacedTrade[];
  readonly #longestMs: number;

  constructor(placed: readonly PlacedTrade[]) {
    this.#placed = placed;
    this.#longestMs = placed.reduce(
      (most, { trade }) => Math.max(most, trade.exitTimeMs - trade.entryTimeMs),
      0,
    );
  }

  get all(): readonly PlacedTrade[] {
    return this.#placed;
  }

  /** Those that were open in the view; `undefined` where they are more than `most`. */
  within({ fromMs, toMs }: Span, most: number): readonly PlacedTrade[] | undefined {
    const found: PlacedTrade[] = [];
    for (let k = this.#firstClosedFrom(fromMs); k < this.#placed.length; k += 1) {
      const placed = this.#placed[k]!;
      if (placed.trade.exitTimeMs - this.#longestMs >= toMs) break;
      if (placed.trade.entryTimeMs < toMs) found.push(placed);
      if (found.length > most) return undefined;
    }
    return found;
  }

  /** The one that was open at that time, or else the one nearest to it. */
  at(timeMs: number): PlacedTrade | undefined {
    let nearest: PlacedTrade | undefined;
    let leastMs = Infinity;
    for (const placed of this.#placed) {
      const { entryTimeMs, exitTimeMs } = placed.trade;
      const awayMs = Math.max(0, entryTimeMs - timeMs, timeMs - exitTimeMs);
      if (awayMs >= leastMs) continue;
      leastMs = awayMs;
      nearest = placed;
    }
    return nearest;
  }

  #firstClosedFrom(timeMs: number): number {
    let [low, high] = [0, this.#placed.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#placed[middle]!.trade.exitTimeMs < timeMs) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

export interface MarkedView {
  readonly view: Span;
  readonly widthPx: number;
  readonly barMs: number;
  /** Is marked, however many there are. */
  readonly selected: PlacedTrade | undefined;
  readonly colours: PageColours;
}

/** The trades in view; the selected one alone where they are too many to be told apart. */
export function readableIn(
  trades: TradesInTime,
  { view, widthPx, selected }: Pick<MarkedView, 'view' | 'widthPx' | 'selected'>,
): readonly PlacedTrade[] {
  const readable = trades.within(view, Math.min(MOST, widthPx / PX_PER_TRADE));
  return readable ?? (selected === undefined ? [] : [selected]);
}

export function marksIn(trades: TradesInTime, marked: MarkedView): readonly SeriesMarker<UTCTimestamp>[] {
  const { widthPx, barMs, selected, colours } = marked;
  const shown = readableIn(trades, marked);
  const hasLetters = shown.length * PX_PER_LETTER <= widthPx;
  const at = (timeMs: number) => chartTime(Math.floor(timeMs / barMs) * barMs);
  const marks = shown.flatMap(({ trade, index, recoverySinceMs }): readonly SeriesMarker<UTCTimestamp>[] => {
    const isLong = trade.side === 'long';
    const size = index === selected?.index ? 2 : 1;
    return [
      {
        time: at(trade.entryTimeMs),
        position: isLong ? 'belowBar' : 'aboveBar',
        shape: isLong ? 'arrowUp' : 'arrowDown',
        color: colours.text,
        size,
      },
      ...(recoverySinceMs === undefined
        ? []
        : [
            {
              time: at(recoverySinceMs),
              position: 'inBar',
              shape: 'square',
              color: colours.warn,
              size,
            } as const,
          ]),
      {
        time: at(trade.exitTimeMs),
        position: isLong ? 'aboveBar' : 'belowBar',
        shape: 'circle',
        color: trade.netUsd > 0 ? colours.gain : colours.losstext,
        size,
        ...(hasLetters && { text: reasonLetter(trade.reason) }),
      },
    ];
  });
  return marks.toSorted((left, right) => left.time - right.time);
}

/** What the trades that closed in each candle came to. */
export function netsIn(
  { all }: TradesInTime,
  { fromMs, toMs }: Span,
  barMs: number,
  { gain, loss }: PageColours,
): readonly HistogramData<UTCTimestamp>[] {
  const nets = new Map<number, number>();
  for (const { trade } of all) {
    const atMs = Math.floor(trade.exitTimeMs / barMs) * barMs;
    if (atMs < fromMs || atMs >= toMs) continue;
    nets.set(atMs, (nets.get(atMs) ?? 0) + toDollars(trade.netUsd));
  }
  return [...nets]
    .toSorted(([left], [right]) => left - right)
    .map(([atMs, value]) => ({ time: chartTime(atMs), value, color: value > 0 ? gain : loss }));
}
