/**
 * Sessions as one text, for the fingerprints of markets: the same for the same sessions, and for no others.
 */
import type { TradingSessions } from '../../../lambda/core/market.ts';

export function sessionsText({ sessions, knownFromMs, knownUntilMs }: TradingSessions): string {
  const spans = [{ startMs: knownFromMs, endMs: knownUntilMs }, ...sessions];
  return spans.map(({ startMs, endMs }) => `${startMs}-${endMs}`).join(' ');
}
