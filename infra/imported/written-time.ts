/**
 * Times of trades: in ms since 1970, or as a date.
 *
 * - A time that cannot be meant is refused with its unit, where another one would make it possible.
 * - A date without a zone is UTC. Whether there was one is told.
 */
import { z } from 'zod';
import { isPlausible, unitHint } from '../recordings/recorded-time.ts';

const NUMBER = /^\d+(?:\.\d+)?$/;
const DATE =
  /^(?<day>\d{4}-\d\d-\d\d)[T ](?<time>\d\d:\d\d(?::\d\d)?)(?:\.(?<fraction>\d{1,9}))?\s?(?<zone>Z|UTC|[+-]\d\d:?\d\d)?$/;
const TIME_WORDS = 'expected a time between 2009 and 2100 in milliseconds since 1970';

function wordsOf(time: unknown): string {
  return `${TIME_WORDS}${typeof time === 'number' ? unitHint(time) : ''}`;
}

export const timeMs = z.int({ error: ({ input }) => wordsOf(input) }).refine(isPlausible, {
  error: ({ input }) => wordsOf(input),
});

/** Of a table: ms, also as Python writes them (`1746372780000.0`), or a date. */
export const timeText = z.string().transform((text, context) => {
  const time = NUMBER.test(text) ? Number(text) : msOfDate(text);
  if (time !== undefined && Number.isInteger(time) && isPlausible(time)) return time;
  const words = `${wordsOf(time)}, or a date such as 2025-05-04T15:33:00Z`;
  context.addIssue({ code: 'custom', message: words });
  return z.NEVER;
});

/** Whether it is a date that does not say its distance from UTC. */
export function hasNoZone(text: string): boolean {
  const groups = DATE.exec(text)?.groups;
  return groups !== undefined && groups['zone'] === undefined;
}

/** `undefined` where it is no date of the calendar. */
function msOfDate(text: string): number | undefined {
  const { day, time, fraction = '', zone = 'Z' } = DATE.exec(text)?.groups ?? {};
  if (day === undefined || time === undefined) return undefined;
  const wholeMs = Date.parse(`${day}T${time}Z`);
  // The 30th of February would be read as a day of March.
  if (Number.isNaN(wholeMs) || !new Date(wholeMs).toISOString().startsWith(day)) return undefined;
  const inZoneMs = Date.parse(
    `${day}T${time}${zone === 'UTC' ? 'Z' : zone.replace(/(\d\d)(\d\d)$/, '$1:$2')}`,
  );
  return Number.isNaN(inZoneMs) ? undefined : inZoneMs + Number(fraction.padEnd(3, '0').slice(0, 3));
}
