/**
 * Which of the commands that a tick has read are not to be obeyed?
 *
 * Every tick reads all that waits. So a command that is older than the last one that left none was not there then: it
 * was put later, by a retry, from a copy, or by a sender whose clock is wrong.
 *
 * Invariants:
 * - A command that a tick has read and left is never too late. Nor is one that came while no tick did. But for a resume of before
 *   the memory began, which may have been obeyed where it was not remembered.
 * - None is removed unobeyed without being told, but for one that is repeated or overruled.
 */
import { undatedAlert } from '../alerts/command-alerts.ts';
import { raiseAlert, type BotState } from '../bot-state.ts';
import { fits, hasRoomToRemember } from '../item-room.ts';
import {
  NOTHING_REMEMBERED,
  REMEMBERED_MAX,
  TOLERANCE_MS,
  earliestMs,
  forgetLate,
  newMemory,
  recall,
  remember,
  type Consumed,
  type Unobeyed,
} from '../ledger/command-memory.ts';
import { NO_TIME_MS, type OperatorCommand } from '../ledger/operator-command.ts';

/** The bot's clock. */
export interface CommandClock {
  readonly nowMs: number;
  /** The table was restored from a backup, with the commands that waited then. */
  readonly isRestored?: boolean;
}

/** A tick among its commands. */
export interface CommandPass {
  readonly tickMs: number;
  /** Absent where the market's clock is simulated: that of a sender has nothing to do with it. */
  readonly clock: CommandClock | undefined;
  /** All that was issued by then has been read, and nothing of it waits. */
  readonly readToMs: number;
}

export function passOf(state: BotState, tickMs: number, clock: CommandClock | undefined): CommandPass {
  return { tickMs, clock, readToMs: readToMs(state, clock) };
}

/** 0 where no tick has read any. Nothing has been read that is still to come: the clock went wrong, then or now. */
function readToMs(
  { commandsLeftSinceMs, tickMs = 0 }: BotState,
  { nowMs = Infinity, isRestored = false }: Partial<CommandClock> = {},
): number {
  return isRestored ? nowMs : Math.min(commandsLeftSinceMs ?? tickMs, nowMs);
}

/** The item's tick is the backup's until the first one that uses up its minute: it does not say what has been read since. */
export function isReadBeyond({ tickMs = 0 }: BotState, { readToMs: upToMs }: CommandPass): boolean {
  return upToMs > tickMs;
}

/** The state with a memory that is up to date. */
export function withMemory(state: BotState, { clock, readToMs: upToMs }: CommandPass): BotState {
  if (clock === undefined) return state;
  const { commandMemory: before } = state;
  const isKnown = before !== undefined && clock.isRestored !== true;
  const commandMemory = forgetLate(isKnown ? before : newMemory(upToMs, before?.commands), upToMs);
  return commandMemory === before ? state : { ...state, commandMemory };
}

/** The command is to be removed, and remembered; `undefined` where it must not be obeyed before it can be. */
export function consumed(
  state: BotState,
  { id, kind, issuedAtMs: writtenMs }: Pick<OperatorCommand, 'id' | 'kind' | 'issuedAtMs'>,
  { tickMs, clock }: CommandPass,
  unobeyed?: Unobeyed,
): BotState | undefined {
  const issuedAtMs = writtenMs === NO_TIME_MS ? tickMs : writtenMs;
  const command = { id, kind, issuedAtMs, ...(unobeyed && { unobeyed }) };
  const remembering = rememberingWith(state, command, clock && tickMs);
  return remembering && { ...remembering, consumedCommandIds: [...state.consumedCommandIds, id] };
}

/** As many are remembered as the item has room for. */
function rememberingWith(
  state: BotState,
  command: Consumed,
  tickMs: number | undefined,
): BotState | undefined {
  const { commandMemory: before = NOTHING_REMEMBERED } = state;
  for (let most = REMEMBERED_MAX; ;) {
    const commandMemory = remember(before, command, { tickMs, most });
    if (commandMemory === undefined) return undefined;
    const next = { ...state, commandMemory };
    if (hasRoomToRemember(next)) return next;
    most = commandMemory.commands.length - 1;
  }
}

