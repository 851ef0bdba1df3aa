/** What may be lost: the day with its budget, and the gates before an entry. */
import { DAY, HOUR } from './arithmetic.ts';
import { closeAtMarket, settle, takerExit } from './closing.ts';
import { positionOf, type Here, type State } from './state.ts';

/** What a position loses when its hard stop is filled as planned. */
function worst(s: State, notional: number): number {
  const g = (1 + s.P.recoveryStopPct / 100) * (1 + s.slippage) - 1;
  return notional * (g + s.taker * (2 + g) + Math.abs(s.fundingRate));
}

function budget(s: State): number {
  let left = s.dayLimit + s.dayRealised;
  for (const q of s.positions) left -= worst(s, q.entryPrice * q.quantity);
  return left;
}

/** Before step 1. Everything booked so far happened before T, so the day can roll over now. */
export function rollDay(s: State, T: number): void {
  if (Math.floor(T / DAY) === s.day) return;
  s.day = Math.floor(T / DAY);
  s.dayLimit = Math.min(s.P.dailyLossUsd, (s.P.dailyLossPct / 100) * s.balance);
  s.dayRealised = 0;
  s.dayStopped = false;
}

/** Step 2, second half: is the day lost, or can it pay for nothing more? */
export function judgeDay(s: State, here: Here[], T: number): void {
  let dayResult = s.dayRealised;
  for (const { market, candle } of here) {
    const q = positionOf(s, market.symbol);
    if (q) dayResult += settle(s, q, takerExit(s, q, candle.open), s.taker).net;
  }
  const lost = dayResult <= -s.dayLimit;
  if (lost) {
    for (const { market, candle } of here) {
      const q = positionOf(s, market.symbol);
      if (q) closeAtMarket(s, q, T, candle.open, 'daily-stop');
    }
  }
  const spent = s.positions.length === 0 && worst(s, s.plannedNotional) > budget(s);
  if ((lost || spent) && !s.dayStopped) {
    s.dayStopped = true;
    s.dailyStops += 1;
  }
}

/** The code of the first gate that denies an entry, or undefined. */
export function gate(s: State, symbol: string, now: number): string | undefined {
  const { P } = s;
  const openCollateral = s.positions.length * P.collateralUsd;
  if (s.dayStopped) return 'stopped';
  if (now < s.pausedUntil) return 'paused';
  if (s.positions.length >= P.maxPositions) return 'positions';
  if (positionOf(s, symbol)) return 'symbol';
  if (openCollateral + P.collateralUsd > P.maxOpenCollateralUsd) return 'collateral';
  if (s.entryTimes.filter((t) => now - t < HOUR).length >= P.maxTradesPerHour) return 'hour';
  if (s.balance - openCollateral < P.collateralUsd) return 'balance';
  if (worst(s, s.plannedNotional) > budget(s)) return 'budget';
  return undefined;
}
