/**
 * What does a person read of an error that was caught?
 *
 * - A sentence of ours is told as it is.
 * - Any other words are those of a library, a network or a service: without secrets, bounded, and without their cause and stack.
 */
import { errorWords } from '../lambda/adapters/error-words.ts';
import { ParameterError } from '../lambda/config.ts';
import { CandleFileError } from './recordings/candle-file-error.ts';
import { InputError } from './input-error.ts';
import { withoutKnownSecrets } from './known-secrets.ts';

const OURS = [InputError, ParameterError, CandleFileError];

export function wordsOf(error: unknown): string {
  if (error instanceof Error && OURS.some((own) => error instanceof own)) return error.message;
  return errorWords(error, { hide: withoutKnownSecrets });
}
