/**
 * What does its owner ask of the running bot?
 *
 * Invariant: a command has an id, is consumed exactly once, by a commit, and leaves one ledger row that says who asked
 * what, when and why.
 */
export type CommandKind = 'pause' | 'resume' | 'flatten';

export interface OperatorCommand {
  /** Sorts by the time it was issued. */
  readonly id: string;
  /** `flatten` closes everything and pauses first; `resume` also ends it. */
  readonly kind: CommandKind;
  /** With `resume`: the owner has looked at what halted the bot, and accepts it. */
  readonly accept: boolean;
  readonly issuedBy: string;
  readonly issuedAtMs: number;
  readonly why: string;
}
