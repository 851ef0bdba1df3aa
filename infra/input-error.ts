/** What a person gave cannot be used; the message names what, where, and what would be right. */
export class InputError extends Error {
  override readonly name = 'InputError';
}
