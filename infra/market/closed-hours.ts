/**
 * When is a market closed within a span?
 */
import type { Session, TradingSessions } from '../../lambda/core/market.ts';

/** By time, cut to the span; nothing where nothing is known. @param sessions absent where the market never closes. */
export function closedHours(
  sessions: TradingSessions | undefined,
  { startMs, endMs }: Session,
): readonly Session[] {
  if (sessions === undefined) return [];
  const untilMs = Math.min(endMs, sessions.knownUntilMs);
  const closed: Session[] = [];
  let fromMs = Math.max(startMs, sessions.knownFromMs);
  for (const session of sessions.sessions) {
    const nextMs = Math.min(session.startMs, untilMs);
    if (nextMs > fromMs) closed.push({ startMs: fromMs, endMs: nextMs });
    fromMs = Math.max(fromMs, session.endMs);
  }
  if (fromMs < untilMs) closed.push({ startMs: fromMs, endMs: untilMs });
  return closed;
}
