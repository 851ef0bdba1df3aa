/**
 * What is read of a line of a bot's log? All of it but what an earlier release, or the platform, has written there of a library.
 *
 * - Stacks and causes are left out, and words hold no secret.
 * - A line that holds none of that is as it was written.
 */
import { withoutNamedSecrets } from '../lambda/adapters/quoted-secrets.ts';
import { withoutKnownSecrets } from './known-secrets.ts';

/** Of this bot's earlier releases, and of Lambda's own lines. */
const LEFT_OUT = new Set(['stack', 'stackTrace', 'trace', 'cause']);

export function readableLine(line: string): string {
  let isChanged = false;
  const readable = (key: string, value: unknown) => {
    const read = LEFT_OUT.has(key) ? undefined : typeof value === 'string' ? withoutSecrets(value) : value;
    isChanged ||= read !== value;
    return read;
  };
  try {
    const read: unknown = JSON.parse(line, readable);
    return isChanged ? JSON.stringify(read) : line;
  } catch {
    // No JSON, or nested so deeply that nobody reads it.
    return withoutSecrets(line);
  }
}

function withoutSecrets(words: string): string {
  return withoutNamedSecrets(withoutKnownSecrets(words));
}
