/**
 * Which markets of an exchange's list are cached, and when may they be used again?
 *
 * The whole list is a megabyte or more, and reading it takes most of a cold start. A bot uses some kilobytes of it.
 * Pure: the caller stores the text.
 *
 * - Steps and minimums from here are never older than `AGE_MAX_MS`.
 * - A text of another exchange, or one that cannot be read, is as good as none.
 */
import { z } from 'zod';
import { DAY_MS, MINUTE_MS } from '../../core/units.ts';
import { parseJson } from '../parse-json.ts';
import { botSymbol, marketName } from '../symbol-names.ts';
import { keptHoursSchema } from './terms/trading-hours.ts';

/** Venues change steps and minimums now and then. */
const AGE_MAX_MS = DAY_MS;

const cachedMarketsSchema = z.object({
  exchange: z.string(),
  savedAtMs: z.number(),
  /** ccxt's markets as it wrote them. */
  /** Of those of them that have closed ones; none is as good as none that can be read. */
  hours: keptHoursSchema.optional().catch(undefined),
  markets: z.record(marketName, z.looseObject({ id: marketName, symbol: marketName, base: botSymbol })),
});

export type CachedMarkets = z.output<typeof cachedMarketsSchema>;

export interface CacheHead {
  /** ccxt's id, and whether it is its demo. */
  readonly exchange: string;
  readonly savedAtMs: number;
  readonly hours?: z.output<typeof keptHoursSchema> | undefined;
}

/** @param ccxtSymbols of the markets that are used. */
export function cachedMarketsText(markets: unknown, ccxtSymbols: readonly string[], head: CacheHead): string {
  const all = z.record(z.string(), z.unknown()).parse(markets);
  return JSON.stringify({
    ...head,
    markets: Object.fromEntries(ccxtSymbols.map((name) => [name, all[name]])),
  });
}

export function readCachedMarkets(
  text: string | undefined,
  exchange: string,
  nowMs: number,
): CachedMarkets | undefined {
  const parsed = cachedMarketsSchema.safeParse(parseJson(text ?? 'null'));
  if (!parsed.success || parsed.data.exchange !== exchange) return undefined;
  const ageMs = nowMs - parsed.data.savedAtMs;
  // A little from ahead is a clock that was corrected.
  return ageMs < AGE_MAX_MS && ageMs > -MINUTE_MS ? parsed.data : undefined;
}
