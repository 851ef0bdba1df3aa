/**
 * Which commands were consumed lately, and from when on is one too late?
 *
 * A command that is put into the table again, by a retry or from a copy, has the id of one that was consumed. Ids are
 * remembered until their commands are too late to be obeyed anyway.
 *
 * Invariants:
 * - Whatever was obeyed is remembered, or is too late if it comes again. So a resume that cannot be remembered waits.
 * - A resume of before a memory began may have been obeyed where it was not remembered. It is not obeyed, but by the first tick
 *   of a restored table: whoever has restored it may have left one there.
 * - A stop (pause or flatten) never waits for room here. Where all is taken, what was late is forgotten first, then what was not obeyed for another reason, then
 *   the oldest stop, then a resume whose date is long ago: what is older than that one is too late from then on.
 */
import { DAY_MS, MINUTE_MS } from '../units.ts';
import { shortHash, storedBytes } from '../words.ts';
import type { CommandKind, OperatorCommand } from './operator-command.ts';

/** Why a command was removed and not obeyed. */
export const UNOBEYED = ['late', 'ahead', 'other-halt', 'overruled'] as const;
export type Unobeyed = (typeof UNOBEYED)[number];

export interface RememberedCommand {
  /** Cut where it is very long. */
  readonly id: string;
  readonly kind: CommandKind;
  /** May be forgotten when all that was issued by then has been read; 0 where the market's clock is simulated. */
  readonly untilMs: number;
  /** Absent where it was obeyed. */
  readonly unobeyed?: Unobeyed;
}

export interface CommandMemory {
  /** All that was issued since then, was obeyed and is not dated ahead is remembered. */
  readonly sinceMs: number;
  /** The last one was consumed last. */
  readonly commands: readonly RememberedCommand[];
  /** A command to resume of before then waited in a flood, and may be older than a stop that was obeyed. Absent without one. */
  readonly floodedUntilMs?: number;
  /**
   * What was obeyed before then is not remembered: in the table that was left, or by a release that keeps no memory. Absent
   * where nothing was, and once all of that time is too late.
   */
  readonly beganMs?: number;
}

export const REMEMBERED_MAX = 40;

export const NOTHING_REMEMBERED: CommandMemory = { sinceMs: 0, commands: [] };

/** How much later than its date a command may come: clocks differ, and a sender tries again. */
export const TOLERANCE_MS = 10 * MINUTE_MS;

/** The same for a stop that is known not to be a repeated one: a clock may be set to the time of another country. */
const STOP_TOLERANCE_MS = DAY_MS;

const ID_BYTES_MAX = 60;
const ID_CHARACTERS_KEPT = 8;

/** Two long ids that differ are the same here only where somebody has seen to it, who may as well write commands. */
function shortId(id: string): string {
  if (storedBytes(id) <= ID_BYTES_MAX) return id;
  return `${id.slice(0, ID_CHARACTERS_KEPT)}…${id.length}…${shortHash(id)}`;
}

export function recall(memory: CommandMemory | undefined, id: string): RememberedCommand | undefined {
  const short = shortId(id);
  return memory?.commands.find((command) => command.id === short);
}

export interface Reading {
  /** All that was issued by then has been read, and nothing of it waits. */
  readonly readToMs: number;
  /** By the first tick of a restored table. */
  readonly isRestored: boolean;
}

/** A command that is issued earlier comes too late. */
export function earliestMs(
  kind: CommandKind,
  { sinceMs, floodedUntilMs = sinceMs, beganMs = sinceMs }: CommandMemory,
  { readToMs, isRestored }: Reading,
): number {
  const usualMs = readToMs - TOLERANCE_MS;
  if (kind === 'resume') return Math.max(usualMs, sinceMs, floodedUntilMs, isRestored ? sinceMs : beganMs);
  return Math.min(usualMs, Math.max(sinceMs, readToMs - STOP_TOLERANCE_MS));
}

/** The memory of a bot that has none yet, or whose table has another past. */
export function newMemory(readToMs: number, commands: CommandMemory['commands'] = []): CommandMemory {
  const sinceMs = Math.max(0, readToMs - TOLERANCE_MS);
  return { sinceMs, commands, ...(readToMs > 0 && { beganMs: readToMs }) };
}

