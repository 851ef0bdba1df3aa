/**
 * What do the commands of the operator change?
 *
 * Invariants:
 * - Each is obeyed once, and has a row of its own.
 * - Of those that a tick takes the stricter one has the last word: the operator is told whom it has overruled.
 * - `resume` also ends a streak pause.
 * - While the outbox has no room for that row, the command waits in the table. The stricter ones have the room that is
 *   left, and overrule the others.
 * - A sender whose clock is far from the bot's is told; the order of commands never depends on it.
 */
import { flattenedAlert, overruledAlert, senderClockAlert } from '../alerts/command-alerts.ts';
import { raiseAlert, recordEvent, type BotState } from '../bot-state.ts';
import { admit } from '../item-room.ts';
import { isPaused } from '../ledger/day-book.ts';
import type { LedgerEvent } from '../ledger/ledger-events.ts';
import {
  COMMANDS_AT_ONCE,
  byStrictness,
  type CommandKind,
  type OperatorCommand,
  type TakenCommands,
} from '../ledger/operator-command.ts';
import { MINUTE_MS } from '../units.ts';
import { cutText } from '../words.ts';

/** A clock that differs more is wrong; a command waits for a minute, or while the bot does not tick. */
const CLOCK_OFF_MAX_MS = 5 * MINUTE_MS;

/** A command that cannot be read says no time. */
const NO_TIME_MS = 0;

/**
 * Consumes the commands that no commit has consumed yet, each with a row of its own.
 *
 * @param nowMs the bot's clock; absent where it is simulated.
 */
export function consumeCommands(
  state: BotState,
  { commands, overruledIds = [] }: TakenCommands,
  tickMs: number,
  nowMs?: number,
): BotState {
  if (commands.length === 0 && state.consumedCommandIds.length === 0) return state;
  const known = new Set(state.consumedCommandIds);
  const consumedCommandIds = commands.filter(({ id }) => known.has(id)).map(({ id }) => id);
  const fresh = commands.filter(({ id }) => !known.has(id)).toSorted(byStrictness);
  const obeyed = obeyInTurn({ ...state, consumedCommandIds }, fresh, tickMs);
  const consumed = fresh.filter(({ id }) => obeyed.consumedCommandIds.includes(id));
  const told = tellOverruled(obeyed, consumed, overruledIds.length, tickMs);
  if (nowMs === undefined) return told;
  // Where the last commit consumed as many as a tick takes, the others have waited since.
  const hasWaited = state.consumedCommandIds.length >= COMMANDS_AT_ONCE;
  const earliestMs = hasWaited ? -Infinity : (state.tickMs ?? nowMs) - CLOCK_OFF_MAX_MS;
  return tellClocks(told, consumed, earliestMs, { tickMs, nowMs });
}

/** All of them, the stricter ones last; where not all have room, the strictest first. */
function obeyInTurn(state: BotState, fresh: readonly OperatorCommand[], tickMs: number): BotState {
  const all = obeyAdmitted(state, fresh, tickMs);
  const ofKind = (wanted: CommandKind) => fresh.filter(({ kind }) => kind === wanted);
  const stricter = [...ofKind('flatten'), ...ofKind('pause')];
  const consumedBefore = state.consumedCommandIds.length;
  if (all.consumedCommandIds.length === consumedBefore + fresh.length || stricter.length === 0) return all;
  const strict = obeyAdmitted(state, stricter, tickMs);
  if (strict.consumedCommandIds.length === consumedBefore) return strict;
  const overruled = ofKind('resume').map(({ id }) => id);
  return { ...strict, consumedCommandIds: [...strict.consumedCommandIds, ...overruled] };
}

/** One after the other, until one has no room. */
function obeyAdmitted(state: BotState, commands: readonly OperatorCommand[], tickMs: number): BotState {
  let next = state;
  for (const command of commands) {
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

/** A resume that came together with something stricter has ended nothing. */
function tellOverruled(
  state: BotState,
  consumed: readonly OperatorCommand[],
  unobeyed: number,
  tickMs: number,
): BotState {
  const [first, stricter] = [consumed[0], consumed.at(-1)];
  if (first?.kind !== 'resume' || stricter === undefined || stricter.kind === 'resume') return state;
  const resumes = consumed.filter(({ kind }) => kind === 'resume').length + unobeyed;
  const words = overruledAlert({ resumes, by: first.issuedBy, stricter });
  return raiseAlert(state, { atMs: tickMs, subject: 'overruled', ...words });
}

/** @param earliestMs a command of an earlier time would have been consumed by the tick before. */
function tellClocks(
  state: BotState,
  consumed: readonly OperatorCommand[],
  earliestMs: number,
  { tickMs, nowMs }: { readonly tickMs: number; readonly nowMs: number },
): BotState {
  const isFar = ({ issuedAtMs }: OperatorCommand) =>
    issuedAtMs !== NO_TIME_MS && (issuedAtMs > nowMs + CLOCK_OFF_MAX_MS || issuedAtMs < earliestMs);
  const far = consumed.find(isFar);
  if (far === undefined) return state;
  return raiseAlert(state, { atMs: tickMs, subject: 'clock', ...senderClockAlert(far, nowMs) });
}

/** An exit that still fails after its halt was accepted counts anew. */
function withoutFailures(state: BotState): BotState {
  const { failingExits, ...rest } = state;
  return failingExits === undefined ? state : rest;
}
