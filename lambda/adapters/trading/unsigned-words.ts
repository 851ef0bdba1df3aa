/**
 * Keeps keys and signatures out of everything that a venue, or a proxy in between, answers: errors are read by people.
 *
 * - The values themselves are replaced: the keys, and the signature of each request, wherever an answer quotes them.
 * - Also in another dress: percent-encoded once or twice, or escaped as in JSON.
 */
import type { CcxtRequest, CcxtTransport } from '../market/ccxt-transport.ts';
import { VenueError } from '../market/venue-error.ts';

const IN_ITS_PLACE = '(key)';

/** @param keys of the account. */
export function withoutSecrets(transport: CcxtTransport, keys: readonly string[]): CcxtTransport {
  const ofKeys = keys.filter((key) => key !== '').map(quotesOf);
  return async (url, request) => {
    const quotes = [...ofKeys, ...signaturesOf(url, request).map(quotesOf)];
    const hide = (text: string) =>
      quotes.reduce<string>((rest, quote) => rest.replaceAll(quote, IN_ITS_PLACE), text);
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
const SIGNATURE = /[\w-]*sign[\w-]*"?\s*[=:]\s*"?(?<value>[^&"\s,}]+)/gi;
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

/** Finds a text, however each of its characters is written. One of letters and digits is written in one way. */
function quotesOf(text: string): string | RegExp {
  if (/^[A-Za-z0-9]*$/.test(text)) return text;
  return new RegExp(text.split('').map(quotesOfCharacter).join(''), 'g');
}

function quotesOfCharacter(character: string): string {
  if (/^[A-Za-z0-9]$/.test(character)) return character;
  const hex = character.charCodeAt(0).toString(16).padStart(4, '0');
  const digits = Array.from(hex, (digit) => `[${digit}${digit.toUpperCase()}]`);
  const raw = `\\u${hex}`;
  // The longest first: a percent sign begins its own code.
  return `(?:\\\\u${digits.join('')}|%(?:25)?${digits.slice(2).join('')}|\\\\?${raw})`;
}
