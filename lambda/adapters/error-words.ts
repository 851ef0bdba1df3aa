/**
 * What of an error may be read: its words, and where in this code it came from. Pure.
 *
 * - The words of a library, a network or a service hold no secret and no signature that they name, and have a bound.
 * - A cause is not told: nobody knows what a library has put there.
 * - Of a stack, places in this code are told, and nothing else: no words, which are told already, and no place of a library.
 *   In AWS all code is one file, whose places the source map of the build resolves.
 */
import { cutText } from '../core/words.ts';
import { withoutNamedSecrets } from './quoted-secrets.ts';

const WORDS_BYTES_MAX = 500;
const PLACES_MAX = 8;

interface Words {
  /** Takes further secrets out, before anything is cut: half a secret would not be found. */
  readonly hide?: (text: string) => string;
  readonly bytesMax?: number;
}

export function errorWords(
  error: unknown,
  { hide = (text) => text, bytesMax = WORDS_BYTES_MAX }: Words = {},
): string {
  const words = error instanceof Error ? error.message : String(error);
  return cutText(withoutNamedSecrets(hide(words)), bytesMax);
}

const FRAME = /^ {4}at (?:.*\(|async )?(?:file:\/\/)?(?<place>\/[^()]{1,300}:\d+:\d+)\)?$/;
/** From the root of this repository, or the file of the function in AWS. */
const OWN = /\/(?<own>(?:lambda|infra|test)\/[\w./-]+:\d+:\d+|(?:bot\.cjs|index\.mjs):\d+:\d+)$/;

/** The innermost first, such as `lambda/agent.ts:12:3`. */
export function ownPlaces({ message, stack = '' }: Error): readonly string[] {
  const wordsAt = stack.indexOf(message);
  return (
    stack
      // Words may be written like places.
      .slice(wordsAt === -1 ? 0 : wordsAt + message.length)
      .split('\n')
      .flatMap((line) => FRAME.exec(line)?.groups?.['place'] ?? [])
      .filter((place) => !place.includes('/node_modules/'))
      .flatMap((place) => OWN.exec(place)?.groups?.['own'] ?? [])
      .slice(0, PLACES_MAX)
  );
}
