/**
 * Bytes that stand in a page as base64.
 */

/** A loop: `Uint8Array.from` takes ten times as long, and a year has ten megabytes. */
export function bytesOfBase64(base64: string): Uint8Array<ArrayBuffer> {
  const text = atob(base64);
  const bytes = new Uint8Array(text.length);
  for (let k = 0; k < text.length; k += 1) bytes[k] = text.charCodeAt(k);
  return bytes;
}
