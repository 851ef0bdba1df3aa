/**
 * Keeps keys and signatures out of everything that a venue, or a proxy in between, answers: errors are read by people.
 *
 * - The values themselves are replaced: the keys, and the signature of each request, wherever an answer quotes them.
 * - Also in another dress: percent-encoded and escaped as in JSON, however often.
 */
import type { CcxtRequest, CcxtTransport } from '../market/ccxt-transport.ts';
import { withoutQuotes } from '../quoted-secrets.ts';
import { VenueError } from '../market/venue-error.ts';

/** @param keys of the account. */
export function withoutSecrets(transport: CcxtTransport, keys: readonly string[]): CcxtTransport {
  return async (url, request) => {
    const secrets = [...keys, ...signaturesOf(url, request)];
    const hide = (text: string) => withoutQuotes(text, secrets);
    try {
      const response = await transport(url, request);
      const { statusText } = response;
      return { ...response, statusText: hide(statusText), text: async () => hide(await response.text()) };
    } catch (error) {
      throw error instanceof VenueError ? error.reworded(hide) : error;
    }
  };
}

/** A field whose name speaks of a signature, in a query, a form, JSON or a header. */
const SIGNATURE = /sign[\w-]*"?\s*[=:]\s*"?(?<value>[^&"\s,}]+)/gi;
/** A shorter one is no signature, but a switch such as `signed=true`. */
const SIGNATURE_CHARACTERS_MIN = 16;

function signaturesOf(url: string, { headers = {}, body = '' }: CcxtRequest): readonly string[] {
  const sent = [url, body, ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`)].join('\n');
  const values = [...sent.matchAll(SIGNATURE)].map(({ groups }) => groups?.['value'] ?? '');
  // A header is sent as it is: what looks like a code in it may be quoted as it is, too.
  const signatures = new Set(values.flatMap((value) => [value, decoded(value)]));
  return [...signatures].filter(({ length }) => length >= SIGNATURE_CHARACTERS_MIN);
}

function decoded(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}
