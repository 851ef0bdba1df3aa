/**
 * Takes secrets out of a text that quotes them, however often the text was escaped as in JSON, in HTML or percent-encoded on
 * its way, in whatever order; or once as base64.
 *
 * - A text in which nothing can be an escape quotes as it is: the common answer costs a search for each secret.
 * - In any other one every place is read in every way. What is replaced stands in the text as it came.
 */
import { EscapedText, type Range } from './escaped-text.ts';

const IN_ITS_PLACE = '(key)';
const MAY_BE_ESCAPED = /[\\%&]/;

export function withoutQuotes(text: string, secrets: readonly string[]): string {
  const escaped = MAY_BE_ESCAPED.test(text) ? new EscapedText(text) : undefined;
  const ranges = secrets.flatMap((secret) => [
    ...inBase64(secret).flatMap((form) => rangesOf(text, form)),
    ...writtenForms(secret).flatMap((form) => escaped?.find(form) ?? rangesOf(text, form)),
  ]);
  return ranges.length === 0 ? text : without(text, ranges);
}

function rangesOf(text: string, form: string): readonly Range[] {
  const ranges: Range[] = [];
  if (form === '') return ranges;
  for (let at = text.indexOf(form); at !== -1; at = text.indexOf(form, at + form.length)) {
    ranges.push([at, at + form.length]);
  }
  return ranges;
}

/** Who reads a form takes a plus sign that was not encoded for a blank. */
function writtenForms(secret: string): readonly string[] {
  return secret.includes('+') ? [secret, secret.replaceAll('+', ' ')] : [secret];
}

/** Of a shorter one, what base64 tells of it alone could be part of any word. */
const IN_BASE64_MIN = 16;

/**
 * What a text in base64 holds of a secret that begins at the first, second or third byte of a group, in both alphabets: without
 * the characters that depend on what stands beside it.
 */
function inBase64(secret: string): readonly string[] {
  if (secret.length < IN_BASE64_MIN) return [];
  return [0, 1, 2].flatMap((bytesBefore) => {
    const bytes = Buffer.from('\0'.repeat(bytesBefore) + secret);
    const [begin, end] = [Math.ceil((bytesBefore * 4) / 3), Math.floor((bytes.length * 4) / 3)];
    return [
      ...new Set([bytes.toString('base64').slice(begin, end), bytes.toString('base64url').slice(begin, end)]),
    ];
  });
}

/** Of two secrets one may begin the other, or end where it begins: neither is left in part. */
function without(text: string, ranges: readonly Range[]): string {
  let rest = '';
  let end = 0;
  for (const [from, to] of ranges.toSorted(([left], [right]) => left - right)) {
    if (from >= end) rest += text.slice(end, from) + IN_ITS_PLACE;
    end = Math.max(end, to);
  }
  return rest + text.slice(end);
}

const NAME =
  /(?:signature|(?<!as|de|re)sign(?![a-z])|token|secret|credential|authorization|(?:api|access|private|listen)[-_.]?key|passw(?:or)?d|passphrase|hmac|cookie)[\w-]{0,40}/
    .source;
/** Percent-encoded, or escaped as in JSON, as often as you like. */
const ESCAPES = /(?:\\|%(?:25)*5c)*/.source;
const QUOTE = `(?:${ESCAPES}(?:["']|u002[27]|%(?:25)*2[27]|&(?:amp;)*(?:quot|apos|#3[49]|#x2[27]);))?`;
/** Also in a list, where both are quoted, and around the text of an element. */
const DIVIDER = /(?:[=:]>?|%(?:25)*3[ad]|&(?:amp;)*#(?:61|58|x3[ad]);|(?<=["']),(?=\s*["'])|(?<=\w)>)/.source;
const SPACES = /(?:\s|%(?:25)*20)*/.source;
const SCHEME = /(?:(?:bearer|basic)(?:\s|%(?:25)*20)+)?/.source;
/** A backslash that escapes no quote belongs to the value. */
const VALUE = /(?:[^&"'\s,}<\\]|\\+[^"'\s\\])+/.source;
/** A field with a secret or a signature, in a query, a header or JSON: `signature=…`, `x-amz-security-token: …`. */
const FIELD = new RegExp(
  `(?<name>${NAME}${QUOTE}${SPACES}${DIVIDER}${SPACES}${QUOTE}${SCHEME})${VALUE}`,
  'gi',
);

/** Without the name of its header. A shorter word is one of a sentence. */
const BEARER = /(?<scheme>\bbearer\s+)[\w.~+/=-]{16,}/gi;
/** Who asks, in front of a host. */
const USER = /:\/\/[^\s/@"'<>]{1,200}@/g;

/** Words that nobody has foreseen, such as those of a library: without the secrets and signatures that they name. */
export function withoutNamedSecrets(text: string): string {
  return text
    .replaceAll(FIELD, `$<name>${IN_ITS_PLACE}`)
    .replaceAll(BEARER, `$<scheme>${IN_ITS_PLACE}`)
    .replaceAll(USER, `://${IN_ITS_PLACE}@`);
}
