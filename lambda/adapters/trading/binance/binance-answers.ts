/**
 * How an answer of Binance is parsed, and what is said of one that has another shape. Pure.
 *
 * - Missing is never zero, and never a default: an empty text is no number.
 * - Of the answer nothing is quoted: what it is not, where it differs, and what would be right there.
 */
import { z } from 'zod';
import { VenueError } from '../../market/venue-error.ts';
import { marketOfRow } from '../../symbol-names.ts';
import type { MarketNames } from '../market-names.ts';

export const word = z.string().min(1);
/** Binance writes numbers as text, and some as numbers. */
export const amount = z
  .union([z.number(), z.string().regex(/^-?\d+(\.\d+)?$/)], 'it must be a number')
  .transform(Number)
  // A text may be longer than any number.
  .pipe(z.number());
/** ccxt writes some booleans as text, too. */
export const flag = z.union(
  [z.boolean(), z.enum(['true', 'false']).transform((text) => text === 'true')],
  'it must be true or false',
);

/** @throws VenueError when it is not `what`, such as `an order`. */
export function parsedAnswer<Schema extends z.ZodType>(
  what: string,
  schema: Schema,
  answer: unknown,
): z.output<Schema> {
  const parsed = schema.safeParse(answer);
  if (parsed.success) return parsed.data;
  throw differing(what, parsed.error);
}

/** What differs first. @param at the place of what was parsed within the answer */
function differing(
  what: string,
  { issues: [issue] }: z.ZodError,
  at: readonly PropertyKey[] = [],
): VenueError {
  if (issue === undefined) return unexpected(what);
  const place = [...at, ...issue.path].map(String).join('.') || 'it';
  return unexpected(`${what}: ${place}: ${issue.message}`);
}

/**
 * The rows of a list of all markets. What stands there of markets that are not the bot's may have any shape, and is left
 * out where it has another one: nothing follows from it.
 *
 * @throws VenueError when it is not `what`, such as `a list of tiers`, or a row of one of the bot's markets differs.
 */
export function rowsOfMarkets<Schema extends z.ZodType>(
  what: string,
  schema: Schema,
  answer: unknown,
  names: MarketNames,
): readonly z.output<Schema>[] {
  return parsedAnswer(what, z.array(z.unknown()), answer).flatMap((row, index) => {
    const symbol = marketOfRow(row);
    if (symbol === undefined) return [];
    const parsed = schema.safeParse(row);
    if (parsed.success) return [parsed.data];
    if (names.has(names.ours(symbol))) throw differing(what, parsed.error, [index]);
    return [];
  });
}

/** Of what is a list; each of its rows is parsed by whom it concerns. */
export function listOf(answer: unknown, what: string): readonly unknown[] {
  if (Array.isArray(answer)) return answer;
  throw unexpected(`a list of ${what}`);
}

export function unexpected(what: string): VenueError {
  return new VenueError('unexpected-answer', `an answer that is not ${what}`);
}
