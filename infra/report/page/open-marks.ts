/**
 * What is open, as the chart of candles shows it: an arrow at its entry, and lines where its orders rest.
 */
import {
  LineStyle,
  type CreatePriceLineOptions,
  type SeriesMarker,
  type UTCTimestamp,
} from 'lightweight-charts';
import type { Position } from '../../../lambda/core/ledger/position.ts';
import type { PageColours } from './chart-options.ts';
import { chartTime } from './trade-marks.ts';

export type OpenMark = Pick<
  Position,
  'tradeId' | 'symbol' | 'side' | 'entryPrice' | 'stopPrice' | 'takeProfitPrice' | 'filledAtMs'
>;

export function openMarks(
  open: readonly OpenMark[],
  barMs: number,
  { text }: PageColours,
): readonly SeriesMarker<UTCTimestamp>[] {
  return open.map(({ side, filledAtMs }) => ({
    time: chartTime(Math.floor(filledAtMs / barMs) * barMs),
    position: side === 'long' ? 'belowBar' : 'aboveBar',
    shape: side === 'long' ? 'arrowUp' : 'arrowDown',
    color: text,
    size: 2,
    text: 'open',
  }));
}

export function openLines(
  open: readonly OpenMark[],
  { ground, muted, gain, losstext }: PageColours,
): readonly CreatePriceLineOptions[] {
  const line = (title: string, price: number, color: string) =>
    ({
      title,
      price,
      color,
      lineWidth: 1,
      lineStyle: LineStyle.Dashed,
      axisLabelVisible: true,
      // By itself the library writes white on every one of them.
      axisLabelColor: color,
      axisLabelTextColor: ground,
    }) as const;
  return open.flatMap(({ entryPrice, stopPrice, takeProfitPrice }) => [
    line('target', takeProfitPrice, gain),
    line('entry', entryPrice, muted),
    line('stop', stopPrice, losstext),
  ]);
}
