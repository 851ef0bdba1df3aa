/**
 * Candles of one symbol in few bytes: about six for a minute, before base64.
 *
 * Prices are whole ticks. The open is told by the close before it, the close by the open, high and low by how far they
 * stand out. Volumes are left out: no picture shows them.
 */
import type { Candles } from '../../../lambda/core/market.ts';
import { MINUTE_MS } from '../../../lambda/core/units.ts';
import {
  decimalsOf,
  differences,
  numbersOf,
  packColumns,
  sums,
  ticksOf,
  unpackColumns,
} from './packed-columns.ts';

export interface PackedCandles {
  readonly decimals: number;
  readonly bytes: Uint8Array;
}

export function packCandles(candles: Candles): PackedCandles {
  const { length } = candles;
  const prices = [candles.open, candles.high, candles.low, candles.close].map((column) =>
    column.subarray(0, length),
  );
  const decimals = decimalsOf(prices);
  const [open, high, low, close] = prices.map((column) => ticksOf(column, decimals));
  if (open === undefined || high === undefined || low === undefined || close === undefined)
    throw new RangeError('a candle has four prices');
  const minutes = candles.openTimeMs.subarray(0, length).map((timeMs) => timeMs / MINUTE_MS);
  const bytes = packColumns([
    differences(minutes),
    open.map((tick, k) => tick - (k === 0 ? 0 : close[k - 1]!)),
    close.map((tick, k) => tick - open[k]!),
    high.map((tick, k) => tick - Math.max(open[k]!, close[k]!)),
    low.map((tick, k) => Math.min(open[k]!, close[k]!) - tick),
  ]);
  return { decimals, bytes };
}

/** Volumes are unknown. */
export function unpackCandles({ decimals, bytes }: PackedCandles): Candles {
  const [steps, opens, closes, highs, lows] = unpackColumns(bytes);
  if (
    steps === undefined ||
    opens === undefined ||
    closes === undefined ||
    highs === undefined ||
    lows === undefined
  )
    throw new RangeError('packed candles have five columns');
  const open = new Float64Array(opens.length);
  const close = new Float64Array(opens.length);
  let before = 0;
  for (let k = 0; k < opens.length; k += 1) {
    open[k] = before + opens[k]!;
    before = open[k]! + closes[k]!;
    close[k] = before;
  }
  return {
    length: opens.length,
    openTimeMs: sums(steps).map((minute) => minute * MINUTE_MS),
    open: numbersOf(open, decimals),
    high: numbersOf(
      highs.map((above, k) => Math.max(open[k]!, close[k]!) + above),
      decimals,
    ),
    low: numbersOf(
      lows.map((below, k) => Math.min(open[k]!, close[k]!) - below),
      decimals,
    ),
    close: numbersOf(close, decimals),
    volume: new Float64Array(opens.length).fill(Number.NaN),
  };
}
