/**
 * JSON that may be anything, for a schema to judge.
 */

/** `undefined` where it is not JSON. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
