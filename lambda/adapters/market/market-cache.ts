/**
 * What of an exchange's list of markets is kept, and when may it be used again?
 *
 * The whole list is a megabyte or more, and reading it takes most of a cold start; what a bot uses of it is some
 * kilobytes. Pure: where the text lies is the business of whoever keeps it. Invariants: steps and minimums are never
 * older than `AGE_MAX_MS` when they are taken from here; what is of another exchange, or cannot be read, is as good as none.
 */
import { z } from 'zod';
import { DAY_MS, MINUTE_MS } from '../../core/units.ts';
import { parseJson } from '../parse-json.ts';

/** Venues change steps and minimums now and then. */
const AGE_MAX_MS = DAY_MS;

const keptSchema = z.object({
  exchange: z.string(),
  savedAtMs: z.number(),
  /** ccxt's markets as it wrote them. */
  markets: z.record(z.string(), z.looseObject({ symbol: z.string() })),
});

export type KeptMarkets = z.output<typeof keptSchema>;

export interface KeptHead {
  /** ccxt's id. */
  readonly exchange: string;
  readonly savedAtMs: number;
}

/** @param unified ccxt's names of the markets that are used. */
export function keptText(markets: unknown, unified: readonly string[], head: KeptHead): string {
  const all = z.record(z.string(), z.unknown()).parse(markets);
  return JSON.stringify({ ...head, markets: Object.fromEntries(unified.map((name) => [name, all[name]])) });
}

export function readKept(text: string | undefined, exchange: string, nowMs: number): KeptMarkets | undefined {
  const parsed = keptSchema.safeParse(parseJson(text ?? 'null'));
  if (!parsed.success || parsed.data.exchange !== exchange) return undefined;
  const ageMs = nowMs - parsed.data.savedAtMs;
  // A little from ahead is a clock that was corrected.
  return ageMs < AGE_MAX_MS && ageMs > -MINUTE_MS ? parsed.data : undefined;
}
