/**
 * How an answer of Binance is parsed, and what is said of one that has another shape. Pure.
 *
 * - Missing is never zero, and never a default: an empty text is no number.
 * - Of the answer nothing is quoted: what it is not, where it differs, and what would be right there.
 */
import { z } from 'zod';
import { VenueError } from '../../market/venue-error.ts';

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
  const [issue] = parsed.error.issues;
  const where = issue === undefined ? '' : `: ${issue.path.map(String).join('.') || 'it'}: ${issue.message}`;
  throw unexpected(`${what}${where}`);
}

/** Of what is a list; each of its rows is parsed by whom it concerns. */
export function listOf(answer: unknown, what: string): readonly unknown[] {
  if (Array.isArray(answer)) return answer;
  throw unexpected(`a list of ${what}`);
}

export function unexpected(what: string): VenueError {
  return new VenueError('unexpected-answer', `an answer that is not ${what}`);
}