/** Without the commands that are too late by now, and without the times before which all is. */
export function forgetLate(memory: CommandMemory, readToMs: number): CommandMemory {
  const { floodedUntilMs, beganMs, ...rest } = memory;
  const lateMs = readToMs - TOLERANCE_MS;
  const commands = memory.commands.filter(({ untilMs }) => untilMs === 0 || untilMs >= readToMs);
  const next = {
    ...rest,
    commands,
    ...(floodedUntilMs !== undefined && floodedUntilMs >= lateMs && { floodedUntilMs }),
    ...(beganMs !== undefined && beganMs >= lateMs && { beganMs }),
  };
  const isSame =
    commands.length === memory.commands.length &&
    next.floodedUntilMs === floodedUntilMs &&
    next.beganMs === beganMs;
  return isSame ? memory : next;
}

/** Commands to resume that are issued before then are not obeyed. */
export function withFlood(memory: CommandMemory, untilMs: number): CommandMemory {
  return { ...memory, floodedUntilMs: Math.max(untilMs, memory.floodedUntilMs ?? 0) };
}

export interface Consumed extends Pick<OperatorCommand, 'id' | 'kind'> {
  /** As it is dated; the time of the tick where it says none. */
  readonly issuedAtMs: number;
  readonly unobeyed?: Unobeyed;
}

export interface Remembering {
  /** Absent where the clock is simulated. */
  readonly tickMs: number | undefined;
  /** So many are remembered at most. */
  readonly most: number;
}

/** With one more command; `undefined` where it cannot be remembered. */
export function remember(
  memory: CommandMemory,
  { id, kind, issuedAtMs, unobeyed }: Consumed,
  { tickMs, most }: Remembering,
): CommandMemory | undefined {
  const obeyedMs = issuedAtMs + toleranceOf(kind);
  const unobeyedMs = Math.max(issuedAtMs, (tickMs ?? 0) + TOLERANCE_MS) + TOLERANCE_MS;
  const untilMs = tickMs === undefined ? 0 : unobeyed === undefined ? obeyedMs : unobeyedMs;
  const command = { id: shortId(id), kind, untilMs, ...(unobeyed && { unobeyed }) };
  let next: CommandMemory | undefined = { ...memory, commands: [...memory.commands, command] };
  while (next !== undefined && next.commands.length > most) next = withoutOne(next, tickMs ?? 0);
  return next;
}

/** Without the one that is worth the least; `undefined` where none may be forgotten. */
function withoutOne(memory: CommandMemory, tickMs: number): CommandMemory | undefined {
  const { sinceMs, commands } = memory;
  const [forgotten] = commands.filter((command) => mayBeForgotten(command, tickMs)).toSorted(byWorth);
  if (forgotten === undefined) return undefined;
  const { kind, untilMs, unobeyed } = forgotten;
  const issuedAtMs = untilMs - toleranceOf(kind);
  // Of a date ahead nothing follows for what is dated before it.
  const isAnswered = unobeyed !== undefined || issuedAtMs >= tickMs;
  return {
    ...memory,
    sinceMs: isAnswered ? sinceMs : Math.max(sinceMs, issuedAtMs + 1),
    commands: commands.filter((command) => command !== forgotten),
  };
}

function toleranceOf(kind: CommandKind): number {
  return kind === 'resume' ? TOLERANCE_MS : STOP_TOLERANCE_MS;
}

/** A stop that is obeyed twice costs an entry or an early exit. A resume would end what was asked for since. */
function mayBeForgotten({ kind, untilMs, unobeyed }: RememberedCommand, tickMs: number): boolean {
  return kind !== 'resume' || unobeyed !== undefined || untilMs === 0 || untilMs < tickMs;
}

function byWorth(left: RememberedCommand, right: RememberedCommand): number {
  const difference = worthOf(left) - worthOf(right);
  return difference === 0 ? left.untilMs - right.untilMs : difference;
}

/** What was late stays late by its date; what was not obeyed for another reason would be obeyed if it came again. */
function worthOf({ kind, unobeyed }: RememberedCommand): number {
  if (unobeyed !== undefined) return unobeyed === 'late' ? 0 : 1;
  return kind === 'resume' ? 3 : 2;
}
