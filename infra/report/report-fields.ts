/**
 * What reports of all kinds have in common.
 */
import { z } from 'zod';
import { count } from '../../lambda/core/text/figure-words.ts';
import { dayWords } from '../../lambda/charts/drawing/drawn-figures.ts';
import { botSymbol } from '../../lambda/adapters/symbol-names.ts';
import { isTimeMs } from '../../lambda/core/units.ts';
import { marketName } from '../results/run-market-kind.ts';

export const whole = z.int().nonnegative();
export const dollars = z.number();
export const timeMs = z.number().refine(isTimeMs, 'is no time in ms');
export const isoTime = z.iso.datetime({ precision: 3 }).transform((written) => Date.parse(written));
export const spanSchema = z.object({ fromMs: timeMs, toMs: timeMs });

export const marketSchema = spanSchema.extend({
  kind: z.string(),
  seed: z.number().nullable(),
  symbols: z.array(botSymbol).min(1),
});

/** `recorded candles`, `SYNTHETIC market, seed 1`. */
export function marketWords({ kind, seed }: z.output<typeof marketSchema>): string {
  if (kind === 'synthetic') return `SYNTHETIC market, seed ${seed ?? 'unknown'}`;
  return kind === 'recorded' ? 'recorded candles' : marketName(kind);
}

/** `BTCUSDT 21 · ETHUSDT 3`; empty where there is nothing. */
export function countsWords(counts: readonly (readonly [string, number])[], of = ''): string {
  return counts
    .filter(([, amount]) => amount > 0)
    .map(([name, amount]) => `${name} ${count(amount)}${of}`)
    .join(' · ');
}

/** `2025-05-04 to 2025-05-31`; a single day is one. */
export function daysWords(fromMs: number, toMs: number): string {
  const [first, last] = [dayWords(fromMs), dayWords(Math.max(fromMs, toMs - 1))];
  return first === last ? first : `${first} to ${last}`;
}
