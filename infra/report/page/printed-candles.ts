/**
 * The candles in view, as paper has them: a canvas has the colours of the screen, and its points.
 */
import { svgOf } from '../../../lambda/charts/drawing/picture.ts';
import { element, joined, type Markup } from '../../../lambda/charts/drawing/markup.ts';
import { minute } from '../../../lambda/core/text/figure-words.ts';
import type { Span } from '../../../lambda/charts/drawing/plot.ts';
import { candlesPicture, type Level } from '../../../lambda/charts/pictures/candles-picture.ts';
import { shadesOf } from '../../../lambda/charts/trade-strip.ts';
import type { Opened } from './candle-chart.ts';
import { readableIn } from './trade-marks.ts';

/** Of A4 between its margins. */
const SIZE = { widthPx: 718, heightPx: 360 };
/** Nobody comes closer to paper: what is marked has more room. */
const MARKED_SHARE = 0.4;

export function printedCandles(
  symbol: string,
  { candles, trades, selected, open = [] }: Opened,
  view: Span,
): Markup {
  const shown = readableIn(trades, { view, widthPx: SIZE.widthPx * MARKED_SHARE, selected });
  const levels = open.flatMap(({ takeProfitPrice, entryPrice, stopPrice }): readonly Level[] => [
    { name: 'target', price: takeProfitPrice, role: 'gain' },
    { name: 'entry', price: entryPrice, role: 'muted' },
    { name: 'stop', price: stopPrice, role: 'loss' },
  ]);
  const shades = shown.flatMap((placed) => shadesOf(placed));
  const picture = { symbol, candles, ...view, trades: shown.map(({ trade }) => trade), levels, shades };
  const { fromMs, toMs } = view;
  return joined([
    element('p', { class: 'ks-t-muted' }, `${symbol}, ${minute(fromMs)} to ${minute(toMs)} UTC`),
    svgOf(candlesPicture(picture, SIZE)),
  ]);
}
