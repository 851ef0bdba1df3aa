/**
 * How the chart of candles looks: its colours, and its figures, which stand as everywhere else on the page.
 */
import {
  TickMarkType,
  type CandlestickSeriesPartialOptions,
  type ChartOptions,
  type DeepPartial,
  type Time,
} from 'lightweight-charts';
import { minute } from '../../../lambda/core/text/figure-words.ts';
import { amountWords } from '../../../lambda/charts/drawing/drawn-figures.ts';
import type { Candles } from '../../../lambda/core/market.ts';

/** Those of the palette that a canvas needs: no style sheet reaches it. */
export interface PageColours {
  readonly ground: string;
  readonly grid: string;
  readonly text: string;
  readonly muted: string;
  readonly gain: string;
  readonly loss: string;
  /** Of letters: what a shape may have is too pale for them. */
  readonly losstext: string;
  readonly warn: string;
}

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

/** As the other pictures name times; the library would say `5` for the fifth. */
export const TIME_WORDS = {
  timeVisible: true,
  secondsVisible: false,
  tickMarkFormatter: (time: Time, type: TickMarkType) => {
    const words = timeWords(time);
    if (type === TickMarkType.Year) return words.slice(0, 4);
    if (type === TickMarkType.Month) return words.slice(0, 7);
    return type === TickMarkType.DayOfMonth ? words.slice(5, 10) : words.slice(11, 16);
  },
};

export function timeWords(time: Time): string {
  return typeof time === 'number' ? `${minute(time * 1e3)} UTC` : '';
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
