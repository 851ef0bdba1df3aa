/**
 * The candles in view, as paper has them: a canvas has the colours of the screen, and its points.
 */
import { svgOf } from '../../../lambda/charts/drawing/picture.ts';
import type { Markup } from '../../../lambda/charts/drawing/markup.ts';
import type { Span } from '../../../lambda/charts/drawing/plot.ts';
import { candlesPicture, type Level } from '../../../lambda/charts/pictures/candles-picture.ts';
import type { Opened } from './candle-chart.ts';
import { readableIn } from './trade-marks.ts';

/** Of A4 between its margins. */
const SIZE = { widthPx: 718, heightPx: 360 };

export function printedCandles(
  symbol: string,
  { candles, trades, selected, open = [] }: Opened,
  view: Span,
): Markup {
  const shown = readableIn(trades, { view, widthPx: SIZE.widthPx, selected });
  const levels = open.flatMap(({ takeProfitPrice, entryPrice, stopPrice }): readonly Level[] => [
    { name: 'target', price: takeProfitPrice, role: 'gain' },
    { name: 'entry', price: entryPrice, role: 'muted' },
    { name: 'stop', price: stopPrice, role: 'loss' },
  ]);
  return svgOf(
    candlesPicture({ symbol, candles, ...view, trades: shown.map(({ trade }) => trade), levels }, SIZE),
  );
}
