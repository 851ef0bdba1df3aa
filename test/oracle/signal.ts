/** The signal. */
import { MINUTE } from './arithmetic.ts';
import type { OracleParams } from './parameters.ts';
import type { OracleCandle, OracleSide } from './types.ts';

/** The signal of the candles before the one at index k, which opens now. */
export function signalAt(P: OracleParams, candles: OracleCandle[], k: number): OracleSide | undefined {
  const i = k - 1;
  const needed = Math.max(P.momentumCandles, P.volumeLookback, P.volatilityCandles - 1);
  if (i - needed < 0) return undefined;
  for (let j = i - needed; j <= i; j++) {
    if (candles[j + 1]!.ts - candles[j]!.ts !== MINUTE) return undefined;
  }
  const momentum = candles[i]!.close / candles[i - P.momentumCandles]!.close - 1;

  let volume = 0;
  for (let j = i - P.volumeLookback; j <= i - 1; j++) volume += candles[j]!.volume;
  const meanVolume = volume / P.volumeLookback;
  if (meanVolume === 0) return undefined;
  const volumeRatio = candles[i]!.volume / meanVolume;

  let high = -Infinity;
  let low = Infinity;
  for (let j = i - P.volatilityCandles + 1; j <= i; j++) {
    high = Math.max(high, candles[j]!.high);
    low = Math.min(low, candles[j]!.low);
  }
  const range = (high - low) / low;

  if (volumeRatio < P.volumeRatio) return undefined;
  if (range < P.volatilityPct / 100) return undefined;
  if (momentum >= P.momentumPct / 100) return 'long';
  if (momentum <= -P.momentumPct / 100) return 'short';
  return undefined;
}
