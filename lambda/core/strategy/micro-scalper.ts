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
 * - A gap or a late candle is not momentum. A closed minute is a gap.
 * - The scan allocates nothing.
 */
import type { BotParameters } from '../../config.ts';
import type { SignalValues } from '../ledger/ledger-events.ts';
import type { Candles, Side, TradingSessions } from '../market.ts';
import type { HoldReason } from '../reasons.ts';
import { whyNoEntry } from '../trading-sessions.ts';
import { MINUTE_MS, fractionOfPct } from '../units.ts';
import { momentum, range, volumeRatio } from './indicators.ts';

export type SignalParameters = Pick<
  BotParameters,
  | 'momentumCandles'
  | 'momentumPct'
  | 'volumeLookback'
  | 'volumeRatio'
  | 'volatilityCandles'
  | 'volatilityPct'
  | 'sessionEndSeconds'
>;

export type Signal = Side | HoldReason;

/** Candles needed before the last closed one. */
export function historyCandles(parameters: SignalParameters): number {
  const { momentumCandles, volumeLookback, volatilityCandles } = parameters;
  return Math.max(momentumCandles, volumeLookback, volatilityCandles - 1);
}

/** What a signal is compared with, as fractions: a loop over years of candles computes it once. */
export interface SignalThresholds {
  readonly momentumCandles: number;
  readonly smallestMove: number;
  readonly volumeLookback: number;
  readonly smallestRatio: number;
  readonly volatilityCandles: number;
  readonly smallestSpread: number;
  /** Candles needed before the last closed one. */
  readonly history: number;
  /** Before the end of a session, from when on there is no signal. */
  readonly sessionEndSeconds: number;
}

export function thresholdsOf(parameters: SignalParameters): SignalThresholds {
  const { momentumCandles, volumeLookback, volatilityCandles } = parameters;
  return {
    momentumCandles,
    smallestMove: fractionOfPct(parameters.momentumPct),
    volumeLookback,
    smallestRatio: parameters.volumeRatio,
    volatilityCandles,
    smallestSpread: fractionOfPct(parameters.volatilityPct),
    history: historyCandles(parameters),
    sessionEndSeconds: parameters.sessionEndSeconds,
  };
}

/** Candles of open minutes, and the sessions that they lie in, where the market has any. */
export interface SignalMarket {
  readonly candles: Candles;
  readonly sessions?: TradingSessions | undefined;
}

/** The signal at the minute that opens at `minuteMs`, or why there is none; `i` as for `signalBy`. */
export function signalAt(
  market: SignalMarket,
  i: number,
  minuteMs: number,
  parameters: SignalParameters,
): Signal {
  return signalBy(thresholdsOf(parameters), market, i, minuteMs);
}

/** @param i index of the last closed candle, −1 when there is none. */
export function signalBy(
  thresholds: SignalThresholds,
  { candles, sessions }: SignalMarket,
  i: number,
  minuteMs: number,
): Signal {
  const outside = whyNoEntry(sessions, minuteMs, thresholds.sessionEndSeconds);
  if (outside !== undefined) return outside;
  if (i < 0) return 'no-candles';
  if (candles.openTimeMs[i] !== minuteMs - MINUTE_MS) return 'late-candle';
  const first = i - thresholds.history;
  // Times are unique and aligned to the minute, so that equal spans mean that no minute between is missing.
  if (first < 0 || candles.openTimeMs[i]! - candles.openTimeMs[first]! !== (i - first) * MINUTE_MS) {
    return 'incomplete-history';
  }
  const { smallestMove } = thresholds;
  const move = momentum(candles.close, i, thresholds.momentumCandles);
  if (move < smallestMove && move > -smallestMove) return 'momentum';
  const ratio = volumeRatio(candles.volume, i, thresholds.volumeLookback);
  if (ratio === undefined) return 'no-volume';
  if (ratio < thresholds.smallestRatio) return 'volume';
  const spread = range(candles.high, candles.low, i, thresholds.volatilityCandles);
  if (spread < thresholds.smallestSpread) return 'volatility';
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
