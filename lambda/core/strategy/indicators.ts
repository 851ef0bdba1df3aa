/**
 * The indicators of the signal: momentum, volume ratio and range of the last closed candles.
 *
 * Invariants: each function reads its columns up to and including index `i`, never beyond it, and allocates nothing.
 * The caller has made sure that the history is complete.
 */

/** close[i] / close[i − candles] − 1, a fraction. */
export function momentum(close: Float64Array, i: number, candles: number): number {
  return close[i]! / close[i - candles]! - 1;
}

/** volume[i] over the mean of the `lookback` volumes before it; `undefined` when that mean is 0. */
export function volumeRatio(volume: Float64Array, i: number, lookback: number): number | undefined {
  let sum = 0;
  for (let k = i - lookback; k < i; k += 1) sum += volume[k]!;
  return sum === 0 ? undefined : volume[i]! / (sum / lookback);
}

/** (max high − min low) / min low over the last `candles` candles, `i` included; a fraction. */
export function range(high: Float64Array, low: Float64Array, i: number, candles: number): number {
  let highest = -Infinity;
  let lowest = Infinity;
  for (let k = i - candles + 1; k <= i; k += 1) {
    if (high[k]! > highest) highest = high[k]!;
    if (low[k]! < lowest) lowest = low[k]!;
  }
  return (highest - lowest) / lowest;
}
