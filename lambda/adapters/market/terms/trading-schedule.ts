/**
 * When are the markets open that gold, oil and shares follow? Parses the answer of Binance's `tradingSchedule`, a week to
 * either side. Pure.
 *
 * - Only a session that is called REGULAR is open. Every other name is closed, those that nobody has heard of, too.
 * - What is stated twice, and differently, is no schedule. A time between two sessions that no session holds is closed.
 * - What an answer does not state stays unknown: the time before its first session, and from the end of its last one on.
 */
import { z } from 'zod';
import type { TradingSessions } from '../../../core/market.ts';
import { sessionsOf } from '../../../core/trading-sessions.ts';
import { isTimeMs } from '../../../core/units.ts';
import { VenueError } from '../venue-error.ts';

export const OPEN_TYPE = 'REGULAR';

/** Of one market: a week to either side has some dozens. */
const SESSIONS_MAX = 2_000;

const time = z.number().int().refine(isTimeMs, 'it is no time in ms');
const sessionSchema = z
  .looseObject({ startTime: time, endTime: time, type: z.string() })
  .refine(({ startTime, endTime }) => startTime < endTime, 'it ends before it begins');
const rowsSchema = (most: number) => z.looseObject({ sessions: z.array(sessionSchema).min(1).max(most) });
const answerSchema = z.looseObject({ marketSchedules: z.record(z.string(), z.unknown()) });

export type StatedSession = z.output<typeof sessionSchema>;

/**
 * The hours of a market that the answer states.
 *
 * @param name such as `COMMODITY`.
 * @param most so many sessions of it, and no more.
 * @throws VenueError which says what differs.
 */
export function hoursOfSchedule(answer: unknown, name: string, most = SESSIONS_MAX): TradingSessions {
  const stated = statedSessions(answer, name, most);
  const spans = stated.map(({ startTime, endTime, type }) => ({ startMs: startTime, endMs: endTime, type }));
  const [first, last] = [spans[0], spans.at(-1)];
  if (first === undefined || last === undefined) throw noSchedule('it has no session', name);
  const open = spans
    .filter(({ type }) => type === OPEN_TYPE)
    .map(({ startMs, endMs }) => ({ startMs, endMs }));
  return sessionsOf(open, { startMs: first.startMs, endMs: last.endMs });
}

/** The sessions of a market as the answer states them, open or not, from the first to the last. @throws VenueError as above */
export function statedSessions(answer: unknown, name: string, most = SESSIONS_MAX): readonly StatedSession[] {
  const parsed = answerSchema.safeParse(answer);
  if (!parsed.success) throw noSchedule('marketSchedules is missing', name);
  const { marketSchedules } = parsed.data;
  if (!Object.hasOwn(marketSchedules, name)) throw noSchedule('it is not among those stated', name);
  const rows = rowsSchema(most).safeParse(marketSchedules[name]);
  if (!rows.success) {
    const [issue] = rows.error.issues;
    const place = issue === undefined || issue.path.length === 0 ? 'it' : issue.path.map(String).join('.');
    throw noSchedule(`${place}: ${issue?.message}`, name);
  }
  const sessions = rows.data.sessions.toSorted((left, right) => left.startTime - right.startTime);
  const contradicted = sessions.find((session, k) => contradicts(session, sessions[k - 1]));
  if (contradicted !== undefined) {
    const startMs = new Date(contradicted.startTime).toISOString();
    throw noSchedule(`two sessions share the time from ${startMs} on, and must not`, name);
  }
  return sessions;
}

/** The same session twice is no contradiction. */
function contradicts(session: StatedSession, before: StatedSession | undefined): boolean {
  if (before === undefined || session.startTime >= before.endTime) return false;
  const isSame = session.startTime === before.startTime && session.endTime === before.endTime;
  return !(isSame && session.type === before.type);
}

function noSchedule(why: string, name: string): VenueError {
  return new VenueError('unexpected-answer', `an answer that is not a schedule of ${name}: ${why}`);
}
