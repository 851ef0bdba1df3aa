/** What goes into the bar model, and what comes out of it. */

export interface OracleCandle {
  ts: number; // opening time, ms UTC
  open: number;
  high: number;
  low: number;
  close: number;
  volume: number;
}

export interface OracleMarket {
  symbol: string;
  candles: OracleCandle[];
  quantityStep?: number;
  priceStep?: number;
  minQuantity?: number;
  /** Recorded rates by the time they are due: then nothing is due at any other. */
  funding?: ReadonlyMap<number, number>;
  /** From and until when it is open, in whole minutes; absent where it never closes. */
  sessions?: { open: [number, number][]; knownFrom: number; knownUntil: number };
}

export type OracleSide = 'long' | 'short';

export interface OracleTrade {
  symbol: string;
  side: OracleSide;
  entryTime: number;
  entryPrice: number;
  exitTime: number;
  exitPrice: number;
  quantity: number;
  reason: string;
  grossUsd: number;
  feesUsd: number;
  fundingUsd: number;
  netUsd: number;
  ambiguous: boolean;
}

export interface OracleOpenPosition {
  symbol: string;
  side: OracleSide;
  entryTime: number;
  entryPrice: number;
  quantity: number;
  stopPrice: number;
  takeProfitPrice: number;
  entryFeeUsd: number;
  fundingUsd: number;
  recoverySince: number | null;
}

export interface OracleResult {
  trades: OracleTrade[]; // in order of closing
  wins: number;
  grossUsd: number;
  feesUsd: number;
  fundingUsd: number;
  netUsd: number;
  balanceUsd: number;
  ambiguous: number;
  dailyStops: number;
  exits: Record<string, number>;
  denied: Record<string, number>;
  open: OracleOpenPosition[];
}
