/**
 * Times that are marked behind the candles: of recovery, and without a stop, as every other picture of candles marks them.
 */
import type {
  IPrimitivePaneView,
  ISeriesPrimitive,
  Logical,
  SeriesAttachedParameter,
} from 'lightweight-charts';
import type { Shade } from '../../../lambda/charts/pictures/candles-picture.ts';
import { shadesOf } from '../../../lambda/charts/trade-strip.ts';
import type { PageColours } from './chart-options.ts';
import { chartTime, readableIn, type MarkedView, type TradesInTime } from './trade-marks.ts';

/** Narrower, and nobody sees it: the strip of the trade tells of it. */
const SEEN_PX = 1;
const BAND_ALPHA = 0.22;
/** Of the bar that tells a time without a stop from a recovery, whatever the colours. */
const FOOT_PX = 4;

/** Those of the trades whose marks can be read, as far as they can be seen. */
export function shadesIn(
  trades: TradesInTime,
  { view, widthPx, selected }: Omit<MarkedView, 'barMs' | 'colours'>,
): readonly Shade[] {
  const pxPerMs = widthPx / (view.toMs - view.fromMs);
  return readableIn(trades, { view, widthPx, selected })
    .flatMap((placed) => shadesOf(placed))
    .filter(({ fromMs, toMs }) => (toMs - fromMs) * pxPerMs >= SEEN_PX);
}

export class SpanShades implements ISeriesPrimitive {
  #chart: SeriesAttachedParameter['chart'] | undefined;
  #requestUpdate: (() => void) | undefined;
  #shades: readonly Shade[] = [];
  #barMs = 0;
  #drawn = '';
  #colours: Pick<PageColours, 'warn' | 'loss'> = { warn: '', loss: '' };
  readonly #views: readonly IPrimitivePaneView[] = [
    { zOrder: () => 'bottom', renderer: () => ({ draw: (target) => this.#draw(target) }) },
  ];

  attached({ chart, requestUpdate }: SeriesAttachedParameter): void {
    this.#chart = chart;
    this.#requestUpdate = requestUpdate;
  }

  detached(): void {
    this.#chart = undefined;
  }

  paneViews(): readonly IPrimitivePaneView[] {
    return this.#views;
  }

  show(shades: readonly Shade[], barMs: number, colours: PageColours): void {
    this.#barMs = barMs;
    this.#colours = colours;
    const drawn = JSON.stringify([shades, barMs, colours]);
    // A view that moves draws them where they are then.
    if (drawn !== this.#drawn) this.#requestUpdate?.();
    this.#drawn = drawn;
    this.#shades = shades;
  }

  #draw(target: DrawTarget): void {
    target.useBitmapCoordinateSpace(({ context, bitmapSize, horizontalPixelRatio, verticalPixelRatio }) => {
      for (const { fromMs, toMs, role } of this.#shades) {
        const [from, to] = [this.#xOf(fromMs), this.#xOf(toMs)];
        if (from === undefined || to === undefined) continue;
        const [x, width] = [from * horizontalPixelRatio, Math.max(SEEN_PX, to - from) * horizontalPixelRatio];
        context.fillStyle = this.#colours[role];
        context.globalAlpha = BAND_ALPHA;
        context.fillRect(x, 0, width, bitmapSize.height);
        context.globalAlpha = 1;
        const footPx = role === 'loss' ? FOOT_PX * verticalPixelRatio : 0;
        context.fillRect(x, bitmapSize.height - footPx, width, footPx);
      }
    });
  }

  /** Within a candle, too: the chart knows the middle of each, and no place between two. */
  #xOf(timeMs: number): number | undefined {
    const scale = this.#chart?.timeScale();
    const barMs = Math.floor(timeMs / this.#barMs) * this.#barMs;
    const index = scale?.timeToIndex(chartTime(barMs), true) ?? NaN;
    const [middle, next] = [index, index + 1].map((place) =>
      isLogical(place) ? scale?.logicalToCoordinate(place) : undefined,
    );
    if (typeof middle !== 'number' || typeof next !== 'number') return undefined;
    return middle + ((timeMs - barMs) / this.#barMs - 0.5) * (next - middle);
  }
}

type DrawTarget = Parameters<NonNullable<ReturnType<IPrimitivePaneView['renderer']>>['draw']>[0];

function isLogical(place: number): place is Logical {
  return Number.isFinite(place);
}
