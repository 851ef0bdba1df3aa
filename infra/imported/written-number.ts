/**
 * Numbers as people and their spreadsheets write them.
 *
 * Only a decimal number with a point is read. What has thousands separators, a decimal comma or a unit is refused with the
 * number that it seems to be: `1,234` could be two of them.
 */
import { z } from 'zod';

const DECIMAL = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?$/i;
const EXAMPLE = '1234.5';

export const decimalText = z.string().transform((text, context) => {
  const number = Number(text);
  if (DECIMAL.test(text) && Number.isFinite(number)) return number;
  context.addIssue({ code: 'custom', message: numberWords(text) });
  return z.NEVER;
});

/** For JSON, where a number may have been written as a text. */
export const decimalNumber = z.number({
  error: ({ input }) => (typeof input === 'string' ? numberWords(input) : undefined),
});

/** What must stand in the place of a text that is no number. */
function numberWords(text: string): string {
  const could = numbersMeant(text.trim());
  if (could.length === 0) return `expected a number, such as ${EXAMPLE}`;
  return `expected a number with a decimal point, no thousands separators and no unit: ${could.join(' or ')}`;
}

function numbersMeant(text: string): readonly string[] {
  const [, bare = ''] = /^[$€£]?\s*([+-]?\d[\d.,\s'’_]*?)\s*(?:[$€£%]|\p{L}{1,5})?$/u.exec(text) ?? [];
  const digits = bare.replaceAll(/[\s'’_]/gu, '');
  if (digits === '') return [];
  const [, whole = '', last = ''] = /^(.*)[.,](\d*)$/.exec(digits) ?? [];
  const signs = digits.replaceAll(/[^.,]/g, '');
  const joined = digits.replaceAll(/[.,]/g, '');
  if (signs === '') return [joined];
  const decimal = `${whole.replaceAll(/[.,]/g, '')}.${last}`;
  if (signs === '.') return [decimal];
  if (signs === ',') return last.length === 3 ? [joined, decimal] : [decimal];
  // The sign of the thousands is there again and again, or before another one.
  return new Set(signs).size === 1 ? [joined] : [decimal];
}
