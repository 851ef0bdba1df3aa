/**
 * The weeks of trading sessions that were gathered in a file, answer by answer of an exchange. Pure.
 *
 * - What an answer states of a time takes the place of what was stated of it before: a holiday may have been added.
 * - What no answer stated is no closed hour: which times are known stands in the file.
 * - Sessions lie in known time, one after the other.
 */
import { z } from 'zod';
import { botSymbol } from '../../../lambda/adapters/symbol-names.ts';
import {
  statedSessions,
  type StatedSession,
} from '../../../lambda/adapters/market/terms/trading-schedule.ts';
import type { Session } from '../../../lambda/core/market.ts';
import { isTimeMs } from '../../../lambda/core/units.ts';

/** A century of the busiest market, and a bound on what is read of a file. */
export const SAVED_SESSIONS_MAX = 200_000;

const OWN_MARK = 'candles sessions of scalper';

/** How a file begins that was saved here. */
export const OWN_BEGINNING = `{\n  "savedBy": "${OWN_MARK}",`;

const time = z.number().int().refine(isTimeMs, 'it is no time in ms');

/** Times of a market that are known: sorted, and apart from each other. */
export const knownSchema = z
  .array(z.object({ startTime: time, endTime: time }))
  .min(1)
  .refine((spans) => spans.every(({ startTime, endTime }) => startTime < endTime), 'it ends before it begins')
  .refine(
    (spans) => spans.every(({ startTime }, k) => k === 0 || startTime > (spans[k - 1]?.endTime ?? Infinity)),
    'what is known must be sorted, and apart',
  )
  .transform((spans) => spans.map(({ startTime, endTime }) => ({ startMs: startTime, endMs: endTime })));

const savedSchema = z.object({
  savedBy: z.literal(OWN_MARK),
  exchange: z.string(),
  follows: z.record(botSymbol, z.string()),
  known: z.record(z.string(), knownSchema),
  marketSchedules: z.record(z.string(), z.unknown()),
});

/** The sessions of one market, open or not, and the times that they tell. */
export interface SavedMarket {
  readonly known: readonly Session[];
  readonly sessions: readonly StatedSession[];
}

export interface SavedSchedule {
  readonly exchange: string;
  /** By symbol, the name of its market, such as `COMMODITY`. */
  readonly follows: ReadonlyMap<string, string>;
  readonly markets: ReadonlyMap<string, SavedMarket>;
}

/** @throws an error that says what was changed in it. */
export function parseSaved(written: unknown): SavedSchedule {
  const { success, data, error } = savedSchema.safeParse(written);
  if (!success) {
    const [{ path, message } = { path: [], message: 'it is none' }] = error.issues;
    throw new Error(`${path.map(String).join('.') || 'it'}: ${message}`);
  }
  const markets = Object.keys(data.marketSchedules).map((name) => {
    const sessions = statedSessions(written, name, SAVED_SESSIONS_MAX);
    const known = Object.hasOwn(data.known, name) ? (data.known[name] ?? []) : [];
    const stray = sessions.find(
      ({ startTime, endTime }) =>
        !known.some(({ startMs, endMs }) => startMs <= startTime && endTime <= endMs),
    );
    if (stray !== undefined)
      throw new Error(
        `known.${name}: it must hold the session from ${new Date(stray.startTime).toISOString()} on`,
      );
    return [name, { known, sessions }] as const;
  });
  return {
    exchange: data.exchange,
    follows: new Map(Object.entries(data.follows)),
    markets: new Map(markets),
  };
}

/** What was known of a market and what an answer states of it, which is not empty. */
export function mergeMarket(saved: SavedMarket | undefined, stated: readonly StatedSession[]): SavedMarket {
  const startMs = Math.min(...stated.map(({ startTime }) => startTime));
  const endMs = Math.max(...stated.map(({ endTime }) => endTime));
  const before = (saved?.sessions ?? []).map((session) => ({
    ...session,
    endTime: Math.min(session.endTime, startMs),
  }));
  const after = (saved?.sessions ?? []).map((session) => ({
    ...session,
    startTime: Math.max(session.startTime, endMs),
  }));
  const kept = [...before, ...stated, ...after].filter(({ startTime, endTime }) => startTime < endTime);
  return {
    known: union([...(saved?.known ?? []), { startMs, endMs }]),
    sessions: kept.reduce(appended, []),
  };
}

/** Sorted; those that touch are one. */
function union(spans: readonly Session[]): readonly Session[] {
  const joined: Session[] = [];
  for (const span of spans.toSorted((left, right) => left.startMs - right.startMs)) {
    const last = joined.at(-1);
    if (last === undefined || span.startMs > last.endMs) joined.push(span);
    else joined[joined.length - 1] = { startMs: last.startMs, endMs: Math.max(last.endMs, span.endMs) };
  }
  return joined;
}

/** One session that two answers tell in parts is one. */
function appended(sessions: StatedSession[], next: StatedSession): StatedSession[] {
  const last = sessions.at(-1);
  const isRest = last !== undefined && last.type === next.type && last.endTime >= next.startTime;
  if (isRest) sessions[sessions.length - 1] = { ...last, endTime: Math.max(last.endTime, next.endTime) };
  else sessions.push(next);
  return sessions;
}

/** What lies between known times, and is not known. */
export function missingSpans(known: readonly Session[]): readonly Session[] {
  return known.flatMap(({ startMs }, k) => {
    const endedMs = known[k - 1]?.endMs;
    return endedMs === undefined ? [] : [{ startMs: endedMs, endMs: startMs }];
  });
}

/** The text of the file, which `--sessions` reads. */
export function savedText({ exchange, follows, markets }: SavedSchedule): string {
  const names = [...markets.keys()].toSorted();
  const ofEach = (write: (market: SavedMarket) => unknown) =>
    Object.fromEntries(
      names.flatMap((name) => {
        const market = markets.get(name);
        return market === undefined ? [] : [[name, write(market)]];
      }),
    );
  const content = {
    savedBy: OWN_MARK,
    exchange,
    follows: Object.fromEntries([...follows].toSorted(([left], [right]) => (left < right ? -1 : 1))),
    known: ofEach(({ known }) => known.map(({ startMs, endMs }) => ({ startTime: startMs, endTime: endMs }))),
    marketSchedules: ofEach(({ sessions }) => ({
      sessions: sessions.map(({ startTime, endTime, type }) => ({ startTime, endTime, type })),
    })),
  };
  return `${JSON.stringify(content, undefined, 2)}\n`;
}
