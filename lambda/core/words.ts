/**
 * How large is a text or a value in the item, and how is a long text cut?
 *
 * Invariant: sizes are bytes of UTF-8 in JSON, as they are stored. A control character takes six, an "ä" two.
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
