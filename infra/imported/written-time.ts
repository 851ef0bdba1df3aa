/**
 * Times of trades: in ms since 1970, or as a date.
 *
 * - They are read as those of recordings. What would be a time in another unit is refused with that unit: of a trade
 *   nothing else says that it is meant.
 * - A date without a zone is UTC. Whether there was one is told.
 */
import { z } from 'zod';
import { isPlausible, RecordedTime, unitHint } from '../recordings/recorded-time.ts';

const TIME_WORDS = 'expected a time between 2009 and 2100 in milliseconds since 1970';

function wordsOf(time: unknown): string {
  return `${TIME_WORDS}${typeof time === 'number' ? unitHint(time) : ''}`;
}

export const timeMs = z.int({ error: ({ input }) => wordsOf(input) }).refine(isPlausible, {
  error: ({ input }) => wordsOf(input),
});

function readText(text: string) {
  const reader = new RecordedTime();
  const time = Math.floor(reader.ofText(text));
  return { time, unit: reader.units[0] };
}

/** Of a table: ms, also as Python writes them (`1746372780000.0`), or a date. */
export const timeText = z.string().transform((text, context) => {
  const { time, unit } = readText(text);
  if (unit === 'ms' || unit === 'date' || unit === 'date without a zone') return time;
  const words = `${wordsOf(Number(text))}, or a date such as 2025-05-04T15:33:00Z`;
  context.addIssue({ code: 'custom', message: words });
  return z.NEVER;
});

/** Whether it is a date that does not say its distance from UTC. */
export function hasNoZone(text: string): boolean {
  return readText(text).unit === 'date without a zone';
}
