/**
 * The trading sessions that the candles of a broker show: it records no minute while the market is closed.
 *
 * - A gap of half an hour is a close. A shorter one is a few missing minutes in a session.
 * - What comes after the last candle is not known, and is no close.
 */
import { sessionsOf } from '../../../lambda/core/trading-sessions.ts';
import type { Candles, Session, TradingSessions } from '../../../lambda/core/market.ts';
import { MINUTE_MS } from '../../../lambda/core/units.ts';

/** Breaks of exchanges last an hour, or a night; a feed is rarely away for so long. */
export const CLOSE_MINUTES = 30;

/** `undefined` where the candles have no such gap. */
export function sessionsOfGaps({ openTimeMs, length }: Candles): TradingSessions | undefined {
  const sessions: Session[] = [];
  let startMs = openTimeMs[0] ?? 0;
  for (let k = 1; k < length; k += 1) {
    const endMs = openTimeMs[k - 1]! + MINUTE_MS;
    if (openTimeMs[k]! - endMs < CLOSE_MINUTES * MINUTE_MS) continue;
    sessions.push({ startMs, endMs });
    startMs = openTimeMs[k]!;
  }
  if (sessions.length === 0) return undefined;
  const open = [...sessions, { startMs, endMs: Infinity }];
  return sessionsOf(open, { startMs: openTimeMs[0]!, endMs: Infinity });
}
