/**
 * The parameters that an auditor has to know, with the defaults that the documentation states.
 */
import type { RecordedState } from './recorded-items.ts';

const DEFAULTS = {
  maxPositions: 3,
  maxTradesPerHour: 30,
  maxOpenCollateralUsd: 90,
  collateralUsd: 30,
  leverage: 20,
  dailyLossUsd: 80,
  dailyLossPct: 4,
  lossStreak: 4,
  pauseMinutes: 20,
  takerFeePct: 0.05,
  slippageBps: 0.5,
  fundingPct: 0.01,
  targetPct: 0.15,
  quickExitSeconds: 120,
  maxHoldSeconds: 300,
  recoverySeconds: 180,
  recoveryStopPct: 0.25,
  makerTimeoutSeconds: 10,
  watchIntervalSeconds: 10,
  sessionEndSeconds: 120,
  momentumCandles: 3,
  momentumPct: 0.05,
  volumeLookback: 20,
  volumeRatio: 1.3,
  volatilityCandles: 10,
  volatilityPct: 0.1,
} as const;

export type KnownParameters = { readonly [Name in keyof typeof DEFAULTS]: number };

const CHOICES: Readonly<Record<string, string>> = { mode: 'paper', entryStyle: 'taker', stopTrigger: 'last' };

export const DOCUMENTED: Readonly<Record<string, number | string>> = { ...DEFAULTS, ...CHOICES };

/** Those in force, as the item has them. */
export function inForce({ parameters = {} }: Pick<RecordedState, 'parameters'>): KnownParameters {
  const value = (name: keyof typeof DEFAULTS): number => {
    const written = parameters[name];
    return typeof written === 'number' ? written : DEFAULTS[name];
  };
  return {
    maxPositions: value('maxPositions'),
    maxTradesPerHour: value('maxTradesPerHour'),
    maxOpenCollateralUsd: value('maxOpenCollateralUsd'),
    collateralUsd: value('collateralUsd'),
    leverage: value('leverage'),
    dailyLossUsd: value('dailyLossUsd'),
    dailyLossPct: value('dailyLossPct'),
    lossStreak: value('lossStreak'),
    pauseMinutes: value('pauseMinutes'),
    takerFeePct: value('takerFeePct'),
    slippageBps: value('slippageBps'),
    fundingPct: value('fundingPct'),
    targetPct: value('targetPct'),
    quickExitSeconds: value('quickExitSeconds'),
    maxHoldSeconds: value('maxHoldSeconds'),
    recoverySeconds: value('recoverySeconds'),
    recoveryStopPct: value('recoveryStopPct'),
    makerTimeoutSeconds: value('makerTimeoutSeconds'),
    watchIntervalSeconds: value('watchIntervalSeconds'),
    sessionEndSeconds: value('sessionEndSeconds'),
    momentumCandles: value('momentumCandles'),
    momentumPct: value('momentumPct'),
    volumeLookback: value('volumeLookback'),
    volumeRatio: value('volumeRatio'),
    volatilityCandles: value('volatilityCandles'),
    volatilityPct: value('volatilityPct'),
  };
}
