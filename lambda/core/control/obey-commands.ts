/**
 * What do the commands of the operator change?
 *
 * Invariants:
 * - Each is obeyed once, and has a row of its own.
 * - `resume` also ends a streak pause.
 * - While the outbox has no room for that row, the command waits in the table, and so do those after it.
 */
import { flattenedAlert } from '../alerts/alert-texts.ts';
import { raiseAlert, recordEvent, type BotState } from '../bot-state.ts';
import { admit } from '../item-room.ts';
import { isPaused } from '../ledger/day-book.ts';
import type { LedgerEvent } from '../ledger/ledger-events.ts';
import type { OperatorCommand } from '../ledger/operator-command.ts';
import { cutText } from '../words.ts';

/** Consumes the commands that no commit has consumed yet, each with a row of its own. */
export function consumeCommands(
  state: BotState,
  commands: readonly OperatorCommand[],
  tickMs: number,
): BotState {
  if (commands.length === 0 && state.consumedCommandIds.length === 0) return state;
  const known = new Set(state.consumedCommandIds);
  let next: BotState = {
    ...state,
    consumedCommandIds: commands.filter(({ id }) => known.has(id)).map(({ id }) => id),
  };
  for (const command of commands.filter(({ id }) => !known.has(id))) {
    const obeyed = obey(next, command, tickMs);
    if (admit(next, obeyed) !== obeyed) break;
    next = obeyed;
  }
  return next;
}

function obey(state: BotState, command: OperatorCommand, tickMs: number): BotState {
  const consumedCommandIds = [...state.consumedCommandIds, command.id];
  const next = recordEvent({ ...state, consumedCommandIds }, eventOf(command, state, tickMs));
  const { halted, positions } = next.ledger;
  if (command.kind === 'flatten') {
    return raiseAlert(next, { atMs: tickMs, ...flattenedAlert(command.issuedBy, positions.length) });
  }
  if (command.kind !== 'resume' || !command.accept || halted === undefined) return next;
  return recordEvent(withoutFailures(next), {
    kind: 'reconciled',
    atMs: tickMs,
    acceptedCause: halted.cause,
    commandId: command.id,
  });
}

const NAME_BYTES_MAX = 100;
const WHY_BYTES_MAX = 500;

/** The row of a command, its words cut. */
function eventOf(command: OperatorCommand, { ledger }: BotState, atMs: number): LedgerEvent {
  const issuedBy = cutText(command.issuedBy, NAME_BYTES_MAX);
  const why = cutText(command.why, WHY_BYTES_MAX);
  const event = { kind: 'operator-command', atMs, command: { ...command, issuedBy, why } } as const;
  return command.kind === 'resume' && isPaused(ledger, atMs) ? { ...event, hasEndedPause: true } : event;
}

/** An exit that still fails after its halt was accepted counts anew. */
function withoutFailures(state: BotState): BotState {
  const { failingExits, ...rest } = state;
  return failingExits === undefined ? state : rest;
}
