/**
 * The signals of a symbol as one number a candle, so that they can be kept, and moved in time.
 */
import type { Candles, Side } from '../core/market.ts';
import { isEntry, signalAt, type SignalParameters } from '../core/strategy/micro-scalper.ts';

const NONE = 0;
const LONG = 1;
const SHORT = 2;

/** A range of candles, the end exclusive. */
export interface CandleRange {
  readonly from: number;
  readonly to: number;
}

/** What is entered when a candle opens, of the candles in the range; nothing elsewhere. */
export function signalColumn(
  candles: Candles,
  parameters: SignalParameters,
  { from, to }: CandleRange,
): Int8Array {
  const column = new Int8Array(candles.length);
  for (let k = from; k < to; k += 1) {
    const signal = signalAt(candles, k - 1, candles.openTimeMs[k]!, parameters);
    if (isEntry(signal)) column[k] = signal === 'long' ? LONG : SHORT;
  }
  return column;
}

/** The side at a candle; `undefined` where there is no signal. */
export function sideIn(column: Int8Array, k: number): Side | undefined {
  const code = column[k]!;
  if (code === NONE) return undefined;
  return code === LONG ? 'long' : 'short';
}

/** The same signals `by` candles later, what leaves the end of the range coming in at its beginning. */
export function shifted(column: Int8Array, { from, to }: CandleRange, by: number): Int8Array {
  const moved = new Int8Array(column.length);
  const within = column.subarray(from, to);
  const cut = within.length === 0 ? 0 : by % within.length;
  moved.set(within.subarray(within.length - cut), from);
  moved.set(within.subarray(0, within.length - cut), from + cut);
  return moved;
}
