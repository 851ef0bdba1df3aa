/** Hours in which a market is closed: its minutes there are none, and before each close nothing is begun or kept. */
import { MINUTE } from './arithmetic.ts';
import type { OracleParams } from './parameters.ts';
import type { OracleMarket } from './types.ts';

function isKnown({ sessions }: OracleMarket, T: number): boolean {
  return sessions === undefined || (T >= sessions.knownFrom && T < sessions.knownUntil);
}

function liesInSession({ sessions }: OracleMarket, T: number): boolean {
  return sessions === undefined || sessions.open.some(([start, end]) => start <= T && T + MINUTE <= end);
}

/** The market without the candles of its closed minutes. */
export function withoutClosedMinutes(market: OracleMarket): OracleMarket {
  const candles = market.candles.filter(({ ts }) => !isKnown(market, ts) || liesInSession(market, ts));
  return { ...market, candles };
}

/** Whether the market closes within sessionEndSeconds; never where nobody knows. */
export function closesSoon(P: OracleParams, market: OracleMarket, T: number): boolean {
  if (market.sessions === undefined || !isKnown(market, T) || !liesInSession(market, T)) return false;
  for (let close = T; close <= T + P.sessionEndSeconds * 1000; close += MINUTE) {
    if (!liesInSession(market, close)) return true;
  }
  return false;
}

export function mayBegin(P: OracleParams, market: OracleMarket, T: number): boolean {
  return isKnown(market, T) && !closesSoon(P, market, T);
}
