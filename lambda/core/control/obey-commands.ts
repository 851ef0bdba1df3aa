/**
 * What do the commands of the operator change?
 *
 * Invariants:
 * - Each is obeyed once, and has a row of its own.
 * - Of those that a tick takes the stricter one has the last word: the operator is told whom it has overruled.
 * - `resume` also ends a streak pause. It ends the halt that it names, and no other: where another one stands, nothing
 *   of it is obeyed, and its sender is told.
 * - While the outbox has no room for that row, the command waits in the table. The stricter ones have the room that is
 *   left, and overrule the others.
 * - While not all commands are read, nothing is resumed and nothing is forgotten; a pause or flatten that is read counts.
 * - A sender whose clock is far from the bot's is told; the order of commands never depends on it.
 */
import {
  flattenedAlert,
  overruledAlert,
  senderClockAlert,
  unacceptedAlert,
} from '../alerts/command-alerts.ts';
import { holdBackAlert, raiseAlert, recordEvent, type BotState } from '../bot-state.ts';
import { admit } from '../item-room.ts';
import { recall } from '../ledger/command-memory.ts';
import { isPaused } from '../ledger/day-book.ts';
import type { LedgerEvent } from '../ledger/ledger-events.ts';
import {
  NO_TIME_MS,
  byStrictness,
  type CommandKind,
  type OperatorCommand,
  type TakenCommands,
} from '../ledger/operator-command.ts';
import { HOUR_MS, MINUTE_MS } from '../units.ts';
import { cutText } from '../words.ts';
import {
  consumed,
  isReadBeyond,
  overruled,
  passOf,
  removeUndated,
  withMemory,
  type CommandClock,
  type CommandPass,
} from './command-pass.ts';
import { haltName } from './halt.ts';
import { noteFlood, noteUnread } from './unread-commands.ts';

/** A clock that differs more is told of; a command waits for a minute, or while the bot does not tick. */
const CLOCK_OFF_MAX_MS = 5 * MINUTE_MS;

/**
 * Consumes the commands that no commit has consumed yet: each that is obeyed has a row of its own.
 *
 * @param clock absent where it is simulated.
 */
export function consumeCommands(
  before: BotState,
  { commands, overruledIds = [], hasMore, unread }: TakenCommands,
  tickMs: number,
  clock?: CommandClock,
): BotState {
  const pass = passOf(before, tickMs, clock);
  const state = noteUnread(withMemory(before, pass), unread, tickMs);
  const { consumedCommandIds: known } = state;
  if (commands.length + known.length === 0 && unread === undefined) return withLeft(state, false, pass);
  const waiting = commands.map(({ id }) => id).filter((id) => known.includes(id));
  // Of those that were not read nobody knows whether they are gone.
  const consumedCommandIds = unread === undefined ? waiting : known;
  const fresh = commands.filter(({ id }) => !known.includes(id)).toSorted(byStrictness);
  const { state: kept, obeyable } = removeUndated({ ...state, consumedCommandIds }, fresh, pass);
  const obeyed = obeyInTurn(kept, obeyable, pass);
  const done = obeyable.filter(({ id }) => isConsumed(obeyed, id));
  const told =
    unread?.isFlood === true
      ? removeFlood(obeyed, fresh, overruledIds, pass)
      : overrule(obeyed, done, overruledIds, pass);
  const ids = [...fresh.map(({ id }) => id), ...overruledIds.slice(0, 1)];
  const isLeft = hasMore === true || unread !== undefined || ids.some((id) => !isConsumed(told, id));
  return tellClocks(withLeft(told, isLeft, pass), done, pass);
}

function isConsumed({ consumedCommandIds }: BotState, id: string): boolean {
  return consumedCommandIds.includes(id);
}

function withLeft(state: BotState, isLeft: boolean, pass: CommandPass): BotState {
  if (isLeft || isReadBeyond(state, pass)) return { ...state, commandsLeftSinceMs: pass.readToMs };
  if (state.commandsLeftSinceMs === undefined) return state;
  const { commandsLeftSinceMs: _, ...rest } = state;
  return rest;
}

/** All of them, the stricter ones last; where not all have room, the strictest first. */
function obeyInTurn(state: BotState, obeyable: readonly OperatorCommand[], pass: CommandPass): BotState {
  const all = obeyAdmitted(state, obeyable, pass);
  const ofKind = (wanted: CommandKind) => obeyable.filter(({ kind }) => kind === wanted);
  const stricter = [...ofKind('flatten'), ...ofKind('pause')];
  const consumedBefore = state.consumedCommandIds.length;
  if (all.consumedCommandIds.length === consumedBefore + obeyable.length || stricter.length === 0) return all;
  const strict = obeyAdmitted(state, stricter, pass);
  if (strict.consumedCommandIds.length === consumedBefore) return strict;
  return ofKind('resume').reduce((next, resume) => overruled(next, resume, pass), strict);
}

/** One after the other, until one has no room. */
function obeyAdmitted(state: BotState, commands: readonly OperatorCommand[], pass: CommandPass): BotState {
  let next = state;
  for (const command of commands) {
    const obeyed = obey(next, command, pass);
    if (obeyed === undefined || admit(next, obeyed) !== obeyed) break;
    next = obeyed;
  }
  return next;
}

