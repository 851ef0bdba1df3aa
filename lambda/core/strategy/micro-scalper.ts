/**
 * `lambda/core/strategy/`: when there is a signal, and when an open position is closed.
 *
 * Is there a reason to enter, and in which direction?
 *
 * Enter in the direction of the last minutes, when volume and range say that the move is one. The larger trend is
 * ignored on purpose.
 *
 * Invariants:
 * - Only closed candles count.
 * - A gap or a late candle is not momentum.
 * - The scan allocates nothing.
 */
import type { BotParameters } from '../../config.ts';
import type { SignalValues } from '../ledger/ledger-events.ts';
import type { Candles, Side } from '../market.ts';
import type { HoldReason } from '../reasons.ts';
import { MINUTE_MS, fractionOfPct } from '../units.ts';
import { momentum, range, volumeRatio } from './indicators.ts';

export type SignalParameters = Pick<
  BotParameters,
  'momentumCandles' | 'momentumPct' | 'volumeLookback' | 'volumeRatio' | 'volatilityCandles' | 'volatilityPct'
>;

export type Signal = Side | HoldReason;

/** Candles needed before the last closed one. */
export function historyCandles(parameters: SignalParameters): number {
  const { momentumCandles, volumeLookback, volatilityCandles } = parameters;
  return Math.max(momentumCandles, volumeLookback, volatilityCandles - 1);
}

/**
 * The signal at the minute that opens at `minuteMs`, or why there is none.
 *
 * @param i index of the last closed candle, −1 when there is none.
 */
export function signalAt(
  candles: Candles,
  i: number,
  minuteMs: number,
  parameters: SignalParameters,
): Signal {
  if (i < 0) return 'no-candles';
  if (candles.openTimeMs[i] !== minuteMs - MINUTE_MS) return 'late-candle';
  const first = i - historyCandles(parameters);
  // Times are unique and aligned to the minute, so that equal spans mean that no minute between is missing.
  if (first < 0 || candles.openTimeMs[i]! - candles.openTimeMs[first]! !== (i - first) * MINUTE_MS) {
    return 'incomplete-history';
  }
  const move = momentum(candles.close, i, parameters.momentumCandles);
  const smallestMove = fractionOfPct(parameters.momentumPct);
  if (move < smallestMove && move > -smallestMove) return 'momentum';
  const ratio = volumeRatio(candles.volume, i, parameters.volumeLookback);
  if (ratio === undefined) return 'no-volume';
  if (ratio < parameters.volumeRatio) return 'volume';
  const spread = range(candles.high, candles.low, i, parameters.volatilityCandles);
  if (spread < fractionOfPct(parameters.volatilityPct)) return 'volatility';
  return move >= smallestMove ? 'long' : 'short';
}

export function isEntry(signal: Signal): signal is Side {
  return signal === 'long' || signal === 'short';
}

/** The values behind a signal at index `i`; the history must be complete. */
export function signalValues(candles: Candles, i: number, parameters: SignalParameters): SignalValues {
  const ratio = volumeRatio(candles.volume, i, parameters.volumeLookback);
  if (ratio === undefined)
    throw new RangeError('no signal values: the average volume before the candle is 0');
  return {
    momentum: momentum(candles.close, i, parameters.momentumCandles),
    volumeRatio: ratio,
    range: range(candles.high, candles.low, i, parameters.volatilityCandles),
  };
}
