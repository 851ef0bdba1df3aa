/** What closing a position books, and at which price. */
import { MINUTE } from './arithmetic.ts';
import { sign, type State } from './state.ts';
import type { OracleOpenPosition } from './types.ts';

/** What closing at this fill price would book. */
export function settle(s: State, q: OracleOpenPosition, exitPrice: number, feeRate: number) {
  const fees = q.entryFeeUsd + feeRate * exitPrice * q.quantity;
  let gross = sign(q) * (exitPrice - q.entryPrice) * q.quantity;
  let net = gross - fees - q.fundingUsd;
  const liquidated = net < -s.P.collateralUsd;
  if (liquidated) {
    net = -s.P.collateralUsd;
    gross = net + fees + q.fundingUsd;
  }
  return { gross, fees, net, liquidated };
}

/** The price a market order to close is filled at, when the market is at this price. */
export function takerExit(s: State, q: OracleOpenPosition, price: number): number {
  return price * (1 - sign(q) * s.slippage);
}

/** A market order closes the position, when the market is at this price. */
export function closeAtMarket(
  s: State,
  q: OracleOpenPosition,
  time: number,
  price: number,
  reason: string,
  ambiguous = false,
): void {
  close(s, q, time, takerExit(s, q, price), s.taker, reason, ambiguous);
}

/** The resting take-profit closes the position. */
export function closeAtTakeProfit(s: State, q: OracleOpenPosition, time: number, ambiguous = false): void {
  close(s, q, time, q.takeProfitPrice, s.maker, 'target', ambiguous);
}

function close(
  s: State,
  q: OracleOpenPosition,
  time: number,
  exitPrice: number,
  feeRate: number,
  reason: string,
  ambiguous: boolean,
): void {
  const booked = settle(s, q, exitPrice, feeRate);
  s.positions.splice(s.positions.indexOf(q), 1);
  s.trades.push({
    symbol: q.symbol,
    side: q.side,
    entryTime: q.entryTime,
    entryPrice: q.entryPrice,
    exitTime: time,
    exitPrice,
    quantity: q.quantity,
    reason: booked.liquidated ? 'liquidated' : reason,
    grossUsd: booked.gross,
    feesUsd: booked.fees,
    fundingUsd: q.fundingUsd,
    netUsd: booked.net,
    ambiguous,
  });
  s.balance += booked.net;
  s.dayRealised += booked.net;
  if (booked.net < 0) {
    s.streak += 1;
    if (s.streak >= s.P.lossStreak) {
      s.pausedUntil = Math.max(s.pausedUntil, time + s.P.pauseMinutes * MINUTE);
      s.streak = 0;
    }
  } else {
    s.streak = 0;
  }
}
