/**
 * When is gold of the synthetic market open?
 *
 * Gold rests at night and over the weekend, as in the recorded month of a broker, January 2026: it opened at 23:05 UTC
 * and closed at 21:50, from Sunday evening to Friday. These are the hours of New York's winter, all year round.
 *
 * Invariant: the hours depend on symbol and date alone. A symbol without closed hours has no sessions.
 */
import type { Session, TradingSessions } from '../../lambda/core/market.ts';
import { sessionsOf } from '../../lambda/core/trading-sessions.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../lambda/core/units.ts';

const WITH_CLOSED_HOURS: readonly string[] = ['XAUUSDT'];

const OPENS_MS = 23 * HOUR_MS + 5 * MINUTE_MS;
const CLOSES_MS = 21 * HOUR_MS + 50 * MINUTE_MS;
/** The evenings on which it opens, by the day of the week: Sunday to Thursday. It closes the day after. */
const LAST_OPENING_DAY = 4;

/** Sessions over this span, known for a day more on either side; `undefined` for a symbol that never closes. */
export function syntheticSessions(symbol: string, { startMs, endMs }: Session): TradingSessions | undefined {
  if (!WITH_CLOSED_HOURS.includes(symbol)) return undefined;
  const knownFromMs = Math.floor(startMs / DAY_MS) * DAY_MS - DAY_MS;
  const knownUntilMs = Math.ceil(endMs / DAY_MS) * DAY_MS + DAY_MS;
  const sessions: Session[] = [];
  for (let dayMs = knownFromMs - DAY_MS; dayMs < knownUntilMs; dayMs += DAY_MS) {
    if (new Date(dayMs).getUTCDay() > LAST_OPENING_DAY) continue;
    sessions.push({ startMs: dayMs + OPENS_MS, endMs: dayMs + DAY_MS + CLOSES_MS });
  }
  return sessionsOf(sessions, { startMs: knownFromMs, endMs: knownUntilMs });
}

/**
 * How much of its volatility an unseen price keeps in these closed hours: little happens on a weekend. The recorded
 * distances of opens from the closes before want about that.
 */
export function closedPace(timeMs: number): number {
  const day = new Date(timeMs).getUTCDay();
  return day === 0 || day >= 5 ? 0.55 : 0.93;
}
