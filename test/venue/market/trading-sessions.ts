/**
 * When are the markets open that the venue's prices follow? The answer of `/fapi/v1/tradingSchedule`.
 *
 * Unless the rules of the venue say otherwise, metals trade from Sunday 23:00 to Friday 22:00 UTC with a pause of an hour
 * each day. The venue itself trades all the time: a session says when prices follow anything.
 */
import { DAY_MS, HOUR_MS } from '../../../lambda/core/units.ts';
import type { VenueSession } from '../venue-rules.ts';
import type { VenueState } from '../venue-state.ts';

/** An answer reaches from so long before the day before it to so long after. */
const REACH_MS = 7 * DAY_MS;

const CLOSE_HOUR = 22;
const [SUNDAY, FRIDAY, SATURDAY] = [0, 5, 6];

/** Whether metals trade in the hour that begins then. */
function isOpen(hourMs: number): boolean {
  const at = new Date(hourMs);
  const [day, hour] = [at.getUTCDay(), at.getUTCHours()];
  if (day === SATURDAY) return false;
  if (day === SUNDAY) return hour > CLOSE_HOUR;
  if (day === FRIDAY) return hour < CLOSE_HOUR;
  return hour !== CLOSE_HOUR;
}

/** Sessions of metals, one after the other without a gap. */
function metalSessions(fromMs: number, toMs: number): readonly VenueSession[] {
  const sessions: { startTime: number; endTime: number; type: 'REGULAR' | 'NO_TRADING' }[] = [];
  for (let hourMs = fromMs; hourMs < toMs; hourMs += HOUR_MS) {
    const type = isOpen(hourMs) ? 'REGULAR' : 'NO_TRADING';
    const last = sessions.at(-1);
    if (last?.type === type) last.endTime = hourMs + HOUR_MS;
    else sessions.push({ startTime: hourMs, endTime: hourMs + HOUR_MS, type });
  }
  return sessions;
}

export function tradingSchedule({ timeMs, rules }: Pick<VenueState, 'timeMs' | 'rules'>): unknown {
  const dayBeforeMs = Math.floor(timeMs / DAY_MS) * DAY_MS - DAY_MS;
  const metals = metalSessions(dayBeforeMs - REACH_MS, dayBeforeMs + REACH_MS);
  const schedules = { COMMODITY: metals, ...rules.tradingSchedules };
  return {
    updateTime: timeMs,
    marketSchedules: Object.fromEntries(
      Object.entries(schedules).map(([market, sessions]) => [market, { sessions }]),
    ),
  };
}
