/**
 * What a button of the dashboard sends.
 *
 * Invariant: a click on the same page for the same thing is the same command, so that it is left once and obeyed once.
 */
import { z } from 'zod';
import { shortHash } from '../core/words.ts';

/** The last moment that a date can say. */
const TIME_MAX_MS = 8.64e15;

const name = z.string().regex(/^[0-9a-z]{6}$/);
const whole = z.int().nonnegative();

export const clickSchema = z.object({
  action: z.enum(['pause', 'resume', 'flatten']),
  bot: z.string(),
  /** Of the ledger that was shown. */
  epoch: whole,
  version: whole,
  /** When the page was drawn, by the clock of the function that draws. */
  drawnAtMs: whole.max(TIME_MAX_MS),
  /** Of a resume: the name of the halt that it accepts; absent where none was shown. */
  halt: name.optional(),
  /** Of a resume: the name of all that it ends. */
  ends: name.optional(),
  /** Of a flatten: the trades that it closes. */
  trades: z.array(whole).readonly().optional(),
});

export type Click = Readonly<z.output<typeof clickSchema>>;

/** What tells the command of a click from others on pages of the same time. */
export function markOf({ action, bot, epoch, version, halt, ends, trades }: Click): string {
  return shortHash(JSON.stringify({ action, bot, epoch, version, halt, ends, trades }));
}
