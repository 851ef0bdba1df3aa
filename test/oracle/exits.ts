/** How positions end: by resting orders, and by the exit rules. */
import { HOUR, MINUTE } from './arithmetic.ts';
import { closeAtMarket, closeAtTakeProfit, settle, takerExit } from './closing.ts';
import { closesSoon } from './sessions.ts';
import { positionOf, sign, type Here, type State } from './state.ts';
import type { OracleMarket, OracleOpenPosition } from './types.ts';

/** Step 1: funding, then resting orders meet the open. */
export function meetTheOpen(s: State, here: Here[], T: number): void {
  for (const { market, candle } of here) {
    const before = s.lastCandle[market.symbol] ?? T;
    s.lastCandle[market.symbol] = T;
    const q = positionOf(s, market.symbol);
    if (!q) continue;
    const O = candle.open;
    // Of this minute, and of those since the last candle that have none.
    for (let t = before + MINUTE; t <= T; t += MINUTE) {
      const assumed = t % (8 * HOUR) === 0 ? s.fundingRate : 0;
      const rate = market.funding ? (market.funding.get(t) ?? 0) : assumed;
      q.fundingUsd += sign(q) * rate * O * q.quantity;
    }
    if (q.side === 'long' ? O <= q.stopPrice : O >= q.stopPrice) {
      closeAtMarket(s, q, T, O, 'hard-stop');
    } else if (q.side === 'long' ? O > q.takeProfitPrice : O < q.takeProfitPrice) {
      closeAtTakeProfit(s, q, T);
    }
  }
}

/** Step 2, first half: the tick's exits. */
export function applyExitRules(s: State, here: Here[], T: number): void {
  for (const { market, candle } of here) {
    const q = positionOf(s, market.symbol);
    if (!q) continue;
    const reason = exitRule(s, q, market, T, candle.open);
    if (reason) closeAtMarket(s, q, T, candle.open, reason);
  }
}

/** The first exit rule that holds, or undefined to hold; may start the recovery clock. */
function exitRule(
  s: State,
  q: OracleOpenPosition,
  market: OracleMarket,
  now: number,
  p: number,
): string | undefined {
  const { P } = s;
  const r = sign(q) * (p / q.entryPrice - 1);
  const age = (now - q.entryTime) / 1000;
  const net = settle(s, q, takerExit(s, q, p), s.taker).net;
  const even = P.breakeven === 'net' ? net >= 0 : r >= 0;
  const recovering = q.recoverySince !== null;
  const recoveringFor = q.recoverySince !== null ? (now - q.recoverySince) / 1000 : 0;

  if (r >= P.targetPct / 100 || net >= P.profitTargetUsd) return 'target';
  if (r <= -P.recoveryStopPct / 100) return 'hard-stop';
  if (closesSoon(P, market, now)) return 'session-end';
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

/** Step 4: resting orders meet the rest of the minute, worst first. */
export function meetTheRest(s: State, here: Here[], T: number, optimistic: boolean): void {
  for (const { market, candle } of here) {
    const q = positionOf(s, market.symbol);
    if (!q) continue;
    const long = q.side === 'long';
    const stopHit = long ? candle.low <= q.stopPrice : candle.high >= q.stopPrice;
    const targetHit = long ? candle.high > q.takeProfitPrice : candle.low < q.takeProfitPrice;
    const both = stopHit && targetHit;
    const end = T + MINUTE - 1;
    if (stopHit && !(both && optimistic)) {
      closeAtMarket(s, q, end, q.stopPrice, 'hard-stop', both);
    } else if (targetHit) {
      closeAtTakeProfit(s, q, end, both);
    }
  }
}