/** `undefined` where it has to wait. */
function obey(state: BotState, command: OperatorCommand, pass: CommandPass): BotState | undefined {
  const { kind, issuedBy, accept, halt: named } = command;
  const { halted } = state.ledger;
  const { tickMs } = pass;
  const asked = kind === 'resume' && accept ? halted : undefined;
  const name = asked && haltName(asked);
  const isOther = name !== undefined && name !== named;
  if (isOther && named !== undefined)
    return tellUnaccepted(consumed(state, command, pass, 'other-halt'), command, pass);
  const next = consumed(state, command, pass);
  if (next === undefined) return undefined;
  const booked = recordEvent(next, eventOf(command, state, tickMs));
  if (kind === 'flatten') {
    if (isRepeatedFlatten(state, booked)) return holdBackAlert(booked, 'flattened');
    return raiseAlert(booked, { atMs: tickMs, ...flattenedAlert(issuedBy, booked.ledger.positions.length) });
  }
  if (asked === undefined) return booked;
  if (isOther) return tellUnaccepted(booked, command, pass);
  return recordEvent(withoutFailures(booked), {
    kind: 'reconciled',
    atMs: tickMs,
    acceptedCause: asked.cause,
    commandId: command.id,
  });
}

/** Its sender has been told within the hour that the bot flattens, and has not ended that. */
function isRepeatedFlatten({ ledger: before }: BotState, { ledger: after }: BotState): boolean {
  const { operatorPausedSinceMs, flatteningSinceMs: sinceMs, askedBy } = before;
  if (operatorPausedSinceMs === undefined || sinceMs === undefined) return false;
  const isRecent = (after.flatteningSinceMs ?? sinceMs) - sinceMs < HOUR_MS;
  return isRecent && askedBy?.by === after.askedBy?.by;
}

/** Once an hour for each halt. */
function tellUnaccepted(
  state: BotState | undefined,
  { issuedBy, halt: named }: OperatorCommand,
  { tickMs }: CommandPass,
): BotState | undefined {
  const halted = state?.ledger.halted;
  if (state === undefined || halted === undefined) return state;
  const name = haltName(halted);
  const words = unacceptedAlert({ issuedBy, named, cause: halted.cause, name });
  return raiseAlert(state, { atMs: tickMs, subject: `${name} ${named}`, ...words });
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

/** A resume that came together with something stricter has ended nothing; those beyond what a tick takes go with it. */
function overrule(
  state: BotState,
  done: readonly OperatorCommand[],
  overruledIds: readonly string[],
  pass: CommandPass,
): BotState {
  const obeyed = done.filter(({ id }) => recall(state.commandMemory, id)?.unobeyed !== 'other-halt');
  const [first, stricter] = [obeyed[0], obeyed.at(-1)];
  if (first === undefined || stricter === undefined || stricter.kind === 'resume') return state;
  const { consumedCommandIds } = state;
  const remembered = overruledIds.reduce(
    (next, id) => overruled(next, { id, issuedAtMs: pass.tickMs }, pass),
    state,
  );
  // One of them stands for all.
  const next = { ...remembered, consumedCommandIds: [...consumedCommandIds, ...overruledIds.slice(0, 1)] };
  if (first.kind !== 'resume') return next;
  const resumes = obeyed.filter(({ kind }) => kind === 'resume').length + overruledIds.length;
  const words = overruledAlert({ resumes, by: first.issuedBy, stricter });
  return raiseAlert(next, { atMs: pass.tickMs, subject: 'overruled', ...words });
}

/** What of a flood was not taken is removed with what was, and not before; one of them stands for all. */
function removeFlood(
  state: BotState,
  taken: readonly OperatorCommand[],
  removedIds: readonly string[],
  pass: CommandPass,
): BotState {
  if (!taken.every(({ id }) => isConsumed(state, id))) return noteFlood(state, 0, pass);
  const consumedCommandIds = [...state.consumedCommandIds, ...removedIds.slice(0, 1)];
  return noteFlood({ ...state, consumedCommandIds }, removedIds.length, pass);
}

/** What was obeyed although its date is far from the bot's clock; in a restored table it may have waited. */
function tellClocks(
  state: BotState,
  done: readonly OperatorCommand[],
  { tickMs, clock, readToMs }: CommandPass,
): BotState {
  if (clock === undefined || clock.isRestored === true) return state;
  const { nowMs } = clock;
  // One of an earlier time would have been consumed by the tick before.
  const earliestMs = readToMs - CLOCK_OFF_MAX_MS;
  const isFar = ({ issuedAtMs }: OperatorCommand) =>
    issuedAtMs !== NO_TIME_MS && (issuedAtMs > nowMs + CLOCK_OFF_MAX_MS || issuedAtMs < earliestMs);
  const far = done.find(isFar);
  if (far === undefined) return state;
  return raiseAlert(state, { atMs: tickMs, subject: 'clock', ...senderClockAlert(far, nowMs) });
}

/** An exit that still fails after its halt was accepted counts anew. */
function withoutFailures(state: BotState): BotState {
  const { failingExits, ...rest } = state;
  return failingExits === undefined ? state : rest;
}
