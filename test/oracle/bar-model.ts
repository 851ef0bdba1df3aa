/*
 * An independent bookkeeper for the bar model: what the strategy does with recorded one-minute candles, trade by trade.
 *
 * This folder was written from the strategy page alone and shares no code with the bot, so that the two can be
 * compared. It is deliberately naive: plain floats, mutable state, one loop over the minutes, nothing clever and
 * nothing fast. Where the bot and this folder disagree, at least one of them misreads the page.
 */
import { sum } from './arithmetic.ts';
import { enter } from './entries.ts';
import { applyExitRules, meetTheOpen, meetTheRest } from './exits.ts';
import { oracleDefaults, type OracleParams } from './parameters.ts';
import { judgeDay, rollDay } from './risk.ts';
import { withoutClosedMinutes } from './sessions.ts';
import { newState, type State } from './state.ts';
import type { OracleMarket, OracleResult } from './types.ts';

export { oracleDefaults, type OracleParams } from './parameters.ts';
export type {
  OracleCandle,
  OracleMarket,
  OracleOpenPosition,
  OracleResult,
  OracleSide,
  OracleTrade,
} from './types.ts';

export function runBarModel(
  stated: OracleMarket[],
  params: Partial<OracleParams>,
  optimistic = false,
): OracleResult {
  const s = newState({ ...oracleDefaults, ...params });

  const markets = stated.map(withoutClosedMinutes);

  // The candles of each market by time, and every minute in which at least one market has one.
  const indexOf = markets.map((m) => new Map(m.candles.map((c, k) => [c.ts, k])));
  const minutes = [...new Set(markets.flatMap((m) => m.candles.map((c) => c.ts)))];
  minutes.sort((a, b) => a - b);

  for (const T of minutes) {
    // The markets that have a candle here, in order of priority; the others do not exist in this minute.
    const here = markets.flatMap((market, m) => {
      const k = indexOf[m]!.get(T);
      return k === undefined ? [] : [{ market, k, candle: market.candles[k]! }];
    });
    rollDay(s, T);
    meetTheOpen(s, here, T); // step 1
    applyExitRules(s, here, T); // step 2
    judgeDay(s, here, T);
    enter(s, here, T); // step 3
    meetTheRest(s, here, T, optimistic); // step 4
  }
  return resultOf(s);
}

function resultOf({ trades, balance, dailyStops, denied, positions }: State): OracleResult {
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
