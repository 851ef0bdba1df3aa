/**
 * What a person reads of an error that nobody has foreseen: its name, its words, and where in this code it came from.
 *
 * Invariant: no cause and no stack of a library is shown, and no secret that its words quote: they may be those of a
 * request, with what it was signed with.
 */
import { fileURLToPath } from 'node:url';
import { cutText } from '../../../lambda/core/words.ts';
import { withoutAnySecret } from './known-secrets.ts';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
const WORDS_BYTES_MAX = 500;
const PLACES_MAX = 8;

export function defectLines(error: unknown): readonly string[] {
  if (!(error instanceof Error)) return [`a defect: ${wordsOf(String(error))}`];
  const { name, message, stack = '' } = error;
  return [`a defect: ${name}: ${wordsOf(message)}`, ...placesOf(stack)];
}

/** Cut only afterwards: half a secret would not be found. */
function wordsOf(text: string): string {
  return cutText(withoutAnySecret(text), WORDS_BYTES_MAX);
}

/** The places of this repository in a stack, the innermost first. */
function placesOf(stack: string): readonly string[] {
  return stack
    .split('\n')
    .flatMap(
      (line) =>
        /^ {4}at (?:.*\()?(?:file:\/\/)?(?<place>\/[^()]*:\d+:\d+)\)?$/.exec(line)?.groups?.['place'] ?? [],
    )
    .filter((place) => place.startsWith(ROOT) && !place.includes('/node_modules/'))
    .slice(0, PLACES_MAX)
    .map((place) => `  at ${place.slice(ROOT.length)}`);
}
