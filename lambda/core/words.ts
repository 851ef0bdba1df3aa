/**
 * How large is a text or a value in the item, how is a long text cut or named, and how is a text of strangers shown?
 *
 * Invariants:
 * - Sizes are bytes of UTF-8 in JSON, as they are stored. A control character takes six, an "ä" two.
 * - What is stored keeps every character. Where it is shown, mailed or logged, none of them steers the reader's device.
 */

const ENCODER = new TextEncoder();
const ELLIPSIS = '…';
const ELLIPSIS_BYTES = 3;
const QUOTES_BYTES = 2;
const NULL_BYTES = 'null'.length;
const BRACKETS_BYTES = 2;
const COMMA_BYTES = 1;
const COLON_BYTES = 1;
/** Text in which each character is one byte and nothing is escaped. */
const PLAIN = /^[ !#-[\]-~]*$/;

/**
 * Size of a value as it is stored; a key whose value is unknown is stored, too. It is counted, not written: an item is
 * measured at every entry.
 */
export function storedBytes(value: unknown): number {
  if (typeof value === 'string') return textBytes(value);
  if (typeof value === 'number') return Number.isFinite(value) ? String(value).length : NULL_BYTES;
  if (typeof value === 'boolean') return value ? 'true'.length : 'false'.length;
  if (typeof value !== 'object' || value === null) return NULL_BYTES;
  let bytes = 0;
  if (Array.isArray(value)) {
    for (const part of value) bytes += storedBytes(part) + COMMA_BYTES;
  } else {
    for (const key of Object.keys(value)) bytes += textBytes(key) + COLON_BYTES;
    for (const part of Object.values(value)) bytes += storedBytes(part) + COMMA_BYTES;
  }
  return bytes === 0 ? BRACKETS_BYTES : bytes - COMMA_BYTES + BRACKETS_BYTES;
}

function textBytes(text: string): number {
  if (PLAIN.test(text)) return text.length + QUOTES_BYTES;
  return ENCODER.encode(JSON.stringify(text)).length;
}

/** A text of at most so many bytes as it is stored; one that is longer ends with an ellipsis. */
export function cutText(text: string, bytesMax: number): string {
  if (storedBytes(text) - QUOTES_BYTES <= bytesMax) return text;
  let kept = '';
  let bytes = ELLIPSIS_BYTES;
  for (const character of text) {
    bytes += storedBytes(character) - QUOTES_BYTES;
    if (bytes > bytesMax) break;
    kept += character;
  }
  return kept + ELLIPSIS;
}

const HASH_CHARACTERS = 6;
const HASH_RADIX = 36;

/** A name of six letters and digits that follows from the text alone (FNV-1a of its UTF-8, 32 bits). */
export function shortHash(text: string): string {
  let hash = 0x811c9dc5;
  for (const byte of ENCODER.encode(text)) hash = Math.imul(hash ^ byte, 0x01000193);
  const digits = (hash >>> 0).toString(HASH_RADIX).padStart(HASH_CHARACTERS, '0');
  return digits.slice(-HASH_CHARACTERS);
}

/**
 * What is obeyed instead of read: controls (C0, C1, line ends), marks of direction and of joining, characters without a
 * glyph, halves of a pair.
 */
const STEERING = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu;
const IN_ITS_PLACE = '·';

/** A text on one line that no terminal, mail or spreadsheet obeys: a dot stands for each character that would steer it. */
export function plainText(text: string): string {
  return text.replaceAll(STEERING, IN_ITS_PLACE);
}

/** JSON that nothing obeys either, and from which every character is read back. */
export function jsonText(value: unknown, indent?: number): string {
  return plainJson(JSON.stringify(value, undefined, indent));
}

/** Written JSON, with the characters that would steer as their escapes. Line ends between its values stay. */
export function plainJson(json: string): string {
  return json.replaceAll(STEERING, (steering) => (steering === '\n' ? steering : escaped(steering)));
}

function escaped(character: string): string {
  return Array.from({ length: character.length }, (_, k) => {
    const unit = character.charCodeAt(k).toString(16).padStart(4, '0');
    return `\\u${unit}`;
  }).join('');
}
