/**
 * Which error of the system is this?
 */

/** Its code, such as ENOENT; `undefined` where it has none. */
export function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}
