/**
 * What has become of a command that was left for the bot?
 *
 * A tick that obeys a command books a row of it: nothing else counts as obeyed. Rows are read only where the command no
 * longer waits.
 */
import { COMMANDS_AT_ONCE, type OperatorCommand } from '../../../lambda/core/ledger/operator-command.ts';
import { recall, type Unobeyed } from '../../../lambda/core/ledger/command-memory.ts';
import type { LedgerStore } from '../../../lambda/ports.ts';
import type { BotSnapshot } from '../../local/bot-snapshot.ts';
import { entriesNewestFirst, isRow } from './ledger-statement.ts';

export type CommandFate =
  | { readonly kind: 'waiting' }
  /** At the time of its tick. */
  | { readonly kind: 'obeyed'; readonly atMs: number }
  /** Gone without a row. @see Removed */
  | Removed;

/** By the bot, which says why, or by somebody else. */
export interface Removed {
  readonly kind: 'removed';
  readonly why?: Unobeyed;
}

export type Followed =
  | {
      readonly kind: 'obeyed';
      readonly atMs: number;
      readonly snapshot: BotSnapshot;
      /** `false` where a flatten has left something open. */
      readonly isDone: boolean;
    }
  | (Removed & { readonly snapshot: BotSnapshot })
  /** No process trades in the folder of a local run. */
  | { readonly kind: 'no-run'; readonly isFinished: boolean }
  | { readonly kind: 'unheard'; readonly unheard: Unheard }
  /** Its operator has ended the waiting. */
  | { readonly kind: 'left' };

/** Why perhaps no tick has obeyed it. */
export interface Unheard {
  /** As read last; absent where it could not be. */
  readonly snapshot?: BotSnapshot;
  /** Ticks have committed since the command was written. */
  readonly hasTicked: boolean;
  /** In sentences. */
  readonly causes: readonly string[];
}

/** So many rows are one request; a tick that obeys a command books few after it. */
const ROWS_LOOKED_AT = 200;

export async function fateOf(
  { id }: OperatorCommand,
  { state, commands, unread }: Pick<BotSnapshot, 'state' | 'commands' | 'unread'>,
  store: Pick<LedgerStore, 'rows'>,
): Promise<CommandFate> {
  const isConsumed = state.consumedCommandIds.includes(id);
  if (!isConsumed && commands.some((command) => command.id === id)) return { kind: 'waiting' };
  for await (const entry of entriesNewestFirst(store, state, { all: true, limit: ROWS_LOOKED_AT })) {
    if (!isRow(entry)) continue;
    const { event } = entry.row;
    if (event.kind === 'operator-command' && event.command.id === id)
      return { kind: 'obeyed', atMs: event.atMs };
  }
  const why = recall(state.commandMemory, id)?.unobeyed;
  if (why !== undefined) return { kind: 'removed', why };
  // Of very many that wait only some are told of.
  const mayWait = !isConsumed && (unread !== undefined || commands.length >= COMMANDS_AT_ONCE);
  return { kind: mayWait ? 'waiting' : 'removed' };
}

/** The command and what is known of it, as JSON. @param followed absent where nobody has waited. */
export function commandReport(command: OperatorCommand, followed: Followed | undefined) {
  const outcome = outcomeOf(followed);
  return {
    ...command,
    outcome,
    ...(followed?.kind === 'obeyed' && { obeyedAtMs: followed.atMs }),
    ...(followed?.kind === 'removed' && followed.why !== undefined && { unobeyed: followed.why }),
    ...(followed?.kind === 'unheard' && { causes: followed.unheard.causes }),
  };
}

/** `left`: no tick has obeyed it yet, as far as anybody has looked. */
function outcomeOf(followed: Followed | undefined) {
  if (followed === undefined || followed.kind === 'no-run') return 'left';
  return followed.kind === 'obeyed' && !followed.isDone ? 'not-flat' : followed.kind;
}
