/**
 * When the symbols of a run are closed, before it begins.
 */
import type { ChosenMarket } from '../../../market/market-source.ts';
import { closedHours } from '../../../market/closed-hours.ts';
import { count, minute } from '../../terminal/text-format.ts';

const MOST_SHOWN = 2;

/** `XAUUSDT is closed 2025-01-06 21:50 → 23:05 UTC`, a line for each symbol that closes within the run. */
export function closedLines({ symbols, fromMs, toMs }: ChosenMarket): readonly string[] {
  return symbols.flatMap(({ symbol, sessions }) => {
    const closed = closedHours(sessions, { startMs: fromMs, endMs: toMs });
    if (closed.length === 0) return [];
    const shown = closed.slice(0, MOST_SHOWN).map(({ startMs, endMs }) => spanWords(startMs, endMs));
    const more = closed.length > MOST_SHOWN ? `, and ${count(closed.length - MOST_SHOWN)} more` : '';
    return [`${symbol} is closed ${shown.join(', ')} UTC${more}`];
  });
}

/** The day is said again where it is another one. */
function spanWords(startMs: number, endMs: number): string {
  const [from, to] = [minute(startMs), minute(endMs)];
  const [day = '', time = ''] = to.split(' ');
  return `${from} → ${from.startsWith(day) ? time : to}`;
}
