/**
 * What do the commands of the operator change?
 *
 * Invariant: each is obeyed once, and has a row of its own.
 */
import { flattenedAlert } from '../alerts/alert-texts.ts';
import { raiseAlert, recordEvent, type BotState } from '../bot-state.ts';
import type { OperatorCommand } from '../ledger/operator-command.ts';

/** Consumes the commands that no commit has consumed yet, each with a row of its own. */
export function consumeCommands(
  state: BotState,
  commands: readonly OperatorCommand[],
  tickMs: number,
): BotState {
  if (commands.length === 0 && state.consumedCommandIds.length === 0) return state;
  const fresh = commands.filter(({ id }) => !state.consumedCommandIds.includes(id));
  let next: BotState = { ...state, consumedCommandIds: commands.map(({ id }) => id) };
  for (const command of fresh) {
    next = recordEvent(next, { kind: 'operator-command', atMs: tickMs, command });
    const { halted, positions } = next.ledger;
    if (command.kind === 'flatten') {
      next = raiseAlert(next, {
        atMs: tickMs,
        ...flattenedAlert(command.issuedBy, positions.length),
      });
    }
    if (command.kind === 'resume' && command.accept && halted !== undefined) {
      next = recordEvent(withoutFailures(next), {
        kind: 'reconciled',
        atMs: tickMs,
        acceptedCause: halted.cause,
        commandId: command.id,
      });
    }
  }
  return next;
}

/** An exit that still fails after its halt was accepted counts anew. */
function withoutFailures(state: BotState): BotState {
  const { failingExits, ...rest } = state;
  return failingExits === undefined ? state : rest;
}
