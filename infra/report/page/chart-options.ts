/**
 * How the chart of candles looks: its colours, and its figures, which stand as everywhere else on the page.
 */
import type { CandlestickSeriesPartialOptions, ChartOptions, DeepPartial } from 'lightweight-charts';
import { amountWords } from '../../../lambda/charts/drawing/drawn-figures.ts';
import type { Candles } from '../../../lambda/core/market.ts';
import type { PageColours } from './page-colours.ts';

export function chartColours({ ground, grid, text, muted }: PageColours): DeepPartial<ChartOptions> {
  return {
    layout: {
      background: { color: ground },
      textColor: text,
      fontFamily: "system-ui, -apple-system, 'Segoe UI', Roboto, 'DejaVu Sans', sans-serif",
      panes: { separatorColor: grid },
    },
    grid: { vertLines: { color: grid }, horzLines: { color: grid } },
    rightPriceScale: { borderColor: muted },
    timeScale: { borderColor: muted },
  };
}

/** Those that rose are filled, those that fell are hollow. */
export function candleColours({ ground, gain, loss }: PageColours): CandlestickSeriesPartialOptions {
  return {
    upColor: gain,
    borderUpColor: gain,
    wickUpColor: gain,
    downColor: ground,
    borderDownColor: loss,
    wickDownColor: loss,
  };
}

const SAMPLE = 1_000;
const PRECISION_MAX = 8;

/** As many decimals as the prices have. */
export function priceFormatOf({ close, length }: Candles) {
  let precision = 0;
  for (let k = 0; k < Math.min(length, SAMPLE); k += 1) {
    const [, decimals = ''] = String(close[k]).split('.');
    precision = Math.max(precision, Math.min(PRECISION_MAX, decimals.length));
  }
  return figuresOf(amountWords, precision);
}

export function figuresOf(words: (value: number, decimals: number) => string, precision: number) {
  const formatter = (value: number) => words(value, precision);
  return { type: 'custom', formatter, minMove: 10 ** -precision } as const;
}
