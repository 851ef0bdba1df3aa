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
  takerFeePct: 0.05,
  slippageBps: 0.5,
  fundingPct: 0.01,
  recoveryStopPct: 0.25,
  watchIntervalSeconds: 10,
  momentumCandles: 3,
  momentumPct: 0.05,
} as const;

export type KnownParameters = { readonly [Name in keyof typeof DEFAULTS]: number };

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
    takerFeePct: value('takerFeePct'),
    slippageBps: value('slippageBps'),
    fundingPct: value('fundingPct'),
    recoveryStopPct: value('recoveryStopPct'),
    watchIntervalSeconds: value('watchIntervalSeconds'),
    momentumCandles: value('momentumCandles'),
    momentumPct: value('momentumPct'),
  };
}
