/**
 * What the exchange tells of candles while they are out of order.
 */
import { MINUTE_MS, SECOND_MS } from '../../../lambda/core/units.ts';
import type { World } from '../world/world.ts';
import type { Happening } from './happening.ts';

type Odd = Extract<Happening, { kind: 'candles' }>;

/** How long the exchange gives out a closed candle that is not the last word, or none yet. */
const SETTLING_MS = 25 * SECOND_MS;

/** @param isInAim whether it concerns anything at this moment. */
export function disorderCandles(
  world: World,
  odd: readonly Odd[],
  {
    isInAim,
    onMet,
  }: { readonly isInAim: (happening: Odd) => boolean; readonly onMet: (happening: Odd) => void },
): void {
  if (odd.length === 0) return;
  const { venue, time, terms } = world;
  const barOf = venue.barOf.bind(venue);
  venue.barOf = (symbol, minuteMs) => {
    const bar = barOf(symbol, minuteMs);
    const sinceMs = time.nowMs() - terms.startMs;
    for (const happening of odd) {
      const { atMs, forMs, are } = happening;
      if (happening.symbol !== symbol || sinceMs < atMs || !isInAim(happening)) continue;
      const minute = minuteMs - terms.startMs;
      if (are === 'missing' && minute >= atMs && minute < atMs + forMs) {
        onMet(happening);
        return undefined;
      }
      const isFresh = sinceMs < atMs + forMs && time.nowMs() < minuteMs + MINUTE_MS + SETTLING_MS;
      if (!isFresh || bar === undefined) continue;
      onMet(happening);
      if (are === 'late') return undefined;
      return { ...bar, close: bar.open, volume: bar.volume / 2 };
    }
    return bar;
  };
}
