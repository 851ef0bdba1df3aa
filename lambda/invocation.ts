/**
 * Which bot runs, and in which invocation of its function?
 */

export interface Bot {
  readonly id: string;
  /** In order of priority. */
  readonly symbols: readonly string[];
  /** Which code it is; absent where nobody has deployed it. */
  readonly release?: string;
}

/** One run of the Lambda function; a watch step counts as one of its own. */
export interface Invocation {
  /** Never used by another invocation, not even by one of the same event. */
  readonly id: string;
  /** When the platform ends it, in ms since 1970. */
  readonly deadlineMs: number;
  /** Aborted when the invocation was given up: nothing more is committed or sent. */
  readonly signal?: AbortSignal;
  /** It makes up for the turn of a minute that nobody has decided: a bot that enters at the turn only enters nothing. */
  readonly isCatchingUp?: boolean;
}
