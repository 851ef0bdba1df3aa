/**
 * How lively, how liquid and how connected is the synthetic market?
 *
 * Invariants: numbers only, calibrated against one-minute candles of Binance's USDT-margined perpetuals BTC, ETH and
 * SOL of 2023-07-18 → 08-17 (a calm market) and 2025-05-04 → 05-31 (a lively one). The market aims between the two;
 * the bands that it keeps stand in its test. Gold moves at two thirds of bitcoin's pace and mostly on its own, calibrated
 * against a broker's candles of January 2026. A symbol without a profile gets one from its name alone.
 */

import { DAY_MS, HOUR_MS } from '../../lambda/core/units.ts';
import { randomStream, type Persistence, type Regime } from './synthetic-processes.ts';

/** Steps that a minute's path is drawn in. Twenty give the recorded ratio of range to move, 1.5 to 1.8. */
export const STEPS_PER_MINUTE = 20;

/** Everything that symbols share. Log volatilities add up; memories in minutes. */
export const MARKET = {
  regimes: {
    calm: { logVolatility: -0.3, meanMinutes: 360, next: { normal: 1 } },
    normal: { logVolatility: 0, meanMinutes: 480, next: { calm: 0.7, wild: 0.3 } },
    wild: { logVolatility: 0.6, meanMinutes: 90, next: { normal: 1 } },
  } satisfies Record<string, Regime>,
  firstRegime: 'normal',
  logVolatility: [
    { deviation: 0.22, memoryMinutes: 1_500 },
    { deviation: 0.33, memoryMinutes: 200 },
    { deviation: 0.3, memoryMinutes: 10 },
  ] satisfies Persistence[],
  tailFactorCap: 4,
  /** Rare jumps, in deviations of an average minute; volatility stays up for a while. */
  jumpsPerDay: 0.5,
  jumpDeviations: { least: 4, most: 8 },
  jumpLogVolatility: 0.8,
  jumpMemoryMinutes: 20,
  /** An exchange outage leaves no candles of any symbol. */
  outagesPerDay: 0.35,
  longestOutageMinutes: 40,
} as const;

/** Everything that a symbol has of its own. */
export const OWN = {
  logVolatility: [
    { deviation: 0.1, memoryMinutes: 600 },
    { deviation: 0.2, memoryMinutes: 10 },
  ] satisfies Persistence[],
  jumpsPerDay: 0.3,
  /** Volume follows the range and, by this much of its log, volatility; what remains, as a log. */
  volumeOfVolatility: 0.4,
  logVolume: [
    { deviation: 0.3, memoryMinutes: 300 },
    { deviation: 0.3, memoryMinutes: 8 },
  ] satisfies Persistence[],
  minuteLogVolume: 0.38,
  /** Opens one tick from the previous close: the next trade was on the other side of the spread. */
  tickGapShare: 0.45,
  /** Opens further away: two ticks, and a part of the minute's deviation. */
  wideGapShare: 0.01,
  wideGapTicks: 2,
  wideGapDeviations: 0.03,
} as const;

/** Mean move of each UTC hour over that of the day: quiet from 3 to 11, liveliest from 13 to 16 and at midnight. */
const HOURLY_VOLATILITY: readonly number[] = [
  1.18, 1.12, 0.98, 0.8, 0.74, 0.72, 0.77, 0.8, 0.86, 0.87, 0.77, 0.75, 1.04, 1.21, 1.43, 1.31, 1.26, 1.15,
  1.2, 1.07, 1.02, 0.98, 0.9, 0.93,
];

const HOURS_PER_DAY = DAY_MS / HOUR_MS;

/** Between the middles of two hours the time of day's volatility changes evenly. */
export function timeOfDayVolatility(timeMs: number): number {
  const hours = (timeMs % DAY_MS) / HOUR_MS + HOURS_PER_DAY - 0.5;
  const hour = Math.floor(hours);
  const share = hours - hour;
  return (
    (1 - share) * HOURLY_VOLATILITY[hour % HOURS_PER_DAY]! +
    share * HOURLY_VOLATILITY[(hour + 1) % HOURS_PER_DAY]!
  );
}

/** The properties that distinguish a symbol. */
export interface SymbolProfile {
  readonly price: number;
  readonly priceDecimals: number;
  /** Deviation of an average minute's return, in basis points. */
  readonly volatilityBps: number;
  /** How strongly the market's volatility moves this symbol's. */
  readonly volatilityLoading: number;
  /** Correlation of its steps with the market's. */
  readonly marketCorrelation: number;
  /** How much of the market's jumps it makes. */
  readonly jumpLoading: number;
  /** Median volume of a minute, in base units. */
  readonly volume: number;
}

const PROFILES: Readonly<Record<string, SymbolProfile>> = {
  BTCUSDT: {
    price: 95_000,
    priceDecimals: 1,
    volatilityBps: 2.4,
    volatilityLoading: 1,
    marketCorrelation: 0.9,
    jumpLoading: 1,
    volume: 75,
  },
  ETHUSDT: {
    price: 2_500,
    priceDecimals: 2,
    volatilityBps: 4,
    volatilityLoading: 1,
    marketCorrelation: 0.9,
    jumpLoading: 1,
    volume: 2_000,
  },
  SOLUSDT: {
    price: 150,
    priceDecimals: 2,
    volatilityBps: 5.8,
    volatilityLoading: 0.72,
    marketCorrelation: 0.8,
    jumpLoading: 1,
    volume: 10_000,
  },
  XAUUSDT: {
    price: 4_500,
    priceDecimals: 2,
    volatilityBps: 1.55,
    volatilityLoading: 0.6,
    marketCorrelation: 0.15,
    jumpLoading: 0,
    volume: 20,
  },
};

/** Median turnover of a minute of a symbol without a profile, in USD: that of a smaller perpetual. */
const UNKNOWN_TURNOVER_USD = 300_000;

/** Price between 0.01 and 999 of three digits, tick a hundred-thousandth of it as a power of ten. */
function profileFromName(symbol: string): SymbolProfile {
  const random = randomStream(0, `profile ${symbol}`);
  const digits = 100 + Math.floor(900 * random.uniform());
  const exponent = Math.floor(5 * random.uniform()) - 4;
  const price = Number(`${digits}e${exponent}`);
  // The tick is the power of ten nearest to price / 1e5; √10 is the middle between two powers.
  const tickExponent = exponent - 3 + (digits >= 100 * Math.sqrt(10) ? 1 : 0);
  return {
    price,
    priceDecimals: -tickExponent,
    volatilityBps: 5 + 3 * random.uniform(),
    volatilityLoading: 0.9,
    marketCorrelation: 0.6 + 0.2 * random.uniform(),
    jumpLoading: 1,
    volume: UNKNOWN_TURNOVER_USD / price,
  };
}

export function symbolProfile(symbol: string): SymbolProfile {
  return Object.hasOwn(PROFILES, symbol) ? PROFILES[symbol]! : profileFromName(symbol);
}
