/**
 * The signals of a symbol as one number a candle, so that they can be kept, and moved in time.
 */
import { firstFrom, type Candles, type Side } from '../core/market.ts';
import {
  isEntry,
  signalBy,
  thresholdsOf,
  type SignalMarket,
  type SignalParameters,
} from '../core/strategy/micro-scalper.ts';
import type { HoldReason } from '../core/reasons.ts';
import type { CodeCounts } from './loop-record.ts';
import type { Span } from './span.ts';

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
  market: SignalMarket,
  parameters: SignalParameters,
  { from, to }: CandleRange,
  holds?: CodeCounts<HoldReason>,
): Int8Array {
  const { candles } = market;
  const column = new Int8Array(candles.length);
  const thresholds = thresholdsOf(parameters);
  for (let k = from; k < to; k += 1) {
    const signal = signalBy(thresholds, market, k - 1, candles.openTimeMs[k]!);
    if (isEntry(signal)) column[k] = signal === 'long' ? LONG : SHORT;
    else holds?.add(signal);
  }
  return column;
}

/** Index of the first signal from `k` on; `length` where there is none. */
export function nextEntry(column: Int8Array, k: number, length: number): number {
  let at = k;
  while (at < length && column[at] === NONE) at += 1;
  return at;
}

/** The side at a candle; `undefined` where there is no signal. */
export function sideIn(column: Int8Array, k: number): Side | undefined {
  const code = column[k]!;
  if (code === NONE) return undefined;
  return code === LONG ? 'long' : 'short';
}

/**
 * The minutes of a span in which any symbol has a candle, in order: the clock on which signals of several symbols are moved
 * together, whatever minutes each of them lacks.
 */
export function commonMinutes(symbols: readonly Candles[], { fromMs, toMs }: Span): Float64Array {
  return symbols
    .map(({ openTimeMs, length }) => {
      const [from, end] = [firstFrom(openTimeMs, length, fromMs), firstFrom(openTimeMs, length, toMs)];
      return Float64Array.from(openTimeMs.subarray(from, end));
    })
    .reduce(inEither, new Float64Array());
}

/** The numbers of two ascending columns, in order and each once. */
function inEither(left: Float64Array, right: Float64Array): Float64Array {
  const both = new Float64Array(left.length + right.length);
  let [length, l, r] = [0, 0, 0];
  while (l < left.length || r < right.length) {
    const [ofLeft, ofRight] = [left[l] ?? Infinity, right[r] ?? Infinity];
    if (ofLeft <= ofRight) l += 1;
    if (ofRight <= ofLeft) r += 1;
    both[length] = Math.min(ofLeft, ofRight);
    length += 1;
  }
  return both.subarray(0, length);
}

/**
 * The same signals `by` minutes of the clock later, what leaves its end coming in at its beginning. In a minute that the
 * symbol lacks they wait for its next candle; where several wait for the same one, the last of them is entered.
 */
export function shifted(column: Int8Array, candles: Candles, minutes: Float64Array, by: number): Int8Array {
  const moved = new Int8Array(column.length);
  const candleAt = candlesFrom(candles, minutes);
  for (let i = 0; i < minutes.length; i += 1) {
    const k = candleAt[i]!;
    if (candles.openTimeMs[k] !== minutes[i] || column[k] === NONE) continue;
    moved[candleAt[(i + by) % minutes.length]!] = column[k]!;
  }
  return moved;
}

/** For each minute the index of the candle that opens then or next; after the last one, the first. */
function candlesFrom({ openTimeMs, length }: Candles, minutes: Float64Array): Int32Array {
  const first = firstFrom(openTimeMs, length, minutes[0] ?? 0);
  const end = firstFrom(openTimeMs, length, (minutes.at(-1) ?? 0) + 1);
  const found = new Int32Array(minutes.length);
  let k = first;
  for (let i = 0; i < minutes.length; i += 1) {
    while (k < end && openTimeMs[k]! < minutes[i]!) k += 1;
    found[i] = k < end ? k : first;
  }
  return found;
}