/** A resume that a stricter command has overruled is removed, and remembered as far as there is room. */
export function overruled(
  state: BotState,
  resume: Pick<OperatorCommand, 'id' | 'issuedAtMs'>,
  pass: CommandPass,
): BotState {
  const remembered = consumed(state, { ...resume, kind: 'resume' }, pass, 'overruled');
  if (remembered !== undefined && fits(remembered)) return remembered;
  return { ...state, consumedCommandIds: [...state.consumedCommandIds, resume.id] };
}

/** Removes what is not to be obeyed, as far as there is room. @returns with it those that may be obeyed */
export function removeUndated(
  state: BotState,
  fresh: readonly OperatorCommand[],
  pass: CommandPass,
): { readonly state: BotState; readonly obeyable: readonly OperatorCommand[] } {
  const obeyable: OperatorCommand[] = [];
  let next = state;
  for (const command of fresh) {
    const isRepeated = recall(state.commandMemory, command.id) !== undefined;
    const unobeyed = isRepeated ? undefined : whyUndated(state, command, pass);
    if (!isRepeated && unobeyed === undefined) {
      obeyable.push(command);
      continue;
    }
    const removed = isRepeated
      ? { ...next, consumedCommandIds: [...next.consumedCommandIds, command.id] }
      : consumed(next, command, pass, unobeyed);
    if (removed === undefined || !fits(removed)) continue;
    next = unobeyed === undefined ? removed : tellUndated(removed, command, unobeyed, pass);
  }
  return { state: next, obeyable };
}

/** A command that says no time stands for one that cannot be read, and is a stop: that is obeyed. */
function whyUndated(
  { commandMemory }: BotState,
  { kind, issuedAtMs }: OperatorCommand,
  { clock, readToMs: upToMs }: CommandPass,
): 'late' | 'ahead' | undefined {
  if (clock === undefined || commandMemory === undefined) return undefined;
  const { nowMs, isRestored = false } = clock;
  if (kind === 'resume' && issuedAtMs > nowMs + TOLERANCE_MS) return 'ahead';
  if (kind !== 'resume' && issuedAtMs === NO_TIME_MS) return undefined;
  return issuedAtMs < earliestMs(kind, commandMemory, { readToMs: upToMs, isRestored }) ? 'late' : undefined;
}

/** Once an hour for each sender and kind. */
function tellUndated(
  state: BotState,
  command: OperatorCommand,
  unobeyed: 'late' | 'ahead',
  { tickMs, clock, readToMs: upToMs }: CommandPass,
): BotState {
  if (clock === undefined) return state;
  const { nowMs, isRestored = false } = clock;
  const subject = `${unobeyed} ${command.kind} ${command.issuedBy}`;
  const { floodedUntilMs = 0, beganMs = 0 } = state.commandMemory ?? NOTHING_REMEMBERED;
  const isFlooded = command.issuedAtMs < floodedUntilMs;
  const isUnknown = upToMs - TOLERANCE_MS <= command.issuedAtMs && command.issuedAtMs < beganMs;
  const words = undatedAlert({ ...command, unobeyed, nowMs, isRestored, isFlooded, isUnknown });
  return raiseAlert(state, { atMs: tickMs, subject, ...words });
}

/** How many commands a tick has removed without obeying them. */
export function countUnobeyed(before: BotState, { consumedCommandIds, outbox }: BotState): number {
  const removed = consumedCommandIds.filter((id) => !before.consumedCommandIds.includes(id));
  const obeyed = outbox.rows.flatMap(({ event }) =>
    event.kind === 'operator-command' ? [event.command.id] : [],
  );
  return removed.filter((id) => !obeyed.includes(id)).length;
}
