/**
 * Which months does nobody look at before the end?
 *
 * Whoever searches sees his candles again and again. The last calendar months are kept out of every search, and opened
 * once, by one command, when there is something to be proved.
 */
import { DAY_MS } from '../../core/units.ts';
import type { Span } from '../span.ts';

export interface Sealed {
  /** What may be searched. */
  readonly open: Span;
  /** The last months; `undefined` where none are sealed. */
  readonly sealed: Span | undefined;
}

/**
 * @param months calendar months that end with the data; a month that the data does not fill counts as one.
 * @throws RangeError where nothing would be left to search.
 */
export function seal({ fromMs, toMs }: Span, months: number): Sealed {
  if (months === 0) return { open: { fromMs, toMs }, sealed: undefined };
  const last = new Date(toMs - 1);
  const sealedMs = Date.UTC(last.getUTCFullYear(), last.getUTCMonth() - (months - 1), 1);
  if (sealedMs - fromMs < DAY_MS) {
    throw new RangeError(`${months} sealed months leave no day of these candles to be searched`);
  }
  return { open: { fromMs, toMs: sealedMs }, sealed: { fromMs: sealedMs, toMs } };
}
