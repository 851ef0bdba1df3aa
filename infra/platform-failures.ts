/**
 * How does AWS say in a function's log that it ended a tick, or could not start it: out of time, out of memory, code that
 * does not load? The bot is gone by then and writes nothing; Lambda does, as text between the bot's lines of JSON.
 */
import { z } from 'zod';
import { parseJson } from '../lambda/adapters/parse-json.ts';

/** One of these stands in each line of Lambda about a failure. */
export const PLATFORM_FAILURES = [
  'Task timed out',
  // Out of memory, above all: `Runtime exited with error: signal: killed`.
  'Runtime exited',
  'Uncaught Exception',
  // Of a REPORT or, where the code did not load, an INIT_REPORT. That of a tick that ended by itself has none.
  'Status: timeout',
  'Status: error',
] as const;

/** Lines of the bot and of failures of the platform, for FilterLogEvents: every line of the bot has a level. */
export const BOT_LINES = ['level', ...PLATFORM_FAILURES.map((words) => `"${words}"`)]
  .map((term) => `?${term}`)
  .join(' ');

/** A condition of Logs Insights. */
export const IS_PLATFORM_FAILURE = PLATFORM_FAILURES.map((words) => `@message like "${words}"`).join(' or ');

export const PLATFORM_FAILURE_MESSAGE = 'platform failure';

/** The line of Lambda as one of the bot's; `undefined` for a line that tells of no failure. */
export function platformFailureLine(bot: string, text: string, atMs: number): string | undefined {
  if (!PLATFORM_FAILURES.some((words) => text.includes(words))) return undefined;
  return JSON.stringify({
    level: 'ERROR',
    message: PLATFORM_FAILURE_MESSAGE,
    bot,
    at: new Date(atMs).toISOString(),
    reason: reasonOf(text),
  });
}

const failureSchema = z.object({
  message: z.enum(['tick failed', PLATFORM_FAILURE_MESSAGE]),
  error: z.string().optional(),
  reason: z.string(),
});

/** What failed, by the bot's lines and the platform's, each in its words. */
export function failuresIn(lines: readonly string[]): readonly string[] {
  const failures = lines.flatMap((line) => failureSchema.safeParse(parseJson(line)).data ?? []);
  return failures.map(({ error, reason }) => (error === undefined ? reason : `${error}: ${reason}`));
}

const uncaughtSchema = z.looseObject({ errorType: z.string(), errorMessage: z.string() });

/** On one line, without times and ids of requests. */
function reasonOf(text: string): string {
  const uncaught = uncaughtSchema.safeParse(parseJson(text.slice(text.indexOf('{'))));
  if (uncaught.success) return `${uncaught.data.errorType}: ${uncaught.data.errorMessage}`;
  return text
    .replace(/^[\d-]+T[\d:.]+Z\s+\S+\s+/, '')
    .replace(/RequestId: [\da-f-]{36}\s*/, '')
    .replaceAll(/\s+/g, ' ')
    .trim();
}
