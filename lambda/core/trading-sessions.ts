/**
 * When is a market with closed hours open, and when does its session end?
 *
 * Gold and shares trade around the clock at the exchange, and their underlying does not: outside its sessions candles
 * are thin and prices stand still.
 *
 * Invariants:
 * - Sessions are sorted, hold whole minutes, and neither overlap nor touch.
 * - What is not known is told as such, never taken for open or closed.
 * - A market without sessions is never closed, and has no close.
 */
import { candlesOfColumns, type Candles, type Session, type TradingSessions } from './market.ts';
import { MINUTE_MS, SECOND_MS, minuteStartMs } from './units.ts';

/** What the last tick could not enter because of trading hours. */
export interface OutsideHours {
  /** The first of them, in the order of the bot's symbols. */
  readonly markets: readonly OutsideMarket[];
  /** How many there are. */
  readonly count: number;
  /** Nothing else is traded. */
  readonly isAll: boolean;
}

export interface OutsideMarket {
  readonly symbol: string;
  readonly why: 'closed-session' | 'unknown-session';
  /** When it may be entered again; absent where that is not known. */
  readonly untilMs?: number;
}

/** Of a market that has sessions, and nobody knows when. */
export const UNKNOWN_SESSIONS: TradingSessions = { sessions: [], knownFromMs: 0, knownUntilMs: 0 };

export type SessionPhase = 'open' | 'closed' | 'unknown';

/**
 * Sessions as they were stated, in any order: those that touch or overlap become one, and a minute is open when all of
 * it is.
 *
 * @param known what the statement is about; all that is outside stays unknown.
 */
export function sessionsOf(stated: readonly Session[], known: Session): TradingSessions {
  const joined: Session[] = [];
  for (const { startMs, endMs } of stated.toSorted((left, right) => left.startMs - right.startMs)) {
    const last = joined.at(-1);
    if (last === undefined || startMs > last.endMs) joined.push({ startMs, endMs });
    else joined[joined.length - 1] = { startMs: last.startMs, endMs: Math.max(last.endMs, endMs) };
  }
  const sessions = joined
    .map(({ startMs, endMs }) => ({
      startMs: Math.ceil(startMs / MINUTE_MS) * MINUTE_MS,
      endMs: minuteStartMs(endMs),
    }))
    .filter(({ startMs, endMs }) => startMs < endMs);
  return { sessions, knownFromMs: known.startMs, knownUntilMs: known.endMs };
}

/** Whether the minute that holds this moment is one of the market. @param sessions absent where it has none. */
export function phaseAt(sessions: TradingSessions | undefined, timeMs: number): SessionPhase {
  if (sessions === undefined) return 'open';
  if (!isKnown(sessions, timeMs)) return 'unknown';
  return sessionAt(sessions, timeMs) === undefined ? 'closed' : 'open';
}

/** Whether this moment is known to be none of the market. */
export function isClosed(sessions: TradingSessions | undefined, timeMs: number): boolean {
  return phaseAt(sessions, timeMs) === 'closed';
}

/** When the session of this moment ends; Infinity where no end is known, and where nothing is open. */
export function sessionEndMs(sessions: TradingSessions | undefined, timeMs: number): number {
  if (sessions === undefined || !isKnown(sessions, timeMs)) return Infinity;
  return sessionAt(sessions, timeMs)?.endMs ?? Infinity;
}

/** Whether the session of this moment ends within so many seconds, or now. */
export function isEnding(
  sessions: TradingSessions | undefined,
  timeMs: number,
  sessionEndSeconds: number,
): boolean {
  return timeMs >= sessionEndMs(sessions, timeMs) - sessionEndSeconds * SECOND_MS;
}

/** Why nothing is entered at this moment; `undefined` where the sessions of the market are no reason. */
export function whyNoEntry(
  sessions: TradingSessions | undefined,
  timeMs: number,
  sessionEndSeconds: number,
): 'closed-session' | 'unknown-session' | undefined {
  const phase = phaseAt(sessions, timeMs);
  if (phase === 'unknown') return 'unknown-session';
  return phase === 'closed' || isEnding(sessions, timeMs, sessionEndSeconds) ? 'closed-session' : undefined;
}

/** When an entry is possible again that the sessions keep off now; `undefined` where that is not known. */
export function entriesFromMs(sessions: TradingSessions, timeMs: number): number | undefined {
  const endMs = sessionEndMs(sessions, timeMs);
  const openMs = nextOpenMs(sessions, Number.isFinite(endMs) ? endMs : timeMs);
  return phaseAt(sessions, openMs) === 'open' ? openMs : undefined;
}

/** The first minute from this moment on that may be one of the market; that is where what is known ends, if no session follows. */
export function nextOpenMs(sessions: TradingSessions | undefined, timeMs: number): number {
  if (sessions === undefined || !isClosed(sessions, timeMs)) return timeMs;
  return sessions.sessions[indexFrom(sessions, timeMs)]?.startMs ?? sessions.knownUntilMs;
}

/** The candles without those of closed minutes, which are no minutes of the market. The same, where none is. */
export function openCandles(candles: Candles, sessions: TradingSessions | undefined): Candles {
  if (sessions === undefined) return candles;
  const { openTimeMs, length } = candles;
  const isOpen = (k: number) => !isClosed(sessions, openTimeMs[k]!);
  const kept = Array.from({ length }, (_, k) => k).filter(isOpen);
  if (kept.length === length) return candles;
  return candlesOfColumns(kept.length, (name) => Float64Array.from(kept, (k) => candles[name][k]!));
}

function isKnown({ knownFromMs, knownUntilMs }: TradingSessions, timeMs: number): boolean {
  return knownFromMs <= timeMs && timeMs < knownUntilMs;
}

/** The session that holds this moment. */
function sessionAt(sessions: TradingSessions, timeMs: number): Session | undefined {
  const next = sessions.sessions[indexFrom(sessions, timeMs)];
  return next !== undefined && next.startMs <= timeMs ? next : undefined;
}

/** Index of the first session that ends after this moment. */
function indexFrom({ sessions }: TradingSessions, timeMs: number): number {
  let [low, high] = [0, sessions.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (sessions[middle]!.endMs <= timeMs) low = middle + 1;
    else high = middle;
  }
  return low;
}
