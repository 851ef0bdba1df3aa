/** Input that cannot be used; the message names the value, its place, and a valid one. */
export class InputError extends Error {
  override readonly name = 'InputError';
}

/** AWS could not be reached, or did not answer: the facts stay unknown. */
export class AwsUnavailableError extends InputError {}
