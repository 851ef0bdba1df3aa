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

/** Size of a value as it is stored; a key whose value is unknown is stored, too. */
export function storedBytes(value: unknown): number {
  const json = JSON.stringify(value, (_, part: unknown) => (part === undefined ? null : part));
  return ENCODER.encode(json).length;
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
