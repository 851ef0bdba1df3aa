/** How positions begin. */
import { roundDown, roundUp } from './arithmetic.ts';
import { gate } from './risk.ts';
import { mayBegin } from './sessions.ts';
import { signalAt } from './signal.ts';
import type { Here, State } from './state.ts';
import type { OracleMarket, OracleSide } from './types.ts';

/** Step 3: entries, at the open. Each one counts for the gates of the symbols after it. */
export function enter(s: State, here: Here[], T: number): void {
  for (const { market, k, candle } of here) {
    const side = signalAt(s.P, market.candles, k);
    if (!side || !mayBegin(s.P, market, T)) continue;
    let code = gate(s, market.symbol, T);
    const d = side === 'long' ? 1 : -1;
    const entryPrice = candle.open * (1 + d * s.slippage);
    let quantity = s.plannedNotional / entryPrice;
    if (market.quantityStep) quantity = roundDown(quantity, market.quantityStep);
    if (!code && (quantity <= 0 || quantity < (market.minQuantity ?? 0))) code = 'minimum';
    if (code) {
      s.denied[code] = (s.denied[code] ?? 0) + 1;
      continue;
    }
    s.positions.push({
      symbol: market.symbol,
      side,
      entryTime: T,
      entryPrice,
      quantity,
      ...restingPrices(s, market, side, entryPrice),
      entryFeeUsd: s.taker * entryPrice * quantity,
      fundingUsd: 0,
      recoverySince: null,
    });
    s.entryTimes.push(T);
  }
}

/** Where the stop and the take-profit rest. */
function restingPrices(s: State, market: OracleMarket, side: OracleSide, entryPrice: number) {
  const d = side === 'long' ? 1 : -1;
  const aim = Math.min(s.P.targetPct / 100, s.P.profitCapUsd / s.plannedNotional);
  let stopPrice = entryPrice * (1 - (d * s.P.recoveryStopPct) / 100);
  let takeProfitPrice = entryPrice * (1 + d * aim);
  if (market.priceStep) {
    // The stop towards entry and the take-profit away from it: both up for a long, both down for a short.
    const round = side === 'long' ? roundUp : roundDown;
    stopPrice = round(stopPrice, market.priceStep);
    takeProfitPrice = round(takeProfitPrice, market.priceStep);
  }
  return { stopPrice, takeProfitPrice };
}
