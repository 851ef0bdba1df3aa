/** Input that cannot be used; the message names the value, its place, and a valid one. */
export class InputError extends Error {
  override readonly name = 'InputError';
  /** The message, where several things are wrong: in lines of their own. */
  readonly lines: readonly string[];

  constructor(words: string | readonly string[], options?: ErrorOptions) {
    const lines = [words].flat();
    super(lines.join('\n'), options);
    this.lines = lines;
  }
}

/** AWS could not be reached, or did not answer: the facts stay unknown. */
export class AwsUnavailableError extends InputError {}
