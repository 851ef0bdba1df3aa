/*
 * An independent bookkeeper for the bar model: what the strategy does with recorded one-minute candles, trade by trade.
 *
 * It was written from the strategy page alone and shares no code with the bot, so that the two can be compared. It is
 * deliberately naive: plain floats, mutable state, one loop over the minutes, nothing clever and nothing fast. Where
 * the bot and this file disagree, at least one of them misreads the page.
 */

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

/** Every parameter of the groups signal, exit, size, risk and cost, with the page's default. */
export const oracleDefaults = {
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
  initialStopPct: 0.12,
  recoverySeconds: 180,
  recoveryStopPct: 0.25,
  breakeven: 'net' as 'net' | 'gross',
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

export type OracleParams = typeof oracleDefaults;

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

export function runBarModel(
  markets: OracleMarket[],
  params: Partial<OracleParams>,
  optimistic = false,
): OracleResult {
  const P: OracleParams = { ...oracleDefaults, ...params };
  const slippage = P.slippageBps / 10_000;
  const taker = P.takerFeePct / 100;
  const maker = P.makerFeePct / 100;
  const fundingRate = P.fundingPct / 100;
  const plannedNotional = P.collateralUsd * P.leverage;

  // All the state there is.
  let balance = P.startingBalanceUsd;
  const positions: OracleOpenPosition[] = [];
  const trades: OracleTrade[] = [];
  const entryTimes: number[] = [];
  const denied: Record<string, number> = {};
  let day = NaN;
  let dayLimit = 0;
  let dayRealised = 0;
  let dayStopped = false;
  let dailyStops = 0;
  let streak = 0;
  let pausedUntil = -Infinity;

  // The candles of each market by time, and every minute in which at least one market has one.
  const indexOf = markets.map((m) => new Map(m.candles.map((c, k) => [c.ts, k])));
  const minutes = [...new Set(markets.flatMap((m) => m.candles.map((c) => c.ts)))];
  minutes.sort((a, b) => a - b);

  function positionOf(symbol: string): OracleOpenPosition | undefined {
    return positions.find((q) => q.symbol === symbol);
  }

  /** What a position loses when its hard stop is filled as planned. */
  function worst(notional: number): number {
    const g = (1 + P.recoveryStopPct / 100) * (1 + slippage) - 1;
    return notional * (g + taker * (2 + g) + Math.abs(fundingRate));
  }

  function budget(): number {
    let left = dayLimit + dayRealised;
    for (const q of positions) left -= worst(q.entryPrice * q.quantity);
    return left;
  }

  /** What closing at this fill price would book. */
  function settle(q: OracleOpenPosition, exitPrice: number, feeRate: number) {
    const fees = q.entryFeeUsd + feeRate * exitPrice * q.quantity;
    let gross = sign(q) * (exitPrice - q.entryPrice) * q.quantity;
    let net = gross - fees - q.fundingUsd;
    const liquidated = net < -P.collateralUsd;
    if (liquidated) {
      net = -P.collateralUsd;
      gross = net + fees + q.fundingUsd;
    }
    return { gross, fees, net, liquidated };
  }

  /** The price a market order to close is filled at, when the market is at this price. */
  function takerExit(q: OracleOpenPosition, price: number): number {
    return price * (1 - sign(q) * slippage);
  }

  function close(
    q: OracleOpenPosition,
    time: number,
    exitPrice: number,
    feeRate: number,
    reason: string,
    ambiguous = false,
  ): void {
    const s = settle(q, exitPrice, feeRate);
    positions.splice(positions.indexOf(q), 1);
    trades.push({
      symbol: q.symbol,
      side: q.side,
      entryTime: q.entryTime,
      entryPrice: q.entryPrice,
      exitTime: time,
      exitPrice,
      quantity: q.quantity,
      reason: s.liquidated ? 'liquidated' : reason,
      grossUsd: s.gross,
      feesUsd: s.fees,
      fundingUsd: q.fundingUsd,
      netUsd: s.net,
      ambiguous,
    });
    balance += s.net;
    dayRealised += s.net;
    if (s.net < 0) {
      streak += 1;
      if (streak >= P.lossStreak) {
        pausedUntil = Math.max(pausedUntil, time + P.pauseMinutes * MINUTE);
        streak = 0;
      }
    } else {
      streak = 0;
    }
  }

  /** The first exit rule that holds, or undefined to hold; may start the recovery clock. */
  function exitRule(q: OracleOpenPosition, now: number, p: number): string | undefined {
    const r = sign(q) * (p / q.entryPrice - 1);
    const age = (now - q.entryTime) / 1000;
    const net = settle(q, takerExit(q, p), taker).net;
    const even = P.breakeven === 'net' ? net >= 0 : r >= 0;
    const recovering = q.recoverySince !== null;
    const recoveringFor = q.recoverySince !== null ? (now - q.recoverySince) / 1000 : 0;

    if (r >= P.targetPct / 100 || net >= P.profitTargetUsd) return 'target';
    if (r <= -P.recoveryStopPct / 100) return 'hard-stop';
    if (age >= P.maxHoldSeconds) return 'max-hold';
    if (recovering && even) return 'recovered';
    if (recovering && recoveringFor >= P.recoverySeconds) return 'recovery-timeout';
    if (!recovering && r <= -P.initialStopPct / 100) {
      q.recoverySince = now;
      return undefined;
    }
    if (!recovering && age >= P.quickExitSeconds && even) return 'quick-exit';
    return undefined;
  }

  /** The signal of the candles before the one at index k, which opens now. */
  function signalAt(candles: OracleCandle[], k: number): OracleSide | undefined {
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

  /** The code of the first gate that denies an entry, or undefined. */
  function gate(symbol: string, now: number): string | undefined {
    const openCollateral = positions.length * P.collateralUsd;
    if (dayStopped) return 'stopped';
    if (now < pausedUntil) return 'paused';
    if (positions.length >= P.maxPositions) return 'positions';
    if (positionOf(symbol)) return 'symbol';
    if (openCollateral + P.collateralUsd > P.maxOpenCollateralUsd) return 'collateral';
    if (entryTimes.filter((t) => now - t < HOUR).length >= P.maxTradesPerHour) return 'hour';
    if (balance - openCollateral < P.collateralUsd) return 'balance';
    if (worst(plannedNotional) > budget()) return 'budget';
    return undefined;
  }

  for (const T of minutes) {
    // The markets that have a candle here, in order of priority; the others do not exist in this minute.
    const here = markets.flatMap((market, m) => {
      const k = indexOf[m]!.get(T);
      return k === undefined ? [] : [{ market, k, candle: market.candles[k]! }];
    });

    // Everything booked so far happened before T, so the day can roll over now.
    if (Math.floor(T / DAY) !== day) {
      day = Math.floor(T / DAY);
      dayLimit = Math.min(P.dailyLossUsd, (P.dailyLossPct / 100) * balance);
      dayRealised = 0;
      dayStopped = false;
    }

    // Step 1: funding, then resting orders meet the open.
    for (const { market, candle } of here) {
      const q = positionOf(market.symbol);
      if (!q) continue;
      const O = candle.open;
      if (T % (8 * HOUR) === 0) q.fundingUsd += sign(q) * fundingRate * O * q.quantity;
      if (q.side === 'long' ? O <= q.stopPrice : O >= q.stopPrice) {
        close(q, T, takerExit(q, O), taker, 'hard-stop');
      } else if (q.side === 'long' ? O > q.takeProfitPrice : O < q.takeProfitPrice) {
        close(q, T, q.takeProfitPrice, maker, 'target');
      }
    }

    // Step 2: the tick. Exits first.
    for (const { market, candle } of here) {
      const q = positionOf(market.symbol);
      if (!q) continue;
      const reason = exitRule(q, T, candle.open);
      if (reason) close(q, T, takerExit(q, candle.open), taker, reason);
    }

    // Then the day: is it lost, or can it pay for nothing more?
    let dayResult = dayRealised;
    for (const { market, candle } of here) {
      const q = positionOf(market.symbol);
      if (q) dayResult += settle(q, takerExit(q, candle.open), taker).net;
    }
    const lost = dayResult <= -dayLimit;
    if (lost) {
      for (const { market, candle } of here) {
        const q = positionOf(market.symbol);
        if (q) close(q, T, takerExit(q, candle.open), taker, 'daily-stop');
      }
    }
    const spent = positions.length === 0 && worst(plannedNotional) > budget();
    if ((lost || spent) && !dayStopped) {
      dayStopped = true;
      dailyStops += 1;
    }

    // Step 3: entries, at the open. Each one counts for the gates of the symbols after it.
    for (const { market, k, candle } of here) {
      const side = signalAt(market.candles, k);
      if (!side) continue;
      let code = gate(market.symbol, T);
      const d = side === 'long' ? 1 : -1;
      const entryPrice = candle.open * (1 + d * slippage);
      let quantity = plannedNotional / entryPrice;
      if (market.quantityStep) quantity = roundDown(quantity, market.quantityStep);
      if (!code && (quantity <= 0 || quantity < (market.minQuantity ?? 0))) code = 'minimum';
      if (code) {
        denied[code] = (denied[code] ?? 0) + 1;
        continue;
      }
      const aim = Math.min(P.targetPct / 100, P.profitCapUsd / plannedNotional);
      let stopPrice = entryPrice * (1 - (d * P.recoveryStopPct) / 100);
      let takeProfitPrice = entryPrice * (1 + d * aim);
      if (market.priceStep) {
        // The stop towards entry and the take-profit away from it: both up for a long, both down for a short.
        const round = side === 'long' ? roundUp : roundDown;
        stopPrice = round(stopPrice, market.priceStep);
        takeProfitPrice = round(takeProfitPrice, market.priceStep);
      }
      positions.push({
        symbol: market.symbol,
        side,
        entryTime: T,
        entryPrice,
        quantity,
        stopPrice,
        takeProfitPrice,
        entryFeeUsd: taker * entryPrice * quantity,
        fundingUsd: 0,
        recoverySince: null,
      });
      entryTimes.push(T);
    }

    // Step 4: resting orders meet the rest of the minute, worst first.
    for (const { market, candle } of here) {
      const q = positionOf(market.symbol);
      if (!q) continue;
      const long = q.side === 'long';
      const stopHit = long ? candle.low <= q.stopPrice : candle.high >= q.stopPrice;
      const targetHit = long ? candle.high > q.takeProfitPrice : candle.low < q.takeProfitPrice;
      const both = stopHit && targetHit;
      const end = T + MINUTE - 1;
      if (stopHit && !(both && optimistic)) {
        close(q, end, takerExit(q, q.stopPrice), taker, 'hard-stop', both);
      } else if (targetHit) {
        close(q, end, q.takeProfitPrice, maker, 'target', both);
      }
    }
  }

  const exits: Record<string, number> = {};
  for (const t of trades) exits[t.reason] = (exits[t.reason] ?? 0) + 1;
  return {
    trades,
    wins: trades.filter((t) => t.netUsd > 0).length,
    grossUsd: sum(trades.map((t) => t.grossUsd)),
    feesUsd: sum(trades.map((t) => t.feesUsd)),
    fundingUsd: sum(trades.map((t) => t.fundingUsd)),
    netUsd: sum(trades.map((t) => t.netUsd)),
    balanceUsd: balance,
    ambiguous: trades.filter((t) => t.ambiguous).length,
    dailyStops,
    exits,
    denied,
    open: positions,
  };
}

function sign(q: OracleOpenPosition): number {
  return q.side === 'long' ? 1 : -1;
}

function sum(values: number[]): number {
  return values.reduce((a, b) => a + b, 0);
}

// A whole number of steps; the tolerance and the final rounding only undo the noise of binary fractions.
function roundDown(value: number, step: number): number {
  return Number((Math.floor(value / step + 1e-9) * step).toPrecision(14));
}

function roundUp(value: number, step: number): number {
  return Number((Math.ceil(value / step - 1e-9) * step).toPrecision(14));
}
