/**
 * The operator's commands to the running bot.
 *
 * Invariants:
 * - A command has an id, and is consumed exactly once, by a commit.
 * - It leaves one ledger row that says who asked, for what, when and why.
 */
export type CommandKind = 'pause' | 'resume' | 'flatten';

export interface OperatorCommand {
  /** Sorts by the time it was issued. */
  readonly id: string;
  /** `flatten` closes everything and pauses first; `resume` also ends it. */
  readonly kind: CommandKind;
  /** With `resume`: the operator has looked at the cause of the halt, and accepts it. */
  readonly accept: boolean;
  readonly issuedBy: string;
  readonly issuedAtMs: number;
  readonly why: string;
}
