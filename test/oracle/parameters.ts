/** The parameters of the strategy that the bar model knows, with the page's defaults. */

/** Every parameter of the groups signal, exit, size, risk and cost. */
export interface OracleParams {
  // signal
  momentumCandles: number;
  momentumPct: number;
  volumeLookback: number;
  volumeRatio: number;
  volatilityCandles: number;
  volatilityPct: number;
  // exit
  targetPct: number;
  profitTargetUsd: number;
  profitCapUsd: number;
  quickExitSeconds: number;
  maxHoldSeconds: number;
  sessionEndSeconds: number;
  initialStopPct: number;
  recoverySeconds: number;
  recoveryStopPct: number;
  breakeven: 'net' | 'gross';
  // size
  startingBalanceUsd: number;
  leverage: number;
  collateralUsd: number;
  // risk
  maxPositions: number;
  maxTradesPerHour: number;
  dailyLossUsd: number;
  dailyLossPct: number;
  lossStreak: number;
  pauseMinutes: number;
  maxOpenCollateralUsd: number;
  // cost
  takerFeePct: number;
  makerFeePct: number;
  slippageBps: number;
  fundingPct: number;
}

export const oracleDefaults: OracleParams = {
  // signal
  momentumCandles: 3,
  momentumPct: 0.05,
  volumeLookback: 20,
  volumeRatio: 1.3,
  volatilityCandles: 10,
  volatilityPct: 0.1,
  // exit
  targetPct: 0.15,
  profitTargetUsd: 30,
  profitCapUsd: 70,
  quickExitSeconds: 120,
  maxHoldSeconds: 300,
  sessionEndSeconds: 120,
  initialStopPct: 0.12,
  recoverySeconds: 180,
  recoveryStopPct: 0.25,
  breakeven: 'net',
  // size
  startingBalanceUsd: 2000,
  leverage: 20,
  collateralUsd: 30,
  // risk
  maxPositions: 3,
  maxTradesPerHour: 30,
  dailyLossUsd: 80,
  dailyLossPct: 4,
  lossStreak: 4,
  pauseMinutes: 20,
  maxOpenCollateralUsd: 90,
  // cost
  takerFeePct: 0.05,
  makerFeePct: 0.02,
  slippageBps: 0.5,
  fundingPct: 0.01,
};
