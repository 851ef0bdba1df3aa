/**
 * What could not be had of a market, and may it be over a moment later?
 */
import type { VenueError } from './venue-error.ts';

/** Something that could not be had of a symbol, in a sentence. */
export interface MarketProblem {
  readonly symbol: string;
  readonly kind: 'unknown-symbol' | 'failed' | 'late-candle' | 'missing-candles' | 'no-price';
  readonly text: string;
  /** Where a call failed. */
  readonly failure?: VenueError;
}

/** Whether it may be over a moment later. */
export function isPassing({ kind, failure }: MarketProblem): boolean {
  if (failure === undefined) return kind === 'late-candle';
  return ['connection-lost', 'unavailable', 'unexpected-answer'].includes(failure.kind);
}
