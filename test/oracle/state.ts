/** All the state that the bar model has, and what its minutes look like. */
import type { OracleParams } from './parameters.ts';
import type { OracleCandle, OracleMarket, OracleOpenPosition, OracleTrade } from './types.ts';

export interface State {
  // What stays as it is.
  P: OracleParams;
  slippage: number;
  taker: number;
  maker: number;
  fundingRate: number;
  plannedNotional: number;
  // What changes.
  balance: number;
  lastCandle: Record<string, number>; // of each market up to now, ms UTC
  positions: OracleOpenPosition[];
  trades: OracleTrade[];
  entryTimes: number[];
  denied: Record<string, number>;
  day: number;
  dayLimit: number;
  dayRealised: number;
  dayStopped: boolean;
  dailyStops: number;
  streak: number;
  pausedUntil: number;
}

/** A market that has a candle in this minute, and which one. */
export interface Here {
  market: OracleMarket;
  k: number;
  candle: OracleCandle;
}

export function newState(P: OracleParams): State {
  return {
    P,
    slippage: P.slippageBps / 10_000,
    taker: P.takerFeePct / 100,
    maker: P.makerFeePct / 100,
    fundingRate: P.fundingPct / 100,
    plannedNotional: P.collateralUsd * P.leverage,
    balance: P.startingBalanceUsd,
    lastCandle: {},
    positions: [],
    trades: [],
    entryTimes: [],
    denied: {},
    day: NaN,
    dayLimit: 0,
    dayRealised: 0,
    dayStopped: false,
    dailyStops: 0,
    streak: 0,
    pausedUntil: -Infinity,
  };
}

export function positionOf(s: State, symbol: string): OracleOpenPosition | undefined {
  return s.positions.find((q) => q.symbol === symbol);
}

export function sign(q: OracleOpenPosition): number {
  return q.side === 'long' ? 1 : -1;
}
